/**
 * The log file: NDJSON, a header and then one entry a line (`docs/design.md`, "The log file"). Reading keeps whatever is
 * readable and says, line by line, what was not.
 */
import type { Entry } from './entry.ts';
import { hasEntryBase, isEntry, isKnownKind } from './guard.ts';
import { isHar, readHar } from './har/read.ts';
import {
  type FileProblem,
  headerOf,
  type LogHead,
  type LogHeader,
  type LogItem,
  type ReadLog,
  readHeader,
} from './header.ts';

export type { FileProblem, LogHead, LogHeader, LogItem, ReadLog, RedactionNote } from './header.ts';

/** The header's line, with its line break. */
export const headerLine = (head: LogHead): string => `${JSON.stringify(headerOf(head))}\n`;

/** The file's lines, each with its line break. */
export function* writeLog(entries: Iterable<Entry>, head: LogHead): Generator<string> {
  yield headerLine(head);
  for (const entry of entries) yield `${JSON.stringify(entry)}\n`;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** A file with no header and no entry in so many lines is no log. */
const LINES_TO_GIVE_UP = 20;

/** What is wrong with a line that is JSON and no entry. */
function wrongEntry(value: unknown, line: number): FileProblem {
  return hasEntryBase(value) && !isKnownKind(value.kind)
    ? {
        line,
        code: 'unknown-kind',
        message: `Line ${line} is an entry of the unknown kind "${value.kind.slice(0, 40)}" and was left out.`,
      }
    : { line, code: 'bad-entry', message: `Line ${line} is not a valid entry and was left out.` };
}

/**
 * Reads a log line by line and keeps none of it, so that a file of any size can be read. Never throws. Every line that holds
 * something gives an entry or a problem; nothing is passed over in silence.
 */
export class LogReader {
  #line = 0;
  #entries = 0;
  #header = false;
  #blank = true;
  #givenUp = false;
  /** A line that is not JSON: cut off if nothing follows, damaged if something does. */
  #damaged = 0;
  /** Problems of a file that may turn out to be no log: told when it is known to be one. */
  #held: LogItem[] = [];

  /** The file is no log: what follows need not be read. */
  get givenUp(): boolean {
    return this.#givenUp;
  }

  /** Takes the next line, without its line break. */
  take(text: string): LogItem[] {
    this.#line += 1;
    const line = this.#line;
    const content = (line === 1 && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text).trim();
    if (content === '' || this.#givenUp) return [];
    this.#blank = false;
    const items: LogItem[] = [];
    if (this.#damaged > 0) items.push(this.#badLine());
    const value = parseLine(content);
    if (line === 1) {
      const problems: FileProblem[] = [];
      const header = readHeader(value, problems);
      if (header) {
        this.#header = true;
        return [{ type: 'header', header }, ...problems.map((problem): LogItem => ({ type: 'problem', problem }))];
      }
    }
    if (isEntry(value)) {
      this.#entries += 1;
      items.push({ type: 'entry', entry: value, line });
    } else if (value === undefined) this.#damaged = line;
    else items.push({ type: 'problem', problem: wrongEntry(value, line) });
    return this.#sorted(items);
  }

  /** The file is over. */
  end(): LogItem[] {
    if (this.#givenUp) return [];
    if (!this.#header && this.#entries === 0) {
      this.#givenUp = true;
      return [{ type: 'problem', problem: notALog(this.#blank) }];
    }
    if (this.#damaged === 0) return [];
    const line = this.#damaged;
    const message = `The last line (${line}) is cut off; everything before it was read.`;
    return [{ type: 'problem', problem: { line, code: 'cut-line', message } }];
  }

  #badLine(): LogItem {
    const line = this.#damaged;
    this.#damaged = 0;
    const message = `Line ${line} is damaged (not JSON) and was left out.`;
    return { type: 'problem', problem: { line, code: 'bad-line', message } };
  }

  /** Without a header, the first entry decides that this is a log. */
  #sorted(items: LogItem[]): LogItem[] {
    if (this.#header) return items;
    if (this.#entries === 0) {
      this.#held.push(...items);
      // A picture or a web page must not give a problem for each of its lines; a log whose header is damaged must be read.
      if (this.#line < LINES_TO_GIVE_UP) return [];
      this.#givenUp = true;
      return [{ type: 'problem', problem: notALog(false) }];
    }
    const held = this.#held;
    if (this.#entries > 1 || items.every((item) => item.type !== 'entry')) return items;
    this.#held = [];
    const message = 'The header line is missing or damaged; the entries were read without it.';
    return [{ type: 'problem', problem: { line: 1, code: 'bad-header', message } }, ...held, ...items];
  }
}

/** Reads the text of a log file, or of a HAR. Never throws: a text that is neither gives no entries and a problem that says so. */
export function readLog(text: string): ReadLog {
  if (isHar(text)) return readHar(text);
  const reader = new LogReader();
  const problems: FileProblem[] = [];
  const entries: Entry[] = [];
  let header: LogHeader | undefined;
  const keep = (item: LogItem): void => {
    if (item.type === 'entry') entries.push(item.entry);
    else if (item.type === 'problem') problems.push(item.problem);
    else header = item.header;
  };
  let start = 0;
  while (start < text.length && !reader.givenUp) {
    const stop = text.indexOf('\n', start);
    const end = stop === -1 ? text.length : stop;
    reader.take(text.slice(start, end)).forEach(keep);
    start = end + 1;
  }
  reader.end().forEach(keep);
  return { header, entries, problems };
}

function notALog(blank: boolean): FileProblem {
  const what = blank ? 'The file is empty.' : 'This is not a Sioscope log: its first line is not a header.';
  return { line: 0, code: 'not-a-log', message: what };
}
