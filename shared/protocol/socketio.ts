/**
 * Socket.IO packets of the default parser, protocol 5 (`docs/protocol.md` §3). Two readers of one grammar: `scanHeader` finds
 * what a timeline needs by character codes alone, `decodePacket` parses the whole and says what official parsers refuse.
 */
import {
  BRACE_CLOSE,
  BRACE_OPEN,
  BRACKET_CLOSE,
  BRACKET_OPEN,
  COMMA,
  DIGIT_0,
  DIGIT_9,
  isBlank,
  isJsonBlank,
  QUOTE,
} from './chars.ts';
import { scanEventName } from './event-name.ts';
import { scanPrefix } from './prefix.ts';
import { oddity } from './problems.ts';
import { RULES } from './rules.ts';
import { nameProblem, notJson, payloadProblem } from './shape.ts';
import type { Decoded, Packet, PacketHeader, PacketType, Problem, Rules, WireType } from './types.ts';

const TYPE_OF: Record<WireType, PacketType> = {
  CONNECT: 'CONNECT',
  DISCONNECT: 'DISCONNECT',
  EVENT: 'EVENT',
  ACK: 'ACK',
  CONNECT_ERROR: 'CONNECT_ERROR',
  ERROR: 'ERROR',
  BINARY_EVENT: 'EVENT',
  BINARY_ACK: 'ACK',
};

const NO_PROBLEMS: readonly Problem[] = Object.freeze([]);

/** A header to scan into; `rules`: what the receiving side refuses. */
export const newHeader = (rules: Rules = RULES[4]): PacketHeader => ({
  rules,
  wireType: undefined,
  attachments: 0,
  nsp: '/',
  ackId: undefined,
  payloadStart: 0,
  payloadEnd: 0,
  event: undefined,
  problem: undefined,
});

/**
 * Reads what stands before the payload, and the event's name, of the packet between `start` and `end` into `into`. Never
 * throws and parses no JSON; `problem` tells what shows from the payload's first and last character.
 */
export function scanHeader(text: string, start: number, end: number, into: PacketHeader): void {
  scanPrefix(text, start, end, into);
  const { wireType, payloadStart } = into;
  if (payloadStart >= end || wireType === undefined) return;
  const first = text.charCodeAt(payloadStart);
  const isEvent = wireType === 'EVENT' || wireType === 'BINARY_EVENT';
  if (isEvent && first === BRACKET_OPEN) into.event = scanEventName(text, payloadStart, end);
  if (into.problem === undefined) into.problem = outlineProblem(text, first, end, isEvent, into);
}

/** What the first and the last character of a payload, and the event's name, tell against it. */
function outlineProblem(
  text: string,
  first: number,
  end: number,
  isEvent: boolean,
  { wireType, payloadStart, event, rules }: PacketHeader,
): Problem | undefined {
  let last = end - 1;
  while (last > payloadStart && isJsonBlank(text.charCodeAt(last))) last -= 1;
  const closing = text.charCodeAt(last);
  if (isEvent) {
    if (first !== BRACKET_OPEN) return payloadProblem('EVENT', undefined, rules);
    if (closing !== BRACKET_CLOSE) return notJson(rules);
    return nameProblem(event, rules);
  }
  switch (wireType) {
    case 'ACK':
    case 'BINARY_ACK':
      if (first !== BRACKET_OPEN) return payloadProblem('ACK', undefined, rules);
      break;
    case 'CONNECT':
    case 'CONNECT_ERROR':
    case 'ERROR': {
      const isString = first === QUOTE && wireType !== 'CONNECT';
      if (first !== BRACE_OPEN && !isString) {
        const older = first === BRACKET_OPEN || text.startsWith('null', payloadStart);
        return payloadProblem(wireType, older ? null : undefined, rules);
      }
      break;
    }
    default:
      return payloadProblem('DISCONNECT', undefined, rules);
  }
  const expected = first === BRACKET_OPEN ? BRACKET_CLOSE : first === BRACE_OPEN ? BRACE_CLOSE : QUOTE;
  return closing === expected && last > payloadStart ? undefined : notJson(rules);
}

/** Of the call to `decodePacket` that runs. */
const scratch = newHeader();

/**
 * Decodes the packet between `start` and `end` whole. Never throws. `packet` is there whenever the type is known, even where
 * official parsers refuse the payload; `problems` says why they do. Placeholders of attachments are left in place
 * (`placeAttachments`).
 */
