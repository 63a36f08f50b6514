import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../log/entry.ts';
import { Model } from '../model.ts';
import { Latencies } from './latencies.ts';
import { RATE_BUCKETS, RateScale, Rates } from './rates.ts';
import { RowSample } from './row-sample.ts';

let pos = 0;
const entry = (at: number, what: object): Entry => ({ pos: pos++, at, recorder: 'r', ...what }) as Entry;
const open = entry(0, { kind: 'transport-open', transport: 't', type: 'websocket', url: 'ws://a/socket.io/?EIO=4' });
const says = (at: number, dir: 'in' | 'out', text: string): Entry =>
  entry(at, { kind: 'frame', transport: 't', dir, text });
const binary = (at: number, base64: string): Entry =>
  entry(at, { kind: 'frame', transport: 't', dir: 'in', base64, size: 3 });
const closed = (at: number): Entry =>
  entry(at, { kind: 'transport-close', transport: 't', code: 1006, reason: '', clean: false, by: 'remote' });

const log = [
  open,
  says(10, 'out', '421["ask",1]'),
  says(20, 'out', '422["ask",2]'),
  says(25, 'out', '42/admin,1["ask"]'),
  says(40, 'in', '431[]'),
  says(50, 'in', '42["ask"]'),
  says(60, 'in', '451-["pic",{"_placeholder":true,"num":0}]'),
  binary(61, 'AQID'),
  closed(100),
];
const summary = (model: Model) =>
  model.catalogue.entries.map(({ nsp, dir, name, count, sizeBytes, asked, waiting, lost, latencies, lastAt }) => ({
    what: `${dir} ${name} ${nsp}`,
    numbers: [count, sizeBytes, asked, waiting, lost, latencies?.count ?? 0, lastAt],
  }));

describe('the catalogue', () => {
  const expected = [
    { what: 'out ask /', numbers: [2, 24, 2, 0, 1, 1, 20] },
    { what: 'out ask /admin', numbers: [1, 17, 1, 0, 1, 0, 25] },
    { what: 'in ask /', numbers: [1, 9, 0, 0, 0, 0, 50] },
    { what: 'in pic /', numbers: [1, 44, 0, 0, 0, 0, 60] },
  ];

  it('counts the same, however the entries come', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(log.length)), (cuts) => {
        const model = new Model();
        const bounds = [...new Set([0, ...cuts, log.length])].sort((a, b) => a - b);
        for (const [i, from] of bounds.entries()) model.append(log.slice(from, bounds[i + 1] ?? log.length));
        expect(summary(model)).toEqual(expected);
      }),
    );
  });

  it('tells what waits from what was lost', () => {
    const model = new Model();
    model.append(log.slice(0, 5));
    expect(summary(model)[0]?.numbers).toEqual([2, 24, 2, 1, 0, 1, 20]);
    expect(model.catalogue.find('/', 'out', 'ask')?.latencies?.percentile(0.5)).toBe(30);
    model.append(log.slice(5));
    expect(summary(model)[0]?.numbers).toEqual([2, 24, 2, 0, 1, 1, 20]);
  });

  it('goes on counting what fell to the bound, and begins anew when the log is cleared', () => {
    const model = new Model({ maxEntries: 128, maxBytes: 1e9 });
    model.append([open]);
    for (let i = 0; i < 1000; i++) model.append([says(1000 + i, 'in', `42["tick",${i}]`)]);
    expect(model.catalogue.find('/', 'in', 'tick')?.count).toBe(1000);
    model.clear();
    expect(model.catalogue.entries).toEqual([]);
    model.append([says(3000, 'in', '42["tick"]')]);
    expect(model.catalogue.find('/', 'in', 'tick')?.count).toBe(1);
  });
});

describe('latencies', () => {
  it('has percentiles that are right within 2.2 %', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.1, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0.5, 0.95, 1),
        (values, share) => {
          const latencies = new Latencies();
          for (const value of values) latencies.add(value);
          const sorted = [...values].sort((a, b) => a - b);
          const exact = sorted[Math.ceil(sorted.length * share) - 1] as number;
          const told = latencies.percentile(share) as number;
          expect(Math.abs(told - exact) / exact).toBeLessThan(0.0221);
          expect(latencies.bars().reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
          for (const { fromMs, toMs } of latencies.bars()) expect(fromMs).toBeLessThan(toMs);
        },
      ),
    );
  });
});

describe('rates', () => {
  it('counts everything once, whatever the time it takes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1 }), (times) => {
        const scale = new RateScale();
        const rates = new Rates(scale);
        for (const at of times) rates.add(at);
        const end = Math.max(...times);
        const counts = rates.overTime(end);
        expect(counts.length).toBeLessThanOrEqual(RATE_BUCKETS);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(times.length);
      }),
    );
  });

  it('says how often of late', () => {
    const rates = new Rates(new RateScale());
    for (let at = 0; at < 20_000; at += 10) rates.add(at);
    expect(rates.perSecond(20_000)).toBe(100);
    expect(rates.perSecond(22_500)).toBe(60);
    expect(rates.perSecond(60_000)).toBe(0);
  });
});

describe('a sample of rows', () => {
  it('has every row of few, and the ends of many', () => {
    const sample = new RowSample();
    const few = Array.from({ length: 64 }, (_, row) => row);
    for (const row of few) sample.add(row);
    expect(sample.rows()).toEqual(few);
    for (let row = 64; row < 100_000; row++) sample.add(row);
    const rows = sample.rows();
    expect(rows.slice(0, 8)).toEqual(few.slice(0, 8));
    expect(rows.slice(-24)).toEqual(Array.from({ length: 24 }, (_, i) => 100_000 - 24 + i));
    const between = rows.slice(8, -24);
    expect(new Set(between).size).toBe(32);
    // Evenly: not all of one half.
    const late = between.filter((row) => row > 50_000).length;
    expect(late).toBeGreaterThan(6);
    expect(late).toBeLessThan(26);
  });
});
