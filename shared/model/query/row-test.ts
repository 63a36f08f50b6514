/** A compiled term, and what it may look at. */
import type { Columns, RowColumns } from '../columns.ts';
import type { RowContent } from '../content.ts';
import type { Interner } from '../intern.ts';

/** What a query is asked of. */
export interface QueryWorld {
  readonly rows: RowColumns;
  readonly names: Interner;
  readonly nsps: Interner;
  readonly content: RowContent;
}

/** A row's cells, and the cell's place: its row number less the columns' base. */
export type RowTest = (columns: Columns, cell: number) => boolean;
