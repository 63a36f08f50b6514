/**
 * Socket.IO packets of the default parser, protocol 5 (`docs/protocol.md` §3). Two readers of one grammar: `scanHeader` finds
 * what a timeline needs by character codes alone, `decodePacket` parses the whole and says what official parsers refuse.
 */
import { NameCache } from './names.ts';
import type { Packet, PacketType, Problem, WireType } from './types.ts';

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

const TYPE_OF: Record<WireType, PacketType> = {
  CONNECT: 'CONNECT',
  DISCONNECT: 'DISCONNECT',
  EVENT: 'EVENT',
  ACK: 'ACK',
  CONNECT_ERROR: 'CONNECT_ERROR',
  BINARY_EVENT: 'EVENT',
  BINARY_ACK: 'ACK',
};

/** Names that an application may not emit; refused by the parser since 4.2.4. */
const RESERVED: ReadonlySet<string> = new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
]);

/** More attachments than this are refused by socket.io-parser ≥ 4.2.6. */
const MAX_ATTACHMENTS = 10;

const SLASH = 0x2f;
const COMMA = 0x2c;
const DASH = 0x2d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACKET = 0x5b;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/** What stands before the payload, and the event's name. Reused from call to call. */
export interface PacketHeader {
  /** `undefined`: no packet type that exists. */
  wireType: WireType | undefined;
  attachments: number;
  nsp: string;
  ackId: number | undefined;
  payloadStart: number;
  payloadEnd: number;
  event: string | number | undefined;
  problem: Problem | undefined;
}

export const newHeader = (): PacketHeader => ({
  wireType: undefined,
  attachments: 0,
  nsp: '/',
  ackId: undefined,
  payloadStart: 0,
  payloadEnd: 0,
  event: undefined,
  problem: undefined,
});

const names = new NameCache();

const trouble = (code: string, message: string, rejectedBy?: string): Problem => ({
  code,
  message,
  layer: 'socket',
  ...(rejectedBy === undefined ? undefined : { rejectedBy }),
});

/** Whitespace counts as the digit 0 in the official decoder: `Number(' ')` is 0. */
const isBlank = (code: number): boolean =>
  code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xa0 || code === 0xfeff;

/**
 * Reads type, attachment count, namespace and ack id, which stand between `start` and the payload, into `into`, and the
 * event's name. Never throws; what can't be read leaves `problem`.
 */
export function scanHeader(text: string, start: number, end: number, into: PacketHeader): void {
  into.attachments = 0;
  into.nsp = '/';
  into.ackId = undefined;
  into.event = undefined;
  into.problem = undefined;
  into.payloadEnd = end;
  const first = start < end ? text.charCodeAt(start) : -1;
  into.wireType = isBlank(first) ? 'CONNECT' : WIRE_TYPES[first - DIGIT_0];
  let at = start + 1;
  if (into.wireType === undefined) {
    into.payloadStart = Math.min(at, end);
    into.problem = trouble(
      'unknown-packet-type',
      `"${first === -1 ? '' : text.charAt(start)}" is no Socket.IO packet type (0 to 6).`,
    );
    return;
  }
  const binary = into.wireType === 'BINARY_EVENT' || into.wireType === 'BINARY_ACK';
  if (binary) at = scanAttachments(text, at, end, into);
  if (at < end && text.charCodeAt(at) === SLASH) {
    // Without a comma the namespace takes all that is left, as in the official decoder.
    const comma = text.indexOf(',', at);
    const nspEnd = comma === -1 || comma > end ? end : comma;
    into.nsp = names.take(text, at, nspEnd);
    at = Math.min(nspEnd + 1, end);
  }
  at = scanAckId(text, at, end, into);
  into.payloadStart = at;
  if (into.wireType === 'EVENT' || into.wireType === 'BINARY_EVENT') scanEvent(text, at, end, into);
}

function scanAttachments(text: string, from: number, end: number, into: PacketHeader): number {
  let at = from;
  while (at < end && text.charCodeAt(at) !== DASH) at += 1;
  const digits = text.slice(from, at);
  const count = Number(digits);
  if (at >= end || digits === '' || !Number.isInteger(count) || count < 0) {
    into.problem = trouble('illegal-attachments', 'The number of attachments is missing or no number.');
    if (at >= end) return from;
  } else {
    into.attachments = count;
    if (count === 0) {
      const message = 'A binary packet that announces no attachments.';
      into.problem = trouble('illegal-attachments', message, 'socket.io-parser ≥ 4.2.7');
    } else if (count > MAX_ATTACHMENTS) {
      const message = `${count} attachments: more than the ${MAX_ATTACHMENTS} that newer parsers accept.`;
      into.problem = trouble('too-many-attachments', message, 'socket.io-parser ≥ 4.2.6');
    }
  }
  return at + 1;
}

function scanAckId(text: string, from: number, end: number, into: PacketHeader): number {
  let at = from;
  let plain = true;
  let id = 0;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code >= DIGIT_0 && code <= DIGIT_9) id = id * 10 + (code - DIGIT_0);
    else if (isBlank(code)) plain = false;
    else break;
    at += 1;
  }
  // The official decoder takes `Number(…)` of digits and blanks together.
  if (at > from) into.ackId = plain && at - from < 16 ? id : Number(text.slice(from, at).replace(/\s/g, '') || '0');
  return at;
}

