/** What each command does. They give the exit code: 0, or 1 where a part of the log could not be read. */
import { writeLogStream } from '../../shared/log/stream.ts';
import { DEFAULT_RULES } from '../../shared/redact/rules.ts';
import { decodeLog } from '../log/decode.ts';
import { packetJson } from '../log/packet-json.ts';
import { redactLog } from '../log/redact.ts';
import { Input, UsageError } from './input.ts';
import { Printer, writeOut } from './output.ts';
import { packetLine } from './packet-line.ts';
import { type JsonOption, refuseSame, told } from './told.ts';

/** Decoded packets, one a line. */
export async function show(file: string, { json }: JsonOption): Promise<number> {
  const input = new Input(file);
  const printer = new Printer();
  for await (const packet of decodeLog(input.entries())) {
    await printer.line(json ? packetJson(packet) : packetLine(packet));
  }
  await printer.flush();
  return input.exitCode;
}

/** Whether the file is sound: every line readable, no position missing. */
export async function check(file: string, { json }: JsonOption): Promise<number> {
  const input = new Input(file);
  const printer = new Printer();
  const next = new Map<string, number>();
  let missing = 0;
  let lost = 0;
  for await (const { recorder, pos, ...entry } of input.entries(json ? () => {} : undefined)) {
    const expected = next.get(recorder) ?? pos;
    if (pos > expected) missing += pos - expected;
    const count = entry.kind === 'lost' ? entry.count : 1;
    if (entry.kind === 'lost') lost += count;
    next.set(recorder, Math.max(expected, pos + count));
  }
  const sound = !input.isDamaged && missing === 0;
  const { entryCount: entries, header } = input;
  const problems = Object.fromEntries(input.problems);
  const facts = { sound, entries, recorders: next.size, redacted: header?.redacted ?? false, missing, lost, problems };
  if (json) await printer.line(JSON.stringify(facts));
  else {
    const gaps = missing === 0 ? '' : `, ${missing} missing without a word of why`;
    const drops = lost === 0 ? '' : `, ${lost} dropped while recording`;
    await printer.line(
      `${sound ? 'sound' : 'damaged'}: ${entries} entries of ${next.size} recorders${gaps}${drops}${facts.redacted ? ', redacted' : ''}`,
    );
  }
  await printer.flush();
  return sound ? 0 : 1;
}

/** Writes the log with its secrets masked. */
export async function redact(
  file: string,
  out: string,
  { key, generator, json }: JsonOption & { readonly key?: readonly string[]; readonly generator: string },
): Promise<number> {
  if (file === '-') throw new UsageError('redact reads the log twice, so it needs a file, not standard input.');
  refuseSame(file, out, json);
  const input = new Input(file);
  // The header stands first, and the generator stops there.
  for await (const _ of input.entries(() => {})) break;
  const { header } = input;
  const head = { generator, recorders: header?.recorders ?? [], created: header?.created };
  const rules = { rules: DEFAULT_RULES.rules, keys: [...DEFAULT_RULES.keys, ...(key ?? [])] };
  let reads = 0;
  const { head: maskedHead, entries } = await redactLog(
    head,
    // What is wrong is told once, not at both readings.
    () => input.entries(reads++ === 0 ? undefined : () => {}),
    rules,
  );
  await writeOut(out, writeLogStream(entries, maskedHead));
  return told(input, out, json);
}
