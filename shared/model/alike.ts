/** Other rows of the same event. */
import type { RowColumns } from './columns.ts';

const MAX_LOOKED = 1_000_000;

/** The nearest row before (-1) or after (1) of the same kind, name, namespace and direction; -1 where there is none near. */
export function alikeRow(rows: RowColumns, row: number, step: 1 | -1): number {
  if (!rows.has(row)) return -1;
  const { columns, base } = rows;
  const cell = row - base;
  const name = columns.name[cell];
  const nsp = columns.nsp[cell];
  const kind = columns.kind[cell];
  const dir = columns.dir[cell];
  const end =
    step > 0 ? Math.min(rows.end, row + MAX_LOOKED) - base : Math.max(rows.first - 1, row - MAX_LOOKED) - base;
  for (let other = cell + step; other !== end; other += step) {
    if (
      columns.name[other] === name &&
      columns.kind[other] === kind &&
      columns.dir[other] === dir &&
      columns.nsp[other] === nsp
    ) {
      return other + base;
    }
  }
  return -1;
}
