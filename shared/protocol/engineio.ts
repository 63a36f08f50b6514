/** Engine.IO 4 packets, and frames of one packet each. Grammar: `docs/protocol.md` §2.1. */
import { DIGIT_0 } from './chars.ts';
import { engineProblem, shown } from './problems.ts';
import type { EngineMessage, EngineRecord, EngineType, Problem } from './types.ts';

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

/**
 * One text packet between `start` and `end`: its type digit and where its data stands, or `b` and base64 (a binary message).
 * `record` is its index in a polling body. Total: anything else gives a record with no type and a problem.
 */
export function scanEngine(text: string, start = 0, end = text.length, record = 0): EngineRecord {
  const code = start < end ? text.charCodeAt(start) : -1;
  const binary = code === LETTER_B;
  const type = binary ? 'message' : ENGINE_TYPES[code - DIGIT_0];
  if (type !== undefined) return { type, record, start, dataStart: start + 1, end, binary, problem: undefined };
  return { type, record, start, dataStart: start, end, binary, problem: typeProblem(text, start, end) };
}

const BINARY_RECORD: EngineRecord = {
  type: 'message',
  record: 0,
  start: 0,
  dataStart: 0,
  end: 0,
  binary: true,
  problem: undefined,
};

/** Framing of Engine.IO 4 over WebSocket: a frame is a packet; binary frames are messages without a type. */
export function readMessageFrame(content: string | Uint8Array): readonly EngineMessage[] {
  if (typeof content === 'string') return [{ record: scanEngine(content), text: content, bytes: undefined }];
  return [{ record: BINARY_RECORD, text: '', bytes: content }];
}
