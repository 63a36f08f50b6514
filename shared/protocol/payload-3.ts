/** Polling bodies of Engine.IO 3: packets with their length before them (`docs/protocol.md` §2.2). */
import { plainBytes } from './bytes.ts';
import { messageOf, scanEngine, typedBinary } from './engineio.ts';
import { engineProblem, shown } from './problems.ts';
import type { EngineMessage, EngineRecord, Problem } from './types.ts';

/** The official decoder gives up on longer lengths: digits of `Number.MAX_VALUE`. */
const MAX_LENGTH_CHARS = 310;

const COLON = 0x3a;

/** Where the length at `start` ends (at its colon) and what it says; `undefined` where there is none that decoders take. */
function lengthAt(text: string, start: number): { readonly colon: number; readonly length: number } | undefined {
  let colon = start;
  let length = 0;
  let code = -1;
  while (colon < text.length && (code = text.charCodeAt(colon)) >= 0x30 && code <= 0x39) {
    length = length * 10 + (code - 0x30);
    colon += 1;
  }
  if (code === COLON && colon > start && colon - start <= 15) return { colon, length };
  // Official decoders take whatever `Number` takes: `03`, `0x2`, `1e0`, blanks.
  colon = text.slice(start, start + MAX_LENGTH_CHARS).indexOf(':');
  if (colon <= 0) return undefined;
  length = Number(text.slice(start, start + colon));
  return Number.isInteger(length) && length >= 0 ? { colon: start + colon, length } : undefined;
}

/** Whether a body begins with the length of a packet that is there. */
export function beginsWithPacket3(text: string): boolean {
  const found = lengthAt(text, 0);
  return found !== undefined && found.colon + 1 + found.length <= text.length;
}

/**
 * Whether it does in a way that no body of Engine.IO 4 does: in plain digits, with the next length or the end behind it. An empty
 * payload (`0:`) does not: to Engine.IO 4 it is an OPEN packet, if a broken one.
 */
export function looksLikePayload3(text: string): boolean {
  if (!/^0*[1-9]\d*:/.test(text)) return false;
  const found = lengthAt(text, 0);
  const end = found ? found.colon + 1 + found.length : Number.NaN;
  return end === text.length || (end < text.length && /\d/.test(text.charAt(end)));
}

/**
 * The packets of a text body; lengths count UTF-16 units. Official decoders stop at the first thing that is wrong; what
 * follows it is read on where its place can be told, and says so.
 */
export function splitPayload3(text: string): EngineRecord[] {
  if (text === '') {
    return [{ ...scanEngine(''), problem: engineProblem('empty-body', 'The polling body is empty.') }];
  }
  const records: EngineRecord[] = [];
  let stopped: Problem | undefined;
  for (let at = 0; at < text.length; ) {
    const found = lengthAt(text, at);
    if (!found) {
      records.push({ ...brokenAt(text, at, records.length), problem: stopped ?? lengthProblem(text, at) });
      break;
    }
    const start = found.colon + 1;
    const end = Math.min(text.length, start + found.length);
    at = end;
    if (start === end && found.length === 0) continue;
    const record = scanEngine(text, start, end, records.length, 3);
    const short = end - start < found.length;
    const fatal = record.problem?.tolerated ? undefined : record.problem;
    const problem = stopped ?? (short ? shortProblem(found.length, end - start) : fatal);
    records.push(problem ? { ...record, problem } : record);
    if (problem) stopped ??= unreached(records.length - 1);
  }
  return records;
}

/** What is left of a body from a place on, as a record of no type. */
const brokenAt = (text: string, start: number, record: number): EngineRecord => ({
  type: undefined,
  record,
  start,
  dataStart: start,
  end: text.length,
  binary: false,
});

const unreached = (stoppedAt: number): Problem =>
  engineProblem('unreached-record', `Official parsers stop at record ${stoppedAt} and never see this one.`);

const shortProblem = (announced: number, there: number): Problem =>
  engineProblem(
    'short-record',
    `The packet's length is given as ${announced}, and ${there} characters are left: cut off, or counted in bytes.`,
  );

function lengthProblem(text: string, at: number): Problem {
  if (at === 0 && /^\s*</.test(text)) {
    return engineProblem('html-body', 'The polling body is HTML: a proxy or another server answered.');
  }
  return engineProblem('bad-length', `${shown(text.slice(at, at + 12))} is no packet's length and colon.`);
}

