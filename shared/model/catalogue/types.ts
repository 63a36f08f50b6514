/** What a view reads of the catalogue. */
import type { Dir } from '../../log/entry.ts';
import type { Latencies } from './latencies.ts';
import type { Rates } from './rates.ts';
import type { RowSample } from './row-sample.ts';

/** One event by namespace, direction and name. */
export interface CatalogueItem {
  readonly nsp: string;
  readonly dir: Dir;
  readonly name: string;
  readonly count: number;
  readonly sizeBytes: number;
  readonly firstRow: number;
  readonly lastRow: number;
  readonly lastAt: number;
  /** Emits that asked for an ack, those of them that lost it with the connection, and those that still wait. */
  readonly asked: number;
  readonly lost: number;
  readonly waiting: number;
  readonly latencies: Latencies | undefined;
  readonly rates: Rates;
  /** Some of its rows, to tell the shape of its arguments by. */
  readonly sample: RowSample;
}

export interface CatalogueReader {
  readonly entries: readonly CatalogueItem[];
  /** Events whose names found no room. */
  readonly uncounted: number;
  find(nsp: string, dir: Dir, name: string): CatalogueItem | undefined;
}
