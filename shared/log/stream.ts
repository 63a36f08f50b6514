/** Reads and writes logs as streams: plain or gzip, of any size, in memory that does not grow with it. */
import type { Entry } from './entry.ts';
import { type FileProblem, headerLine, type LogHead, type LogItem, LogReader } from './file.ts';
import { DamagedGzip, gunzipped } from './gunzip.ts';
import { isHar, readHar } from './har/read.ts';

/** Where a log comes from. */
export type LogSource = string | Uint8Array | Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string>;

/** The recorder keeps no frame larger than a few megabytes; a longer line is no entry, and would fill the memory. */
export const MAX_LINE_CHARS = 256 * 1024 * 1024;

export const DAMAGED_GZIP = 'The compressed file is damaged or cut off; what could be unpacked before that was read.';

/** So much is written at a time. */
const CHUNK_CHARS = 64 * 1024;

async function* bytesOf(source: LogSource): AsyncGenerator<Uint8Array> {
  if (typeof source === 'string') yield new TextEncoder().encode(source);
  else if (source instanceof Uint8Array) yield source;
  else if (source instanceof Blob) yield* bytesOf(source.stream());
  else if (!(source instanceof ReadableStream)) {
    const encoder = new TextEncoder();
    for await (const chunk of source) yield typeof chunk === 'string' ? encoder.encode(chunk) : chunk;
  } else {
    // Not every browser's streams can be iterated.
    const reader = source.getReader();
    try {
      for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
    } finally {
      await reader.cancel().catch(() => {});
    }
  }
}

/** A log's text, unpacked where it is gzip; of a damaged file, what could be unpacked before the damage. */
class Texts {
  damaged = false;
  readonly #source: LogSource;

  constructor(source: LogSource) {
    this.#source = source;
  }

  async *read(): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    try {
      for await (const bytes of gunzipped(bytesOf(this.#source))) yield decoder.decode(bytes, { stream: true });
    } catch (error) {
      if (!(error instanceof DamagedGzip)) throw error;
      this.damaged = true;
    }
    yield decoder.decode();
  }
}

/** A log's whole text, unpacked where it is gzip; of a damaged file, what could be unpacked before the damage. */
export async function readLogText(source: LogSource): Promise<{ readonly text: string; readonly damaged: boolean }> {
  const texts = new Texts(source);
  const parts: string[] = [];
  for await (const text of texts.read()) parts.push(text);
  return { text: parts.join(''), damaged: texts.damaged };
}

const problem = (code: 'long-line' | 'damaged-file' | 'not-a-log', line: number, message: string): LogItem => ({
  type: 'problem',
  problem: { line, code, message },
});

/** A HAR is one JSON text and has to be read whole; V8 has no strings much longer than this. */
export const MAX_HAR_CHARS = 500_000_000;

/** So much tells a HAR from a log. */
const SNIFFED_CHARS = 1000;

/**
 * Reads a log, plain or gzip, item by item: the header, entries, and what could not be read. What is damaged gives a problem and
 * the rest is read; only an error of the source itself (a failing disk) is thrown. A HAR is read as well, but whole.
 */
export async function* readLogStream(source: LogSource): AsyncGenerator<LogItem> {
  const texts = new Texts(source);
  const chunks = texts.read();
  let head = '';
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    head += next.value;
    if (head.length >= SNIFFED_CHARS) break;
  }
  yield* isHar(head) ? readHarStream(head, chunks) : readLines(head, chunks);
  if (texts.damaged) yield problem('damaged-file', 0, DAMAGED_GZIP);
}

async function* readHarStream(head: string, rest: AsyncIterable<string>): AsyncGenerator<LogItem> {
  const parts = [head];
  let chars = head.length;
  for await (const text of rest) {
    chars += text.length;
    if (chars > MAX_HAR_CHARS) {
      yield problem('not-a-log', 0, 'This HAR file is too large to be read: it has to be in memory whole.');
      return;
    }
    parts.push(text);
  }
  const { header, entries, problems } = readHar(parts.join(''));
  if (header) yield { type: 'header', header };
  for (const entry of entries) yield { type: 'entry', entry, line: 0 };
  for (const one of problems) yield { type: 'problem', problem: one };
}

async function* readLines(head: string, rest: AsyncIterable<string>): AsyncGenerator<LogItem> {
  const reader = new LogReader();
  let line = 0;
  let parts: string[] = [];
  let partChars = 0;
  let skipping = false;
  /** Ends the line in hand. */
  const endLine = (): LogItem[] => {
    line += 1;
    const text = parts.join('');
    parts = [];
    partChars = 0;
    if (!skipping) return reader.take(text);
    skipping = false;
    const message = `Line ${line} is longer than any entry and was left out.`;
    return [...reader.take(''), problem('long-line', line, message)];
  };
  const takePart = (part: string): void => {
    if (skipping || part === '') return;
    parts.push(part);
    partChars += part.length;
    if (partChars <= MAX_LINE_CHARS) return;
    skipping = true;
    parts = [];
  };
  const takeText = function* (text: string): Generator<LogItem> {
    let start = 0;
    for (let stop = text.indexOf('\n'); stop !== -1; stop = text.indexOf('\n', start)) {
      takePart(text.slice(start, stop));
      start = stop + 1;
      yield* endLine();
    }
    takePart(text.slice(start));
  };
  yield* takeText(head);
  if (reader.givenUp) return;
  for await (const text of rest) {
    yield* takeText(text);
    if (reader.givenUp) return;
  }
  if (partChars > 0 || skipping) yield* endLine();
  yield* reader.end();
}

/** The entries alone. What could not be read goes to `onProblem`, which has to be given: nothing gets lost in silence. */
export async function* readEntries(
  source: LogSource,
  onProblem: (problem: FileProblem) => void,
): AsyncGenerator<Entry> {
  for await (const item of readLogStream(source)) {
    if (item.type === 'entry') yield item.entry;
    else if (item.type === 'problem') onProblem(item.problem);
  }
}

/** A log's text in chunks of some size, for a file or a Blob's parts. */
export async function* writeLogStream(
  entries: Iterable<Entry> | AsyncIterable<Entry>,
  head: LogHead,
): AsyncGenerator<string> {
  let chunk = headerLine(head);
  for await (const entry of entries) {
    chunk += `${JSON.stringify(entry)}\n`;
    if (chunk.length < CHUNK_CHARS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
