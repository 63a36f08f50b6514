/** `npx sioscope`: what a log says, on the command line. */
import { Command, CommanderError } from 'commander';
import { safeLine } from '../../shared/base/safe-text.ts';
import { check, redact, show } from './commands.ts';
import { UsageError } from './input.ts';

declare const __VERSION__: string;

/** A call that can't be answered, or a file that can't be read at all. */
const EXIT_FAILED = 2;

/** Whoever read our output has enough. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : EXIT_FAILED));

const done = (code: number): void => {
  process.exitCode = code;
};

const program = new Command('sioscope')
  .description('Reads recordings of Socket.IO traffic (.ndjson, .ndjson.gz). FILE may be - for standard input.')
  .version(__VERSION__)
  .exitOverride()
  .addHelpText('after', '\nExit codes: 0 all well, 1 a part of the log is damaged, 2 the call or the file is no good.');

program
  .command('show <file>')
  .description('print the decoded packets, one a line')
  .option('--json', 'one JSON object a line; bytes as {"$binary": base64}')
  .addHelpText('after', '\nExample: sioscope show --json session.ndjson | jq \'select(.packet.event == "chat")\'')
  .action(async (file: string, options: { json?: boolean }) => done(await show(file, options)));

program
  .command('check <file>')
  .description('tell whether every line can be read and no position is missing')
  .option('--json', 'as one JSON object')
  .action(async (file: string, options: { json?: boolean }) => done(await check(file, options)));

program
  .command('redact <file> [out]')
  .description('write the log with its secrets masked (to standard output if no OUT is given; gzip if it ends in .gz)')
  .option('--key <name...>', 'names of further fields whose values are secret')
  .addHelpText('after', '\nExample: sioscope redact session.ndjson shared.ndjson.gz --key email phone')
  .action(async (file: string, out: string | undefined, options: { key?: string[] }) =>
    done(await redact(file, out ?? '-', { ...options, generator: `sioscope ${__VERSION__}` })),
  );

try {
  await program.parseAsync();
} catch (error) {
  // Commander has said it already.
  if (error instanceof CommanderError) done(error.exitCode === 0 ? 0 : EXIT_FAILED);
  else {
    const fault = error as NodeJS.ErrnoException;
    const expected = error instanceof UsageError || fault.code !== undefined;
    process.stderr.write(`${safeLine(expected ? fault.message : String(fault.stack))}\n`);
    done(EXIT_FAILED);
  }
}
