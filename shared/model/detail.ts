/** Everything about one row, decoded when somebody looks. */
import type { Entry } from '../log/entry.ts';
import { placeAttachments } from '../protocol/assemble.ts';
import { bytesFromBase64 } from '../protocol/base64.ts';
import { engineTypeName } from '../protocol/engineio.ts';
import { recordProblems } from '../protocol/frames.ts';
import type { EngineMessage, PacketParser, Problem, Rules } from '../protocol/types.ts';
import { httpWords } from './reasons.ts';
import type { Detail, Row } from './types.ts';

/** A row with its packet, and who reads it. */
export interface DetailSource {
  readonly row: Row;
  readonly entry: Entry;
  readonly message: EngineMessage | undefined;
  readonly parser: PacketParser;
  readonly rules: Rules;
  /** It came while another packet waited for attachments. */
  readonly interrupts: boolean;
  /** The packets that carry its attachments, in order; `undefined` for those that the log has no more. */
  readonly attachments: readonly (EngineMessage | undefined)[];
}

const problem = (code: string, message: string, layer: Problem['layer']): Problem => ({ code, message, layer });

const orphan = problem(
  'orphan-attachment',
  'Binary data with no packet that announced it: its header came before the log begins, or the sender is at fault.',
  'socket',
);
const gone = problem('gone', "The log's bound took a part of this packet.", 'engine');

function missingProblem({ missingAttachments, attachments }: Row): Problem | undefined {
  if (missingAttachments === 0) return undefined;
  const message = `${missingAttachments} of ${attachments} attachments have not arrived.`;
  return problem('missing-attachments', message, 'socket');
}

/** Decodes a row whole. Never throws. */
export function describe(source: DetailSource): Detail {
  const { row, entry } = source;
  const none = { row, entry, engine: undefined, packet: undefined, raw: undefined, bytes: [], http: undefined };
  if (entry.kind === 'http-error') {
    return {
      ...none,
      http: entry.http,
      raw: entry.text,
      problems: [problem(`http-${entry.reason}`, httpWords(entry), 'engine')],
    };
  }
  if (entry.kind !== 'frame') return { ...none, problems: [] };
  const frame = { ...none, http: entry.http };
  if (entry.cut) {
    const message = `The frame of ${entry.cut.size.toLocaleString('en')} bytes was too large to keep; its beginning is shown.`;
    return { ...frame, raw: entry.cut.head, problems: [problem('too-large', message, 'engine')] };
  }
  if (row.kind === 'raw') {
    const bytes = entry.base64 === undefined ? [] : [bytesFromBase64(entry.base64)];
    return { ...frame, raw: entry.text, bytes, problems: [] };
  }
  const { message } = source;
  if (!message) return { ...frame, raw: entry.text, problems: [gone] };
  const { record, text, bytes: content } = message;
  const problems: Problem[] = [...recordProblems(message)];
  const bytes = content ? [content.read()] : [];
  const raw = text === '' ? undefined : text.slice(record.start, record.end);
  const data = content ? '' : text.slice(record.dataStart, record.end);
  const engine = {
    type: engineTypeName(record.type),
    data: record.type === 'message' || data === '' ? undefined : data,
  };
  const whole = { ...frame, engine, raw, bytes };
  if (record.type !== 'message') return { ...whole, problems };
  const { parser, rules } = source;
  if (content && parser.binary === 'attachment') return { ...whole, problems: [...problems, orphan] };
  const { packet, problems: found } = parser.decode(message, rules);
  problems.push(...found);
  if (source.interrupts) {
    const words = 'Text while attachments of another packet were still to come.';
    problems.push({ ...problem('text-while-binary', words, 'socket'), ...rules.interrupted });
  }
  if (!packet || row.attachments === 0) return { ...whole, packet, problems };
  const attachments = source.attachments.flatMap((one) => (one?.bytes ? [one.bytes.read()] : []));
  const placed = placeAttachments(packet, attachments, rules);
  const missing = missingProblem(row) ?? (attachments.length < source.attachments.length ? gone : undefined);
  // Placeholders of attachments that have not arrived are no fault of the sender.
  problems.push(...(missing ? [missing] : placed.problems));
  return { ...whole, bytes: attachments, packet: placed.packet, problems };
}
