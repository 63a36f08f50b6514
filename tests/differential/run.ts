/** Runs seeded cases; throws the smallest one that differs, whole, to become a test of its own. */
import fc from 'fast-check';
import { type Case, casesOf } from './cases.ts';
import { compareCase, compareUnits, ours } from './compare.ts';
import { FAMILIES, type Family, officialOutcomes } from './families.ts';
import { outcomesOf, socketParsers, streamPackets } from './official.ts';
import { scanDifference } from './scan.ts';

export interface Found {
  refused: number;
  packets: number;
  /** Cases that needed an exception. */
  excused: number;
  readonly excuses: Set<string>;
}

const shown = (frames: Case['frames']): string =>
  JSON.stringify(
    frames.map((frame) => (typeof frame === 'string' ? frame : { hex: Buffer.from(frame).toString('hex') })),
  );

/** Official parsers write warnings of their own. */
process.noDeprecation = true;

export function runFamily(family: Family, cases: number, seed: number): Found {
  const found: Found = { refused: 0, packets: 0, excused: 0, excuses: new Set() };
  fc.assert(
    fc.property(casesOf(family), (one) => {
      const outcomes = officialOutcomes(family, one.dir, one.wire, one.frames);
      const { difference, excuses } = compareCase(one, outcomes);
      const scan = scanDifference(one);
      if (difference) throw new Error(`${family.name} ${one.dir} ${one.wire}: ${difference}\n${shown(one.frames)}`);
      if (scan) throw new Error(`${family.name} ${one.wire}, header scan: ${scan}\n${shown(one.frames)}`);
      if (outcomes.at(-1)?.refused) found.refused += 1;
      found.packets += outcomes.filter(({ packet }) => packet !== undefined).length;
      if (excuses.length > 0) found.excused += 1;
      for (const code of excuses) found.excuses.add(code);
    }),
    { numRuns: cases, seed },
  );
  return found;
}

/** Header and payload of a packet of a WebTransport stream. */
function streamPart(part: string | Uint8Array): Uint8Array {
  const payload = typeof part === 'string' ? new TextEncoder().encode(part) : part;
  const flag = typeof part === 'string' ? 0 : 0x80;
  if (payload.length < 126) return new Uint8Array([flag | payload.length, ...payload]);
  return new Uint8Array([flag | 126, payload.length >> 8, payload.length & 0xff, ...payload]);
}

/** No empty chunk: the official decoder reads a byte of it that is not there. */
const splits = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 });
const breaks = fc.option(fc.record({ at: fc.nat(200), byte: fc.nat(255) }), { nil: undefined, freq: 3 });

/** Packets as a WebTransport stream, cut into chunks anyhow and sometimes damaged. */
export async function runStream(cases: number, seed: number): Promise<{ packets: number; errors: number }> {
  const [family] = FAMILIES as [Family];
  let packets = 0;
  let errors = 0;
  await fc.assert(
    fc.asyncProperty(casesOf(family), splits, breaks, async (one, sizes, damage) => {
      if (one.wire !== 'websocket') return;
      const bytes = Buffer.concat(one.frames.map(streamPart));
      if (damage && bytes.length > 0) bytes[damage.at % bytes.length] = damage.byte;
      const chunks: Uint8Array[] = [];
      for (let at = 0, i = 0; at < bytes.length; i++) {
        const size = sizes[i % sizes.length] as number;
        chunks.push(new Uint8Array(bytes.subarray(at, at + size)));
        at += size;
      }
      const outcomes = outcomesOf(await streamPackets(chunks), socketParsers['4.2.7']);
      const { units } = ours({ ...one, wire: 'webtransport', frames: chunks });
      const { difference } = compareUnits(units, outcomes, '4.2.7', false);
      if (difference) throw new Error(`WebTransport: ${difference}\n${shown(chunks)}`);
      packets += outcomes.filter(({ packet }) => packet !== undefined).length;
      if (outcomes.at(-1)?.refused) errors += 1;
    }),
    { numRuns: cases, seed },
  );
  return { packets, errors };
}
