/** What commands that write a file say of it. */
import { resolve } from 'node:path';
import { type Input, UsageError } from './input.ts';
import { Printer } from './output.ts';

export interface JsonOption {
  readonly json?: boolean;
}

/** A file can't be written while it is read, nor standard output hold two things. */
export function refuseSame(file: string, out: string, json: boolean | undefined): void {
  if (out !== '-' && file !== '-' && resolve(out) === resolve(file))
    throw new UsageError('Give another file to write to.');
  if (out === '-' && json) throw new UsageError('--json tells what was written: give a file to write to.');
}

/** Says what was written where it is asked for, and gives the exit code. */
export async function told(input: Input, out: string, json: boolean | undefined): Promise<number> {
  if (!json) return input.exitCode;
  const printer = new Printer();
  const { entryCount: entries, problems } = input;
  await printer.line(JSON.stringify({ out, entries, problems: Object.fromEntries(problems) }));
  await printer.flush();
  return input.exitCode;
}
