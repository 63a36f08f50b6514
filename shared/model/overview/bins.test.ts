import { describe, expect, it } from 'vitest';
import { DIR_IN, DIR_NONE, DIR_OUT, RowColumns } from '../columns.ts';
import { Bins } from './bins.ts';

function rowsAt(rows: RowColumns, ...ats: readonly (readonly [at: number, dir: number, sizeBytes?: number])[]): void {
  for (const [at, dir, sizeBytes = 10] of ats) {
    const row = rows.add();
    const cell = row - rows.base;
    rows.columns.at[cell] = at;
    rows.columns.dir[cell] = dir;
    rows.columns.sizeBytes[cell] = sizeBytes;
  }
}
const sum = (values: Float64Array): number => values.reduce((all, value) => all + value, 0);

describe('bins', () => {
  it('count rows that crossed the wire by time and direction', () => {
    const rows = new RowColumns();
    const bins = new Bins(rows);
    rowsAt(rows, [1000, DIR_NONE], [1010, DIR_IN], [1020, DIR_OUT, 5], [1105, DIR_IN]);
    bins.take();
    expect(bins).toMatchObject({ fromAt: 1010, binMs: 50, length: 2 });
    expect([...bins.countsIn.slice(0, 2)]).toEqual([1, 1]);
    expect([...bins.countsOut.slice(0, 2)]).toEqual([1, 0]);
    expect([...bins.bytes.slice(0, 2)]).toEqual([15, 10]);
    rowsAt(rows, [1000, DIR_IN]);
    bins.take();
    bins.take();
    expect(bins.countsIn[0]).toBe(2);
  });

  it('get wider as time goes on, and lose nothing', () => {
    const rows = new RowColumns();
    const bins = new Bins(rows);
    for (let i = 0; i < 20_000; i++) rowsAt(rows, [i * 997, i % 2 ? DIR_IN : DIR_OUT]);
    bins.take();
    expect(bins.length).toBeLessThanOrEqual(1024);
    expect(bins.length).toBeGreaterThan(500);
    expect(sum(bins.countsIn) + sum(bins.countsOut)).toBe(20_000);
    expect(bins.fromAt + bins.length * bins.binMs).toBeGreaterThan(19_999 * 997);
  });

  it('let go of what the log does not hold any more', () => {
    const rows = new RowColumns();
    const bins = new Bins(rows);
    for (let i = 0; i < 1000; i++) rowsAt(rows, [i * 50, DIR_IN]);
    bins.take();
    bins.dropBefore(400 * 50);
    expect(bins).toMatchObject({ fromAt: 20_000, length: 600 });
    expect(sum(bins.countsIn)).toBe(600);
    rowsAt(rows, [50_001, DIR_OUT]);
    bins.take();
    expect(bins.countsOut[600]).toBe(1);
  });
});
