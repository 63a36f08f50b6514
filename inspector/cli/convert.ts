/** Writes a log in another format. */
import type { Entry } from '../../shared/log/entry.ts';
import { writeHar } from '../../shared/log/har/write.ts';
import type { LogHead } from '../../shared/log/header.ts';
import { writeLogStream } from '../../shared/log/stream.ts';
import { rowsCsv } from '../../shared/model/export/csv.ts';
import { bugReport } from '../../shared/model/export/report.ts';
import { lineWords } from '../../shared/view/story/line-words.ts';
import { Input, UsageError } from './input.ts';
import { writeOut } from './output.ts';
import { type JsonOption, refuseSame, told } from './told.ts';

export const FORMATS = ['ndjson', 'har', 'csv', 'md'] as const;
export type Format = (typeof FORMATS)[number];

const isFormat = (name: string | undefined): name is Format => FORMATS.some((format) => format === name);

export interface ConvertOptions extends JsonOption {
  readonly to?: string;
  readonly generator: string;
}

/** As the option says, or as the file's name ends; behind it may stand `.gz`. */
function formatOf(out: string, to: string | undefined): Format {
  const name = to ?? out.replace(/\.gz$/i, '').split('.').at(-1)?.toLowerCase();
  if (isFormat(name)) return name;
  const what = to === undefined ? `The name ${out} does not tell a format` : `There is no format ${to}`;
  throw new UsageError(`${what}: give --to with one of ${FORMATS.join(', ')}.`);
}

/** The log's entries, and its head, which is known once the first of them is. */
async function opened(input: Input, generator: string): Promise<{ head: LogHead; entries: AsyncGenerator<Entry> }> {
  const read = input.entries();
  const first = await read.next();
  const { recorders = [], created, redaction } = input.header ?? {};
  const head = { generator, recorders, ...(created && { created }), ...(redaction && { redaction }) };
  async function* entries(): AsyncGenerator<Entry> {
    if (first.done) return;
    yield first.value;
    yield* read;
  }
  return { head, entries: entries() };
}

async function* textOf(format: Format, input: Input, generator: string): AsyncGenerator<string> {
  if (format === 'ndjson' || format === 'har') {
    const { head, entries } = await opened(input, generator);
    if (format === 'ndjson') return yield* writeLogStream(entries, head);
    const all: Entry[] = [];
    for await (const entry of entries) all.push(entry);
    return yield* writeHar(all, head);
  }
  const model = await input.model();
  if (format === 'csv') return yield* rowsCsv(model, rowsOf(model.firstRow, model.endRow));
  const redactedBy = input.header?.redaction?.rules;
  yield bugReport(model, { generator, tell: lineWords, ...(redactedBy && { redactedBy }) });
}

function* rowsOf(first: number, end: number): Generator<number> {
  for (let row = first; row < end; row++) yield row;
}

export async function convert(file: string, out: string, { to, generator, json }: ConvertOptions): Promise<number> {
  const format = formatOf(out, to);
  refuseSame(file, out, json);
  const input = new Input(file);
  await writeOut(out, textOf(format, input, generator));
  return told(input, out, json);
}
