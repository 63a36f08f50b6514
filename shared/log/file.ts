/**
 * The log file: NDJSON, a header and then one entry a line (`docs/design.md`, "The log file"). Reading keeps whatever is
 * readable and says, line by line, what was not.
 */
import type { Entry, RecorderInfo } from './entry.ts';
import { hasEntryBase, isEntry, isKnownKind, isRecorderInfo } from './guard.ts';

export const LOG_FORMAT = 'sioscope-log';
export const LOG_VERSION = 1;

export interface LogHeader {
  readonly format: typeof LOG_FORMAT;
  readonly version: number;
  /** ISO 8601. */
  readonly created: string;
  readonly generator: string;
  readonly redacted: boolean;
  readonly recorders: readonly RecorderInfo[];
}

/** What could not be read, and where. */
export interface FileProblem {
  /** Line of the file, from 1; 0 for the file as a whole. */
  readonly line: number;
  readonly code: 'not-a-log' | 'newer-version' | 'bad-header' | 'cut-line' | 'bad-line' | 'bad-entry' | 'unknown-kind';
  /** A full sentence for a person. */
  readonly message: string;
}

export interface ReadLog {
  /** `undefined` where the file has none: entries are read all the same. */
  readonly header: LogHeader | undefined;
  readonly entries: readonly Entry[];
  readonly problems: readonly FileProblem[];
}

/** The file's lines, each with its line break. `created` is now where it is not given. */
export function* writeLog(
  entries: Iterable<Entry>,
  head: { readonly recorders: readonly RecorderInfo[]; readonly generator: string; readonly created?: Date },
): Generator<string> {
  const header: LogHeader = {
    format: LOG_FORMAT,
    version: LOG_VERSION,
    created: (head.created ?? new Date()).toISOString(),
    generator: head.generator,
    redacted: false,
    recorders: head.recorders,
  };
  yield `${JSON.stringify(header)}\n`;
  for (const entry of entries) yield `${JSON.stringify(entry)}\n`;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function readHeader(value: unknown, problems: FileProblem[]): LogHeader | undefined {
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (fields.format !== LOG_FORMAT) return undefined;
  const version = typeof fields.version === 'number' ? fields.version : 0;
  if (version > LOG_VERSION) {
    problems.push({
      line: 1,
      code: 'newer-version',
      message: `The file is of format version ${version}; this Sioscope reads up to version ${LOG_VERSION}. What it knows of it is shown.`,
    });
  }
  const recorders = Array.isArray(fields.recorders) ? fields.recorders.filter(isRecorderInfo) : [];
  if (version < 1 || !Array.isArray(fields.recorders) || recorders.length !== fields.recorders.length) {
    problems.push({
      line: 1,
      code: 'bad-header',
      message: 'The header is incomplete: some of its recorders or its version could not be read.',
    });
  }
  return {
    format: LOG_FORMAT,
    version,
    created: typeof fields.created === 'string' ? fields.created : '',
    generator: typeof fields.generator === 'string' ? fields.generator : 'unknown',
    redacted: fields.redacted === true,
    recorders,
  };
}

/** A file with no header and no entry in so many lines is no log. */
const LINES_TO_GIVE_UP = 20;

/** One entry's line; pushes what is wrong with it. */
function readEntry(text: string, line: number, last: boolean, problems: FileProblem[]): Entry | undefined {
  const value = parseLine(text);
  if (isEntry(value)) return value;
  if (value === undefined) {
    problems.push(
      last
        ? { line, code: 'cut-line', message: `The last line (${line}) is cut off; everything before it was read.` }
        : { line, code: 'bad-line', message: `Line ${line} is damaged (not JSON) and was left out.` },
    );
  } else if (hasEntryBase(value) && !isKnownKind(value.kind)) {
    problems.push({
      line,
      code: 'unknown-kind',
      message: `Line ${line} is an entry of the unknown kind "${value.kind.slice(0, 40)}" and was left out.`,
    });
  } else {
    problems.push({ line, code: 'bad-entry', message: `Line ${line} is not a valid entry and was left out.` });
  }
  return undefined;
}

/** Reads a log file's text. Never throws: a text that is no log gives no entries and a problem that says so. */
export function readLog(text: string): ReadLog {
  const problems: FileProblem[] = [];
  const entries: Entry[] = [];
  let header: LogHeader | undefined;
  let line = 0;
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (start < text.length) {
    const stop = text.indexOf('\n', start);
    const end = stop === -1 ? text.length : stop;
    const content = text.slice(start, end).trim();
    const last = stop === -1 || text.slice(end).trim() === '';
    start = end + 1;
    line += 1;
    if (content === '') continue;
    if (line === 1) {
      header = readHeader(parseLine(content), problems);
      if (header) continue;
    }
    const entry = readEntry(content, line, last, problems);
    if (entry) entries.push(entry);
    // A picture or a web page must not give a problem for each of its lines; a log whose header is damaged must be read.
    if (!header && entries.length === 0 && line >= LINES_TO_GIVE_UP) {
      return { header: undefined, entries: [], problems: [notALog(text)] };
    }
  }
  if (!header && entries.length === 0) return { header: undefined, entries, problems: [notALog(text)] };
  if (!header) {
    problems.unshift({
      line: 1,
      code: 'bad-header',
      message: 'The header line is missing or damaged; the entries were read without it.',
    });
  }
  return { header, entries, problems };
}

function notALog(text: string): FileProblem {
  const what =
    text.trim() === '' ? 'The file is empty.' : 'This is not a Sioscope log: its first line is not a header.';
  return { line: 0, code: 'not-a-log', message: what };
}
