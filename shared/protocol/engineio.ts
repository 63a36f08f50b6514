/** Engine.IO packets, and frames of one packet each. Grammar: `docs/protocol.md` §2.1 (version 4), §2.2 (version 3). */
import { Base64Source, withoutFirst } from './bytes.ts';
import { DIGIT_0 } from './chars.ts';
import { engineProblem, oddity, shown } from './problems.ts';
import type {
  ByteSource,
  EngineMessage,
  EngineRecord,
  EngineType,
  EngineVersion,
  FrameContent,
  Problem,
} from './types.ts';

/** By the type digit. */
const ENGINE_TYPES: readonly EngineType[] = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'];

const LETTER_B = 0x62;

/** The type's name for a person and for programs; `unknown` where the packet has no valid type. */
export const engineTypeName = (type: EngineType | undefined): string => type ?? 'unknown';

function typeProblem(text: string, start: number, end: number): Problem {
  if (start >= end) return engineProblem('empty-engine-packet', 'An empty Engine.IO packet: it has no type.');
  const type = shown(String.fromCodePoint(text.codePointAt(start) as number));
  return engineProblem('unknown-engine-type', `${type} is no Engine.IO packet type (0 to 6).`);
}

/** Version 3 gives binary packets a type as well, and ignores those of a type that it doesn't know. */
const binaryTypeProblem = oddity(
  'unknown-engine-type',
  'A binary packet of no Engine.IO type (0 to 6): parsers of version 3 let it pass and nobody takes it.',
  'engine',
);

/**
 * One text packet between `start` and `end`: its type digit and where its data stands, or `b` and base64 (a binary message;
 * in version 3 with the type's digit between the two). `record` is its index in a polling body. Total: anything else gives a
 * record with no type and a problem.
 */
export function scanEngine(
  text: string,
  start = 0,
  end = text.length,
  record = 0,
  version: EngineVersion = 4,
): EngineRecord {
  const code = start < end ? text.charCodeAt(start) : -1;
  if (code === LETTER_B) {
    if (version === 4) {
      return { type: 'message', record, start, dataStart: start + 1, end, binary: true, problem: undefined };
    }
    const digit = start + 1 < end ? text.charCodeAt(start + 1) : -1;
    const type = ENGINE_TYPES[digit - DIGIT_0];
    const problem = type === undefined ? binaryTypeProblem : undefined;
    return { type, record, start, dataStart: Math.min(start + 2, end), end, binary: true, problem };
  }
  const type = ENGINE_TYPES[code - DIGIT_0];
  if (type !== undefined) return { type, record, start, dataStart: start + 1, end, binary: false, problem: undefined };
  return { type, record, start, dataStart: start, end, binary: false, problem: typeProblem(text, start, end) };
}

/** A record of a text with what it holds. */
export const messageOf = (text: string, record: EngineRecord): EngineMessage => ({
  record,
  text,
  bytes: record.binary ? new Base64Source(text, record.dataStart, record.end) : undefined,
});

/** A binary packet without text. */
const binaryRecord = (type: EngineType | undefined, record: number, problem?: Problem): EngineRecord => ({
  type,
  record,
  start: 0,
  dataStart: 0,
  end: 0,
  binary: true,
  problem,
});

const BINARY_MESSAGE = binaryRecord('message', 0);

/** Bytes that are a message of version 4: no type stands before them. */
export const binaryMessage = (bytes: ByteSource, record = 0): EngineMessage => ({
  record: record === 0 ? BINARY_MESSAGE : binaryRecord('message', record),
  text: '',
  bytes,
});

/** Bytes that are a packet of version 3: the type, as a byte of its own value, and the data. */
export function typedBinary(bytes: ByteSource, record = 0): EngineMessage {
  const type = ENGINE_TYPES[bytes.head(1)[0] ?? -1];
  const problem = type === undefined ? binaryTypeProblem : undefined;
  return { record: binaryRecord(type, record, problem), text: '', bytes: withoutFirst(bytes) };
}

/** Framing of Engine.IO 4 over WebSocket: a frame is a packet; binary frames are messages without a type. */
export const readMessage4 = (content: FrameContent): readonly EngineMessage[] =>
  typeof content === 'string' ? [messageOf(content, scanEngine(content))] : [binaryMessage(content)];

/** Framing of Engine.IO 3 over WebSocket: a frame is a packet, and binary ones begin with their type. */
export const readMessage3 = (content: FrameContent): readonly EngineMessage[] =>
  typeof content === 'string'
    ? [messageOf(content, scanEngine(content, 0, content.length, 0, 3))]
    : [typedBinary(content)];