function scanEvent(text: string, from: number, end: number, into: PacketHeader): void {
  if (from >= end || text.charCodeAt(from) !== BRACKET) return;
  let at = from + 1;
  while (at < end && isBlank(text.charCodeAt(at))) at += 1;
  if (text.charCodeAt(at) === QUOTE) {
    const nameStart = at + 1;
    at = text.indexOf('"', nameStart);
    if (at === -1 || at >= end) return;
    const slash = text.indexOf('\\', nameStart);
    into.event = slash !== -1 && slash < at ? escapedName(text, nameStart, end) : names.take(text, nameStart, at);
    return;
  }
  const nameStart = at;
  while (at < end && text.charCodeAt(at) !== COMMA && text.charCodeAt(at) !== 0x5d) at += 1;
  const number = Number(text.slice(nameStart, at));
  if (at > nameStart && Number.isFinite(number)) into.event = number;
}

/** A name with escapes: found by its real end and unescaped by JSON. */
function escapedName(text: string, nameStart: number, end: number): string | undefined {
  let at = nameStart;
  while (at < end && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  if (at >= end) return undefined;
  try {
    return JSON.parse(text.slice(nameStart - 1, at + 1)) as string;
  } catch {
    return undefined;
  }
}

/** Whether the payload has the shape that its type needs (socket.io-parser, `isPayloadValid`), and what is wrong if not. */
function payloadProblem(type: PacketType, payload: unknown, absent: boolean): Problem | undefined {
  const object = typeof payload === 'object' && payload !== null && !Array.isArray(payload);
  switch (type) {
    case 'CONNECT':
      if (absent || object) return undefined;
      if (Array.isArray(payload) || payload === null) {
        return trouble('invalid-payload', 'A CONNECT carries an object or nothing.', 'socket.io-parser ≥ 4.2.4');
      }
      return trouble('invalid-payload', 'A CONNECT carries an object or nothing.');
    case 'DISCONNECT':
      return absent ? undefined : trouble('invalid-payload', 'A DISCONNECT carries no payload.');
    case 'CONNECT_ERROR':
      return absent || typeof payload === 'string' || object
        ? undefined
        : trouble('invalid-payload', 'A CONNECT_ERROR carries a string or an object.');
    case 'ACK':
      return absent || Array.isArray(payload) ? undefined : trouble('invalid-payload', 'An ACK carries an array.');
    case 'EVENT': {
      if (absent) return undefined;
      if (!Array.isArray(payload)) return trouble('invalid-payload', 'An EVENT carries an array.');
      const name: unknown = payload[0];
      if (payload.length === 0) return trouble('invalid-payload', 'An EVENT without a name.');
      if (typeof name === 'string') {
        return RESERVED.has(name)
          ? trouble('reserved-event', `"${name}" is a reserved event name.`, 'socket.io-parser ≥ 4.2.4')
          : undefined;
      }
      if (typeof name === 'number') return undefined;
      return trouble('invalid-payload', 'The event name is neither a string nor a number.', 'socket.io-parser ≥ 4.2.4');
    }
  }
}

/**
 * Decodes a packet whole. Never throws. `packet` is there whenever the type is known, even where official parsers refuse the
 * payload; `problems` says why they do. Placeholders of attachments are left in place (`placeAttachments`).
 */
export function decodePacket(
  text: string,
  start: number,
  end: number,
): { readonly packet: Packet | undefined; readonly problems: Problem[] } {
  const header = newHeader();
  scanHeader(text, start, end, header);
  const problems: Problem[] = header.problem ? [header.problem] : [];
  const { wireType, nsp, ackId } = header;
  if (wireType === undefined) return { packet: undefined, problems };
  const type = TYPE_OF[wireType];
  const absent = header.payloadStart >= end;
  let payload: unknown;
  if (!absent) {
    try {
      payload = JSON.parse(text.slice(header.payloadStart, end));
    } catch {
      problems.push(trouble('invalid-payload', 'The payload is not valid JSON.'));
      return { packet: { type, wireType, nsp, ...shared(ackId, header.attachments) }, problems };
    }
  }
  const wrong = payloadProblem(type, payload, absent);
  if (wrong) problems.push(wrong);
  return { packet: makePacket(type, wireType, header, payload, absent), problems };
}

const shared = (ackId: number | undefined, attachments: number) => ({
  ...(ackId === undefined ? undefined : { ackId }),
  ...(attachments > 0 ? { attachments } : undefined),
});

function makePacket(
  type: PacketType,
  wireType: WireType,
  header: PacketHeader,
  payload: unknown,
  absent: boolean,
): Packet {
  const common = { type, wireType, nsp: header.nsp, ...shared(header.ackId, header.attachments) };
  if (absent) return common;
  if (Array.isArray(payload) && type === 'EVENT') {
    const name: unknown = payload[0];
    if (typeof name === 'string' || typeof name === 'number') return { ...common, event: name, args: payload.slice(1) };
    return { ...common, args: payload };
  }
  if (Array.isArray(payload) && type === 'ACK') return { ...common, args: payload };
  return { ...common, data: payload };
}
