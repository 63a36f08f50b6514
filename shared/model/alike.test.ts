import { describe, expect, it } from 'vitest';
import { alikeRow } from './alike.ts';
import { RowColumns } from './columns.ts';

function rowsOf(...cells: readonly (readonly [name: number, nsp: number, dir: number])[]): RowColumns {
  const rows = new RowColumns();
  for (const [name, nsp, dir] of cells) {
    const row = rows.add();
    rows.columns.name[row] = name;
    rows.columns.nsp[row] = nsp;
    rows.columns.dir[row] = dir;
  }
  return rows;
}

describe('rows alike', () => {
  const rows = rowsOf([1, 0, 1], [2, 0, 1], [1, 0, 2], [1, 3, 1], [1, 0, 1]);

  it('have the same name, namespace and direction', () => {
    expect(alikeRow(rows, 4, -1)).toBe(0);
    expect(alikeRow(rows, 0, 1)).toBe(4);
    expect(alikeRow(rows, 2, -1)).toBe(-1);
    expect(alikeRow(rows, 2, 1)).toBe(-1);
    expect(alikeRow(rows, 9, 1)).toBe(-1);
  });

  it('are none that the log has dropped', () => {
    const bounded = rowsOf([1, 0, 1], [1, 0, 1], [1, 0, 1]);
    bounded.dropBefore(1);
    expect(alikeRow(bounded, 2, -1)).toBe(1);
    expect(alikeRow(bounded, 1, -1)).toBe(-1);
    expect(alikeRow(bounded, 0, 1)).toBe(-1);
  });
});
