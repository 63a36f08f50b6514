/**
 * What stands before the payload of a Socket.IO packet: type, attachment count, namespace, ack id (`docs/protocol.md` §3).
 * Every loop is bounded by the packet's end, so that a body of many short packets costs its length once.
 */
import { COMMA, DASH, DIGIT_0, DIGIT_9, isBlank, SLASH } from './chars.ts';
import { hashStep, NameCache } from './names.ts';
import { shown, socketProblem } from './problems.ts';
import type { PacketHeader, Problem, Rules, WireType } from './types.ts';

/** By the type digit. */
const WIRE_TYPES: readonly WireType[] = [
  'CONNECT',
  'DISCONNECT',
  'EVENT',
  'ACK',
  'CONNECT_ERROR',
  'BINARY_EVENT',
  'BINARY_ACK',
];

/** Protocol 4 has another name for this type. */
const REFUSAL = 4;

/** More attachments than this are refused by newer parsers. */
const MAX_ATTACHMENTS = 10;

/** Digits that add up exactly in a double. */
const EXACT_DIGITS = 15;

/** Longer runs are no attachment count that anybody writes. */
const MAX_COUNT_CHARS = 24;

const namespaces = new NameCache();

/** Reads up to the payload into `into`, all fields but `event` and what is wrong with the payload. Never throws. */
export function scanPrefix(text: string, start: number, end: number, into: PacketHeader): void {
  into.attachments = 0;
  into.nsp = '/';
  into.ackId = undefined;
  into.event = undefined;
  into.problem = undefined;
  into.payloadEnd = end;
  const first = start < end ? text.charCodeAt(start) : -1;
  const digit = first - DIGIT_0;
  const wireType = digit === REFUSAL ? into.rules.refusal : WIRE_TYPES[digit];
  into.wireType = wireType;
  if (wireType === undefined) {
    // `Number(' ')` is 0: the official decoder takes a blank for CONNECT.
    if (!isBlank(first)) {
      into.payloadStart = end;
      into.problem = unknownType(text, start, end, into.rules);
      return;
    }
    into.wireType = 'CONNECT';
  }
  let at = start + 1;
  if (wireType === 'BINARY_EVENT' || wireType === 'BINARY_ACK') at = scanCount(text, at, end, into);
  if (at < end && text.charCodeAt(at) === SLASH) at = scanNamespace(text, at, end, into);
  into.payloadStart = at < end ? scanAckId(text, at, end, into) : end;
}

function unknownType(text: string, start: number, end: number, { unknownType, version }: Rules): Problem {
  if (start >= end) return socketProblem('empty-packet', 'An Engine.IO message with nothing in it.');
  const type = shown(String.fromCodePoint(text.codePointAt(start) as number));
  const then = version === 3 ? ' Parsers of Socket.IO 1 and 2 report it as an ERROR packet, which clients ignore.' : '';
  return socketProblem('unknown-packet-type', `${type} is no Socket.IO packet type (0 to 6).${then}`, unknownType);
}

/** Announced attachments: digits and a dash. Returns where the next field begins. */
function scanCount(text: string, from: number, end: number, into: PacketHeader): number {
  let at = from;
  let count = 0;
  let code = -1;
  while (at < end && at - from < EXACT_DIGITS && (code = text.charCodeAt(at)) >= DIGIT_0 && code <= DIGIT_9) {
    count = count * 10 + (code - DIGIT_0);
    at += 1;
  }
  if (at === from || at >= end || code !== DASH) return scanOddCount(text, from, end, into);
  setCount(count, into);
  return at + 1;
}

/** A count that is no plain number: official decoders take whatever `Number` takes (`1e0`, `0x1`, blanks). */
function scanOddCount(text: string, from: number, end: number, into: PacketHeader): number {
  let dash = from;
  const last = Math.min(end, from + MAX_COUNT_CHARS);
  while (dash < last && text.charCodeAt(dash) !== DASH) dash += 1;
  const written = text.slice(from, dash);
  const count = Number(written);
  if (dash < last && !Number.isNaN(count)) {
    setCount(count, into);
    return dash + 1;
  }
  into.problem = socketProblem('illegal-attachments', 'The number of attachments is missing or no number.');
  // A dash that belongs to the payload is no end of a count.
  return dash < last && !/[[{"/]/.test(written) ? dash + 1 : from;
}

function setCount(count: number, into: PacketHeader): void {
  const { rules } = into;
  if (Number.isInteger(count) && count > 0) {
    into.attachments = count;
    if (count <= MAX_ATTACHMENTS) return;
    const message = `${count} attachments: more than the ${MAX_ATTACHMENTS} that newer parsers accept.`;
    into.problem = socketProblem('too-many-attachments', message, rules.tooManyAttachments);
  } else if (count === 0) {
    const then = rules.version === 4 ? ' Parsers from 4.0 to 4.2.6 stumble over the next packet.' : '';
    const message = `A binary packet that announces no attachments.${then}`;
    into.problem = socketProblem('no-attachments', message, rules.noAttachments);
  } else {
    const message = `${count} is no number of attachments. Older parsers wait for ever for the last one.`;
    into.problem = socketProblem('illegal-attachments', message, rules.oddAttachments);
  }
}

/** From the slash to the comma; without one the namespace takes all that is left, as in official decoders. */
function scanNamespace(text: string, from: number, end: number, into: PacketHeader): number {
  let at = from;
  let hash = 0;
  let code = 0;
  while (at < end && (code = text.charCodeAt(at)) !== COMMA) {
    hash = hashStep(hash, code);
    at += 1;
  }
  into.nsp = namespaces.take(text, from, at, hash);
  return at < end ? at + 1 : end;
}

/** Digits, or blanks that official decoders read as part of the number: `Number(' 12')` is 12, `Number(' ')` is 0. */
function scanAckId(text: string, from: number, end: number, into: PacketHeader): number {
  let at = from;
  let id = 0;
  let plain = true;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code >= DIGIT_0 && code <= DIGIT_9) id = id * 10 + (code - DIGIT_0);
    else if (isBlank(code)) plain = false;
    else break;
  }
  if (at === from) return at;
  if (!plain || at - from > EXACT_DIGITS) id = Number(text.slice(from, at));
  // Blanks between digits make NaN, which answers nothing.
  if (!Number.isNaN(id)) into.ackId = id;
  return at;
}