/** Framing of Engine.IO 3 over polling, as text. */
export const readPayload3 = (text: string): readonly EngineMessage[] =>
  splitPayload3(text).map((record) => messageOf(text, record));

const fatalDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenientDecoder = new TextDecoder('utf-8', { ignoreBOM: true });

const notUtf8 = engineProblem('not-utf8', 'The packet is not valid UTF-8.');

/** UTF-8 to text, and whether it was valid. */
function utf8(bytes: Uint8Array): { readonly text: string; readonly valid: boolean } {
  try {
    return { text: fatalDecoder.decode(bytes), valid: true };
  } catch {
    return { text: lenientDecoder.decode(bytes), valid: false };
  }
}

/** Characters up to U+00FF as the bytes that they stand for. */
function latin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/**
 * Whether a body is UTF-8 written as characters, as Socket.IO 1 sends it: `no` where it can't be, `undefined` where it is
 * ASCII and makes no difference.
 */
export function isTwiceEncoded(text: string): 'yes' | 'no' | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is meant
  if (/^[\x00-\x7f]*$/.test(text)) return undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: bytes are meant
  if (!/^[\x00-\xff]*$/.test(text)) return 'no';
  return utf8(latin1(text)).valid ? 'yes' : 'no';
}

/** The same body of Socket.IO 1, whose packets are encoded in UTF-8 before their length is taken. */
export const readPayload3Twice = (text: string): readonly EngineMessage[] =>
  splitPayload3(text).map((raw) => {
    const { text: packet, valid } = utf8(latin1(text.slice(raw.start, raw.end)));
    if (raw.type === undefined && !raw.binary) return messageOf(text, raw);
    const record = scanEngine(packet, 0, packet.length, raw.record, 3);
    const problem = valid || raw.binary ? raw.problem : (raw.problem ?? notUtf8);
    return messageOf(packet, problem ? { ...record, problem } : record);
  });

const END_OF_LENGTH = 0xff;
const badOctets = engineProblem(
  'bad-length',
  'A length in the binary body does not end, so official parsers refuse the whole body.',
);
const shortOctets = engineProblem(
  'short-record',
  'The binary body ends before the packet does; official parsers deliver what there is.',
);

/** The packets of an octet-stream body: a kind, decimal digits as bytes, 0xFF, and the packet's bytes. */
export function readOctets3(bytes: Uint8Array): readonly EngineMessage[] {
  const messages: EngineMessage[] = [];
  let whole = true;
  for (let at = 0; at < bytes.length; ) {
    const isText = bytes[at] === 0;
    let digits = '';
    let place = at + 1;
    while (place < bytes.length && bytes[place] !== END_OF_LENGTH && digits.length <= MAX_LENGTH_CHARS) {
      digits += String(bytes[place]);
      place += 1;
    }
    const length = Number.parseInt(digits, 10);
    // Bytes that are no digits make the official decoder lose its place.
    if (bytes[place] !== END_OF_LENGTH || Number.isNaN(length) || digits.length !== place - at - 1) {
      whole = false;
      messages.push({
        record: { ...brokenAt('', 0, messages.length), binary: true, problem: badOctets },
        text: '',
        bytes: plainBytes(bytes.subarray(at)),
      });
      break;
    }
    const data = bytes.subarray(place + 1, place + 1 + length);
    at = Math.min(bytes.length, place + 1 + length);
    const message = isText ? octetText(data, messages.length) : typedBinary(plainBytes(data), messages.length);
    const short = data.length < length ? { ...shortOctets, tolerated: true as const } : undefined;
    const { problem } = message.record;
    messages.push(short && (!problem || problem.tolerated) ? withProblem(message, short) : message);
  }
  if (messages.length === 0) {
    const problem = engineProblem('empty-body', 'The polling body is empty.');
    return [{ record: { ...scanEngine(''), problem }, text: '', bytes: undefined }];
  }
  return whole ? messages : messages.map((message) => withProblem(message, badOctets));
}

const withProblem = (message: EngineMessage, problem: Problem): EngineMessage => ({
  ...message,
  record: { ...message.record, problem },
});

function octetText(bytes: Uint8Array, record: number): EngineMessage {
  const { text, valid } = utf8(bytes);
  const message = messageOf(text, scanEngine(text, 0, text.length, record, 3));
  return valid || message.record.binary ? message : withProblem(message, notUtf8);
}
