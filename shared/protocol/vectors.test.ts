/** Recordings of real servers and clients, and odd frames run through the official parsers: `tests/vectors`. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FrameDecoder, type Unit } from './frames.ts';
import type { Packet, Problem } from './types.ts';

const FOLDER = new URL('../../tests/vectors/', import.meta.url);

/** Vectors of protocols that are not read yet, by what they need. */
const OUT_OF_SCOPE: readonly (readonly [RegExp, string])[] = [
  [/^v1-|^v2-|-eio3-/, 'Engine.IO 3'],
  [/^(edge|neg)-msgpack-|^v4-msgpack-ws$/, 'the msgpack parser'],
  [/^v4-json-parser$/, 'the JSON parser'],
  [/^v4-webtransport/, 'WebTransport framing'],
];

interface Expected {
  readonly frame: number;
  readonly record?: number;
  readonly dir: 'in' | 'out';
  readonly session: string;
  readonly engine: { readonly type: string; readonly data?: string; readonly binary?: number };
  readonly packet?: Record<string, unknown> & { readonly fromFrames?: readonly number[] };
  readonly pendingBinary?: number;
  readonly attachment?: boolean;
  readonly error?: { readonly layer: 'engine' | 'socket'; readonly message: string };
  readonly httpError?: unknown;
}

interface Vector {
  readonly frames: readonly {
    readonly dir: 'in' | 'out';
    readonly kind: 'text' | 'binary';
    readonly data: string;
    readonly transport: 'websocket' | 'polling';
  }[];
  readonly expected: readonly Expected[];
  readonly alsoExpected?: Readonly<Record<string, readonly Expected[]>>;
}

const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length));
const reasonFor = (name: string): string | undefined => OUT_OF_SCOPE.find(([pattern]) => pattern.test(name))?.[1];
const inScope = names.filter((name) => reasonFor(name) === undefined);

const read = (name: string): Vector => JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as Vector;

/** Values of packets in the notation of the vectors. */
const inNotation = (packet: Packet): unknown =>
  JSON.parse(
    JSON.stringify(packet, (_key, value: unknown) =>
      value instanceof Uint8Array ? { $binary: Buffer.from(value).toString('base64') } : value,
    ),
  );

/** What the vector says of a packet that we keep in other words. */
function wanted({ fromFrames: _, ...packet }: NonNullable<Expected['packet']>): unknown {
  const { data, ...rest } = packet;
  const isAbsent = typeof data === 'object' && data !== null && '$undefined' in data;
  return isAbsent || data === undefined ? rest : packet;
}

const isFatal = (problem: Problem): boolean => problem.tolerated !== true;

/** Units by "frame/record", decoded in order, each session and direction by a decoder of its own. */
function decodeAll(vector: Vector): Map<string, Unit> {
  const decoders = new Map<string, FrameDecoder>();
  const units = new Map<string, Unit>();
  vector.frames.forEach(({ dir, kind, data, transport }, frame) => {
    const expected = vector.expected.find((one) => one.frame === frame);
    if (!expected || expected.httpError) return;
    const key = `${expected.session} ${dir}`;
    const decoder = decoders.get(key) ?? new FrameDecoder();
    decoders.set(key, decoder);
    const content = kind === 'text' ? data : new Uint8Array(Buffer.from(data, 'base64'));
    for (const unit of decoder.decode({ transport, content })) units.set(`${frame}/${unit.record}`, unit);
  });
  return units;
}

function compare(unit: Unit, expected: Expected): void {
  const { engine, packet, pendingBinary, attachment, error } = expected;
  expect(unit.engine.type ?? 'error').toBe(engine.type);
  if (engine.type !== 'error') expect(unit.engine.data).toBe(engine.data);
  expect(unit.engine.bytes?.length).toBe(engine.binary);
  const fatal = unit.problems.filter(isFatal);
  if (error) {
    expect(fatal.map(({ layer }) => layer)).toContain(error.layer);
    return;
  }
  expect(fatal).toEqual([]);
  if (packet) {
    expect(inNotation(unit.packet as Packet)).toEqual(wanted(packet));
    expect(unit.attachments.length).toBe(packet.attachments ?? 0);
  } else {
    expect(unit.packet).toBeUndefined();
  }
  if (pendingBinary !== undefined) expect(unit.missing).toBe(pendingBinary);
  if (attachment) expect(unit.missing).toBeGreaterThan(0);
}

describe('vectors', () => {
  it('are all read, but for those of protocols that come later', () => {
    expect(inScope.filter((name) => name.startsWith('v3-') || name.startsWith('v4-')).length).toBeGreaterThanOrEqual(
      28,
    );
    expect(inScope.length).toBeGreaterThanOrEqual(73);
    for (const [pattern] of OUT_OF_SCOPE) expect(names.some((name) => pattern.test(name))).toBe(true);
  });

  for (const name of inScope) {
    it(`${name} decodes as expected`, () => {
      const vector = read(name);
      const units = decodeAll(vector);
      for (const expected of vector.expected) {
        const place = `${expected.frame}/${expected.record ?? 0}`;
        const unit = units.get(place);
        units.delete(place);
        if (expected.httpError) continue;
        expect(unit, place).toBeDefined();
        compare(unit as Unit, expected);
      }
      // Official parsers stop at a broken record of a polling body.
      for (const { problems } of units.values()) expect(problems[0]?.code).toBe('unreached-record');
    });
  }
});

describe('where versions of the official parser differ', () => {
  const differing = inScope.filter((name) => read(name).alsoExpected !== undefined);

  for (const name of differing) {
    it(`${name} is decoded as by those that accept it, and names those that refuse it`, () => {
      const vector = read(name);
      const units = decodeAll(vector);
      for (const versions of Object.values(vector.alsoExpected ?? {})) {
        for (const { frame, record, error, packet, pendingBinary } of versions) {
          if (error) continue;
          const unit = units.get(`${frame}/${record ?? 0}`) as Unit;
          expect(unit.problems.filter(isFatal).map(({ rejectedBy }) => rejectedBy)).toEqual([
            expect.stringMatching(/^socket\.io-parser ≥ 4\.2\.\d$/),
          ]);
          if (packet) expect(inNotation(unit.packet as Packet)).toEqual(wanted(packet));
          // They wait for ever for the half of an attachment; here such a packet waits for nothing.
          if (pendingBinary !== undefined && Number.isInteger(pendingBinary)) expect(unit.missing).toBe(pendingBinary);
        }
      }
    });
  }

  it('has vectors to try', () => expect(differing.length).toBeGreaterThan(5));
});