export function decodePacket(text: string, start: number, end: number, rules: Rules = RULES[4]): Decoded {
  const header = scratch;
  header.rules = rules;
  scanPrefix(text, start, end, header);
  const { wireType, payloadStart, problem } = header;
  if (wireType === undefined) {
    const packet = start < end && rules.version === 3 ? errorPacket(text.charAt(start)) : undefined;
    return { packet, problems: problem ? [problem] : NO_PROBLEMS };
  }
  const type = TYPE_OF[wireType];
  if (payloadStart >= end) {
    return {
      packet: makePacket(type, header, undefined),
      problems: joined(problem, absentOddity(text, start, header), blankOddity(text, start, header)),
    };
  }
  let payload: unknown;
  let wrong: Problem | undefined;
  try {
    payload = JSON.parse(text.slice(payloadStart, end));
    wrong = payloadProblem(type, payload, rules);
  } catch {
    wrong = notJson(rules);
  }
  wrong ??= blankOddity(text, start, header);
  const problems = problem === undefined && wrong === undefined ? NO_PROBLEMS : joined(problem, wrong);
  return { packet: makePacket(type, header, payload), problems };
}

function joined(...found: readonly (Problem | undefined)[]): readonly Problem[] {
  const problems = found.filter((problem) => problem !== undefined);
  return problems.length > 0 ? problems : NO_PROBLEMS;
}

/** Whether blanks stand in the ack id's place: between the type, the count or the namespace's comma, and the payload. */
function hasBlankAckId(text: string, start: number, { payloadStart, nsp }: PacketHeader): boolean {
  let blank = false;
  for (let at = payloadStart - 1; at > start; at--) {
    const code = text.charCodeAt(at);
    if (code >= DIGIT_0 && code <= DIGIT_9) continue;
    // Anything else ends the field before it; a namespace without comma has taken all, so that no field follows.
    if (!isBlank(code)) return blank && (code === COMMA || nsp === '/');
    blank = true;
  }
  return blank;
}

function blankOddity(text: string, start: number, header: PacketHeader): Problem | undefined {
  if (!hasBlankAckId(text, start, header)) return undefined;
  const { ackId } = header;
  const read = ackId === undefined ? 'no ack id that can be answered' : `the ack id ${ackId}`;
  return oddity('blank-ack-id', `Whitespace before the payload is read as a part of the ack id: ${read}.`);
}

/** Packets without payload that official parsers accept, though it does not do them good. */
function absentOddity(text: string, start: number, { wireType, nsp }: PacketHeader): Problem | undefined {
  if (wireType !== 'CONNECT' && wireType !== 'DISCONNECT' && /[[{"]/.test(nsp)) {
    return oddity('namespace-without-comma', 'No comma ends the namespace, so it takes in the payload.');
  }
  if (isBlank(text.charCodeAt(start))) {
    return oddity('blank-type', 'Whitespace in the place of the packet type is read as 0, a CONNECT.');
  }
  if (wireType === 'EVENT') {
    return oddity('nameless-event', 'An EVENT with neither a name nor arguments; clients of 2.x and 3.x throw on it.');
  }
  if (wireType === 'CONNECT_ERROR') {
    return oddity('empty-refusal', 'A CONNECT_ERROR without a reason; clients of 3.x and 4.x throw on it.');
  }
  return undefined;
}

/** What parsers of Socket.IO 1 and 2 make of a packet of unknown type; it belongs to no namespace. */
const errorPacket = (type: string): Packet => ({
  type: 'ERROR',
  wireType: undefined,
  nsp: '',
  data: `parser error: unknown packet type ${Number(type)}`,
});

/** One shape for all packets, so that readers of them stay fast; fields that do not apply are `undefined`. */
function makePacket(type: PacketType, header: PacketHeader, payload: unknown): Packet {
  const { wireType, nsp, ackId, attachments } = header;
  let event: string | number | undefined;
  let args: unknown[] | undefined;
  let data: unknown;
  if (Array.isArray(payload) && (type === 'EVENT' || type === 'ACK')) {
    args = payload as unknown[];
    const name = args[0];
    if (type === 'EVENT' && (typeof name === 'string' || typeof name === 'number')) {
      event = name;
      args.shift();
    }
  } else {
    data = payload;
  }
  return {
    type,
    wireType: wireType as WireType,
    nsp,
    ackId,
    event,
    args,
    data,
    attachments: attachments > 0 ? attachments : undefined,
  };
}
