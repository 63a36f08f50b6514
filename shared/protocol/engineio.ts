/** Engine.IO 4 packets. Grammar: `docs/protocol.md` §2.1. */
import type { EngineRecord, EngineType, Problem } from './types.ts';

/** By the type digit. */
const ENGINE_TYPES: readonly EngineType[] = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'];

const DIGIT_0 = 0x30;
const LETTER_B = 0x62;

/** The type's name for a person and for programs; `unknown` where the packet has no valid type. */
export const engineTypeName = (type: EngineType | undefined): string => type ?? 'unknown';

const unknownType = (shown: string): Problem => ({
  code: 'unknown-engine-type',
  message:
    shown === '' ? 'An empty Engine.IO packet: it has no type.' : `"${shown}" is no Engine.IO packet type (0 to 6).`,
  layer: 'engine',
});

/**
 * One text packet between `start` and `end`: its type digit and where its data stands, or `b` and base64 (a binary message).
 * `record` is its index in a polling body. Total: anything else gives a record with no type and a problem.
 */
export function scanEngine(text: string, start = 0, end = text.length, record = 0): EngineRecord {
  const code = start < end ? text.charCodeAt(start) : -1;
  if (code === LETTER_B) return { type: 'message', record, start, dataStart: start + 1, end, binary: true };
  const type = ENGINE_TYPES[code - DIGIT_0];
  if (type !== undefined) return { type, record, start, dataStart: start + 1, end, binary: false };
  const problem = unknownType(start < end ? text.charAt(start) : '');
  return { type: undefined, record, start, dataStart: start, end, binary: false, problem };
}
