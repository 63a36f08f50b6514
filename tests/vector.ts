/** Reads the recordings in `tests/vectors`, and compares packets with what they expect. */
import { readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { Extension } from '../shared/protocol/msgpack.ts';
import type { Packet, Problem } from '../shared/protocol/types.ts';

const FOLDER = new URL('vectors/', import.meta.url);

export interface ExpectedPacket {
  readonly type: string;
  readonly wireType?: string;
  readonly nsp?: string;
  readonly ackId?: number;
  readonly event?: unknown;
  readonly args?: readonly unknown[];
  readonly data?: unknown;
  readonly attachments?: number;
  readonly options?: unknown;
}

/** What the official parsers made of one record. */
export interface Expected {
  readonly frame: number;
  readonly record?: number;
  readonly dir: 'in' | 'out';
  readonly session: string;
  readonly engine: {
    readonly type: string | null;
    readonly data?: string | { readonly $binary: string };
    readonly binary?: number;
  };
  readonly packet?: ExpectedPacket;
  readonly pendingBinary?: number;
  readonly attachment?: boolean;
  readonly error?: { readonly layer: 'engine' | 'socket'; readonly message: string };
  readonly httpError?: unknown;
}

export interface VectorFrame {
  readonly dir: 'in' | 'out';
  readonly t: number;
  readonly kind: 'text' | 'binary';
  readonly data: string;
  readonly url: string;
  readonly transport: 'websocket' | 'polling' | 'webtransport';
  readonly conn?: string;
  readonly http?: {
    readonly id: number;
    readonly method: string;
    readonly status?: number;
    readonly contentType?: string;
  };
}

export interface Vector {
  readonly name: string;
  readonly frames: readonly VectorFrame[];
  readonly expected: readonly Expected[];
  readonly alsoExpected?: Readonly<Record<string, readonly Expected[]>>;
  /** The session of a frame; `undefined` for one that is no part of the protocol (an HTTP error's body). */
  sessionOf(frame: number): string | undefined;
}

export const vectorNames = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length))
  .sort();

/** Frames of a byte stream may hold no packet's end, and then nothing is expected of them: they go with their connection. */
function sessions(vector: Omit<Vector, 'sessionOf'>): (frame: number) => string | undefined {
  const byFrame = new Map(vector.expected.map((one) => [one.frame, one]));
  const byConnection = new Map<string, string>();
  for (const { frame, session } of vector.expected) {
    const conn = vector.frames[frame]?.conn;
    if (conn) byConnection.set(conn, session);
  }
  return (frame) => {
    const one = byFrame.get(frame);
    if (one) return one.httpError ? undefined : one.session;
    return byConnection.get(vector.frames[frame]?.conn ?? '');
  };
}

export function readVector(name: string): Vector {
  const vector = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as Omit<Vector, 'sessionOf'>;
  return { ...vector, name, sessionOf: sessions(vector) };
}

export const isFatal = (problem: Problem): boolean => problem.tolerated !== true;

/** A value of a packet in the notation of the vectors. Shallow payloads only, but for plain nested arrays. */
export function inNotation(value: unknown): unknown {
  if (value === undefined) return { $undefined: true };
  if (value instanceof Uint8Array) return { $binary: Buffer.from(value).toString('base64') };
  if (value instanceof Date) return { $date: value.toISOString() };
  if (value instanceof Extension) return [value.type, inNotation(value.bytes)];
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
  if (typeof value === 'number' && value === 0) return 0;
  if (Array.isArray(value)) return value.map(inNotation);
  if (typeof value !== 'object' || value === null) return value;
  return fromEntries(Object.entries(value).map(([key, inner]) => [key, inNotation(inner)]));
}

/** `Object.fromEntries` keeps an own `__proto__`, as `JSON.parse` does. */
const fromEntries = (entries: readonly (readonly [string, unknown])[]): unknown => Object.fromEntries(entries);

const orUndefined = (value: unknown): unknown => (value === undefined ? { $undefined: true } : value);

/** The same of our packet: an event without a name that we take has its first element as its name there. */
function said({ type, wireType, nsp, ackId, event, args, data, options }: Packet): unknown {
  const nameless = type === 'EVENT' && args !== undefined && event === undefined;
  return {
    type,
    wireType,
    nsp: nsp === '' ? undefined : nsp,
    ackId,
    event: type === 'EVENT' && args ? inNotation(nameless ? args[0] : event) : undefined,
    args: args && inNotation(nameless ? args.slice(1) : args),
    data: inNotation(data),
    options,
  };
}

/** Why a packet is not the expected one. */
export function matches(packet: Packet | undefined, expected: ExpectedPacket | undefined): string | undefined {
  if (!packet || !expected) return packet || expected ? `${packet ? 'a' : 'no'} packet` : undefined;
  const { type, wireType, nsp, ackId, event, args, data, options } = expected;
  const wanted = { type, wireType, nsp, ackId, event, args, data: orUndefined(data), options };
  const ours = said(packet);
  // By text first: deep payloads overflow the comparison of values.
  if (JSON.stringify(ours) === JSON.stringify(wanted)) return undefined;
  return isDeepStrictEqual(ours, wanted) ? undefined : `${JSON.stringify(ours)} is not ${JSON.stringify(wanted)}`;
}
