/** Polling bodies of Engine.IO 4: packets separated by U+001E (`docs/protocol.md` §2.1). */
import { messageOf, scanEngine } from './engineio.ts';
import { engineProblem } from './problems.ts';
import type { EngineMessage, EngineRecord, FrameContent, Problem } from './types.ts';

const SEPARATOR = '\x1e';

/** No parser reads on after a broken record, so a hostile body may not make a row of every separator behind it. */
const MAX_UNREACHED = 1_000;

/**
 * The packets of a body. The official parser stops at the first one that it can't decode (engine.io-parser,
 * `decodePayload`) and never sees the rest; here they are decoded on, and say so in their `problem`.
 */
export function splitPayload(text: string): EngineRecord[] {
  const records: EngineRecord[] = [];
  let stoppedAt = -1;
  let start = 0;
  for (;;) {
    const separator = text.indexOf(SEPARATOR, start);
    const unsplit = stoppedAt !== -1 && records.length - stoppedAt > MAX_UNREACHED;
    const end = separator === -1 || unsplit ? text.length : separator;
    const record = scanEngine(text, start, end, records.length);
    if (stoppedAt !== -1) {
      records.push({ ...record, problem: unreached(stoppedAt, unsplit) });
    } else if (record.problem) {
      stoppedAt = records.length;
      records.push({ ...record, problem: stopProblem(text, record.problem, separator !== -1) });
    } else {
      records.push(record);
    }
    if (end === text.length) return records;
    start = end + 1;
  }
}

function unreached(stoppedAt: number, unsplit: boolean): Problem {
  const rest = unsplit ? ' The rest of the body is not split any more.' : '';
  return engineProblem(
    'unreached-record',
    `Official parsers stop at record ${stoppedAt} and never see this one.${rest}`,
  );
}

/** What is wrong with the record at which official parsers stop; known kinds of wrong bodies by their names. */
function stopProblem(text: string, problem: Problem, more: boolean): Problem {
  if (text === '') return engineProblem('empty-body', 'The polling body is empty.');
  if (/^\s*</.test(text)) {
    return engineProblem('html-body', 'The polling body is HTML: a proxy or another server answered.');
  }
  if (!more) return problem;
  return engineProblem(problem.code, `${problem.message} Official parsers stop here and see no further record.`);
}

// engine.io/lib/transports/polling.ts:122-127
const binaryBody = engineProblem('binary-body', 'A binary polling body: servers of Engine.IO 4 answer HTTP 400.');

/** Framing of Engine.IO 4 over polling. Binary travels as base64 in text. */
export const readPayload4 = (content: FrameContent): readonly EngineMessage[] =>
  typeof content === 'string'
    ? splitPayload(content).map((record) => messageOf(content, record))
    : [{ record: { ...scanEngine(''), binary: true, problem: binaryBody }, text: '', bytes: content }];
