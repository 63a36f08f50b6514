/** Recordings of real servers and clients, and odd frames run through the official parsers: `tests/vectors`. */
import { describe, expect, it } from 'vitest';
import { type Expected, isFatal, matches, readVector, type Vector, vectorNames } from '../../tests/vector.ts';
import { SessionDecoder, type Unit } from './frames.ts';

/** Units by "frame/record", each session decoded by a decoder of its own. */
function decodeAll(vector: Vector): Map<string, Unit> {
  const decoders = new Map<string, SessionDecoder>();
  const units = new Map<string, Unit>();
  vector.frames.forEach(({ dir, kind, data, transport, url }, frame) => {
    const session = vector.sessionOf(frame);
    if (session === undefined) return;
    const eio = /[?&]EIO=(\d)/.exec(url)?.[1];
    const decoder = decoders.get(session) ?? new SessionDecoder({ eio: eio === undefined ? undefined : Number(eio) });
    decoders.set(session, decoder);
    const content = kind === 'text' ? data : new Uint8Array(Buffer.from(data, 'base64'));
    for (const unit of decoder.decode(dir, { transport, content })) units.set(`${frame}/${unit.record}`, unit);
  });
  return units;
}

function compare(unit: Unit, expected: Expected): void {
  const { engine, pendingBinary, attachment, error, packet } = expected;
  const fatal = unit.problems.filter(isFatal);
  if (error) expect(fatal.map(({ layer }) => layer)).toContain(error.layer);
  // What official parsers can't read we may read all the same, and have said above that they can't.
  if (engine.type === 'error') return;
  expect(unit.engine.type ?? null).toBe(engine.type);
  if (typeof engine.data === 'object') {
    expect(Buffer.from(unit.engine.bytes ?? []).toString('base64')).toBe(engine.data.$binary);
  } else {
    expect(unit.engine.data).toBe(engine.data);
    expect(unit.engine.bytes?.length).toBe(engine.binary);
  }
  if (error) return;
  expect(fatal).toEqual([]);
  expect(matches(unit.packet, packet)).toBeUndefined();
  if (packet) expect(unit.attachments.length).toBe(packet.attachments ?? 0);
  if (pendingBinary !== undefined) expect(unit.missing).toBe(pendingBinary);
  if (attachment) expect(unit.missing).toBeGreaterThan(0);
}

describe('vectors', () => {
  it('are there', () => expect(vectorNames.length).toBeGreaterThanOrEqual(105));

  for (const name of vectorNames) {
    it(`${name} decodes as expected`, () => {
      const vector = readVector(name);
      const units = decodeAll(vector);
      for (const expected of vector.expected) {
        const place = `${expected.frame}/${expected.record ?? 0}`;
        const unit = units.get(place);
        units.delete(place);
        if (expected.httpError) continue;
        expect(unit, place).toBeDefined();
        compare(unit as Unit, expected);
      }
      // Official parsers stop at a broken record of a polling body; whatever else we read says that they don't.
      for (const [place, { problems }] of units) expect(problems.filter(isFatal)[0]?.layer, place).toBe('engine');
    });
  }
});

describe('where versions of the official parser differ', () => {
  const differing = vectorNames.filter((name) => readVector(name).alsoExpected !== undefined);

  for (const name of differing) {
    it(`${name} is decoded as by those that accept it, and names those that refuse it`, () => {
      const vector = readVector(name);
      const units = decodeAll(vector);
      for (const versions of Object.values(vector.alsoExpected ?? {})) {
        for (const { frame, record, error, packet, pendingBinary } of versions) {
          // An ERROR packet of the parser's own is no acceptance.
          if (error || packet?.type === 'ERROR') continue;
          const unit = units.get(`${frame}/${record ?? 0}`) as Unit;
          expect(unit.problems.filter(isFatal).map(({ rejectedBy }) => rejectedBy)).toEqual([
            expect.stringMatching(/^socket\.io-parser (≥ 4\.2\.\d|≥ 3\.3\.\d, ≥ 3\.4\.\d)$/),
          ]);
          if (packet) expect(matches(unit.packet, packet)).toBeUndefined();
          // They wait for ever for the half of an attachment; here such a packet waits for nothing.
          if (pendingBinary !== undefined && Number.isInteger(pendingBinary)) expect(unit.missing).toBe(pendingBinary);
        }
      }
    });
  }

  it('has vectors to try', () => expect(differing.length).toBeGreaterThan(5));
});
