/**
 * `sioscope/log`: reads (HAR files too), writes, decodes and redacts logs, in browsers and Node, in memory that does not grow with the log.
 *
 * @example
 * import { createReadStream } from 'node:fs';
 * import { decodeLog, readEntries } from 'sioscope/log';
 *
 * const entries = readEntries(createReadStream('session.ndjson.gz'), (problem) => console.warn(problem.message));
 * for await (const { at, dir, packet } of decodeLog(entries)) console.log(at, dir, packet?.event, packet?.args);
 *
 * @example
 * import { readLog, redactLog, writeLogStream } from 'sioscope/log';
 *
 * const { header, entries } = readLog(text);
 * const redacted = await redactLog({ generator: 'my tool', recorders: header?.recorders ?? [] }, () => entries);
 * for await (const chunk of writeLogStream(redacted.entries, redacted.head)) process.stdout.write(chunk);
 */

export type { Entry, RecorderInfo } from '../shared/log/entry.ts';
export {
  type FileProblem,
  type LogHead,
  type LogHeader,
  type LogItem,
  type ReadLog,
  type RedactionNote,
  readLog,
  writeLog,
} from '../shared/log/file.ts';
export { writeHar } from '../shared/log/har/write.ts';
export { type LogSource, readEntries, readLogStream, writeLogStream } from '../shared/log/stream.ts';
export type { Packet, Problem } from '../shared/protocol/types.ts';
export { Redactor } from '../shared/redact/entries.ts';
export { DEFAULT_RULES, type RedactionRules, RULES, type RuleName, redactionNote } from '../shared/redact/rules.ts';
export { type DecodedPacket, decodeLog } from './log/decode.ts';
export { packetJson } from './log/packet-json.ts';
export { type RedactedLog, redactLog } from './log/redact.ts';
