/** Rows as CSV (RFC 4180, UTF-8), for a spreadsheet: no cell of it is taken for a formula. */
import { valuesText } from '../../protocol/value-text.ts';
import type { ModelReader } from '../types.ts';
import { isoTime } from './time.ts';

/** So much is written at a time. */
const CHUNK_CHARS = 64 * 1024;

/** Spreadsheets take 32,767 characters in a cell. */
const CELL_CHARS = 32_000;

/** What spreadsheets begin a formula with, behind blanks and in full width too (OWASP, CSV injection). */
const FORMULA = /^[\s\uFEFF]*[=+\-@|%＝＋－＠]|^[\t\r\n]/u;

const COLUMNS = [
  'row',
  'time',
  'session',
  'direction',
  'kind',
  'namespace',
  'event',
  'ack id',
  'ack',
  'ack ms',
  'bytes',
  'attachments',
  'problem',
  'payload',
] as const;

/** Text from the wire. The apostrophe is how spreadsheets write "this is text". */
export function textCell(text: string): string {
  const short = text.length > CELL_CHARS ? `${text.slice(0, CELL_CHARS)}…` : text;
  const safe = FORMULA.test(short) ? `'${short}` : short;
  // NUL ends a cell for some readers.
  return `"${safe.replaceAll('"', '""').replaceAll('\u0000', '\\u0000')}"`;
}

const numberCell = (value: number | undefined): string => (value === undefined ? '' : String(value));

function lineOf(model: ModelReader, number: number): string {
  const { row, packet, raw, problems, engine } = model.detail(number);
  const values = packet && (packet.args ?? (packet.data === undefined ? [] : [packet.data]));
  const payload = values ? valuesText(values, CELL_CHARS + 1) : (engine?.data ?? raw);
  return [
    numberCell(number),
    isoTime(row.at),
    row.session < 0 ? '' : String(row.session + 1),
    row.dir ?? '',
    row.kind,
    textCell(row.nsp),
    textCell(row.name),
    numberCell(row.ackId),
    row.ack ?? '',
    numberCell(row.ackMs === undefined ? undefined : Math.round(row.ackMs * 1000) / 1000),
    numberCell(row.sizeBytes),
    numberCell(row.attachments),
    textCell(problems.map(({ message }) => message).join(' ')),
    textCell(payload ?? row.preview),
  ].join(',');
}

/** The text of a CSV file, in chunks: a line of names, then one line for each row. */
export function* rowsCsv(model: ModelReader, rows: Iterable<number>): Generator<string> {
  // Without the mark, Excel reads UTF-8 as something else.
  let chunk = `\uFEFF${COLUMNS.join(',')}\r\n`;
  for (const row of rows) {
    chunk += `${lineOf(model, row)}\r\n`;
    if (chunk.length < CHUNK_CHARS) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
