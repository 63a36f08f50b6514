/** `npx sioscope`: what a log says, on the command line. */
import { Command, CommanderError } from 'commander';
import { safeLine } from '../../shared/base/safe-text.ts';
import { check, redact, show } from './commands.ts';
import { convert, FORMATS } from './convert.ts';
import { UsageError } from './input.ts';
import { grep, rooms, sessions, stats } from './questions.ts';

declare const __VERSION__: string;

/** A call that can't be answered, or a file that can't be read at all. */
const EXIT_FAILED = 2;

/** Whoever read our output has enough. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : EXIT_FAILED));

const done = (code: number): void => {
  process.exitCode = code;
};

const program = new Command('sioscope')
  .description(
    'Reads recordings of Socket.IO traffic (.ndjson, .ndjson.gz), and HAR files of Chrome, Firefox, Playwright and others. FILE may be - for standard input.',
  )
  .version(__VERSION__)
  .exitOverride()
  .addHelpText(
    'after',
    '\nExit codes: 0 all well, 1 a part of the log is damaged (or grep found nothing), 2 the call or the file is no good.',
  );

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
  .command('grep <query> <file>')
  .description("print the rows that a query finds, in the language of the panel's filter")
  .option('--json', 'one JSON object a line: packets as show has them; of rows that are none, the entry of the log')
  .addHelpText(
    'after',
    `
A query's terms must all hold; "or", "-" (not) and brackets join them. Heartbeats and packets of transports are left out unless
type: asks for them.

  event:chat* ns:/admin dir:in     names, * is anything        ack:pending ack>200ms     acks by state and latency
  type:ack,event session:2         row kinds, session          size>10kb time>=2026-03-01T09:04
  data.user.id=7 args.1.text~/hi/  values in payloads          has:error has:duplicate   trouble, repeated arguments
  hello "two words" /regex/i       text                        room:lobby                where the server told of rooms

Example: sioscope grep 'dir:out ack:lost' session.ndjson`,
  )
  .action(async (query: string, file: string, options: { json?: boolean }) => done(await grep(query, file, options)));

program
  .command('stats <file>')
  .description('count frames, bytes, events and acks')
  .option('--json', 'as one JSON object')
  .addHelpText('after', "\nExample: sioscope stats --json session.ndjson | jq '.events[] | select(.acks.lost > 0)'")
  .action(async (file: string, options: { json?: boolean }) => done(await stats(file, options)));

program
  .command('sessions <file>')
  .description('list the sessions: how they connected, how they ended and how certain that is')
  .option('--story', 'tell each from its first request to its end')
  .option('--json', 'one JSON object a line')
  .addHelpText('after', '\nExample: sioscope sessions --story session.ndjson')
  .action(async (file: string, options: { json?: boolean; story?: boolean }) => done(await sessions(file, options)));

program
  .command('rooms <file>')
  .description('list the rooms and their members at the end of the log, where a server told of them')
  .option('--json', 'one JSON object a line')
  .addHelpText('after', "\nExample: sioscope rooms --json session.ndjson | jq 'select(.own)'")
  .action(async (file: string, options: { json?: boolean }) => done(await rooms(file, options)));

program
  .command('convert <in> <out>')
  .description(
    'write the log in another format, by the name of OUT (.gz behind it packs it), or to standard output for -',
  )
  .option('--to <format>', `one of ${FORMATS.join(', ')}`)
  .option('--json', 'tell what was written, as one JSON object')
  .addHelpText(
    'after',
    `
  ndjson  our own format         har  HAR 1.2 with WebSocket messages, read back without loss
  csv     rows for a spreadsheet md   a bug report: environment, sessions, rows around the failure

Nothing is masked: redact first what leaves your machine.
Examples: sioscope convert recording.har session.ndjson.gz
          sioscope redact session.ndjson | sioscope convert - report.md`,
  )
  .action(async (file: string, out: string, options: { to?: string; json?: boolean }) =>
    done(await convert(file, out, { ...options, generator: `sioscope ${__VERSION__}` })),
  );

program
  .command('redact <file> [out]')
  .description('write the log with its secrets masked (to standard output if no OUT is given; gzip if it ends in .gz)')
  .option('--key <name...>', 'names of further fields whose values are secret')
  .option('--json', 'tell what was written, as one JSON object')
  .addHelpText('after', '\nExample: sioscope redact session.ndjson shared.ndjson.gz --key email phone')
  .action(async (file: string, out: string | undefined, options: { key?: string[]; json?: boolean }) =>
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
    const lines = (expected ? fault.message : String(fault.stack)).split('\n');
    process.stderr.write(`${lines.map(safeLine).join('\n')}\n`);
    done(EXIT_FAILED);
  }
}
