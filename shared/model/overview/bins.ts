/**
 * How much crossed the wire over time: counted as rows come, in bins that double their width when there are too many of them, so
 * that a log of any length costs the same to draw.
 */
import { DIR_IN, DIR_NONE, type RowColumns } from '../columns.ts';
import type { OverviewReader } from './types.ts';

/** More than a strip has pixels to tell apart, most of the time. */
const MAX_BINS = 1024;
const FIRST_BIN_MS = 50;

export class Bins implements OverviewReader {
  fromAt = Number.NaN;
  binMs = FIRST_BIN_MS;
  length = 0;
  readonly countsIn = new Float64Array(MAX_BINS);
  readonly countsOut = new Float64Array(MAX_BINS);
  readonly bytes = new Float64Array(MAX_BINS);
  readonly #rows: RowColumns;
  #taken: number;

  constructor(rows: RowColumns) {
    this.#rows = rows;
    this.#taken = rows.first;
  }

  /** Counts the rows that came since. Rows of frames only: marks are no traffic. */
  take(): void {
    const { columns, base, end, first } = this.#rows;
    for (let row = Math.max(this.#taken, first); row < end; row++) {
      const cell = row - base;
      const dir = columns.dir[cell] as number;
      if (dir === DIR_NONE) continue;
      const bin = this.#binAt(columns.at[cell] as number);
      const counts = dir === DIR_IN ? this.countsIn : this.countsOut;
      (counts[bin] as number) += 1;
      (this.bytes[bin] as number) += columns.sizeBytes[cell] as number;
    }
    this.#taken = end;
  }

  /** What fell to the log's bound is not told any more. */
  dropBefore(at: number): void {
    const gone = Math.min(this.length, Math.floor((at - this.fromAt) / this.binMs));
    // In bulk: moving the rest for every bin would cost at each batch.
    if (!(gone > MAX_BINS / 8)) return;
    for (const values of [this.countsIn, this.countsOut, this.bytes]) {
      values.copyWithin(0, gone, this.length);
      values.fill(0, this.length - gone, this.length);
    }
    this.length -= gone;
    this.fromAt += gone * this.binMs;
  }

  #binAt(at: number): number {
    if (Number.isNaN(this.fromAt)) this.fromAt = at;
    // Batches of several recorders cross by a moment; an earlier row belongs to the first bin.
    let bin = Math.max(0, Math.floor((at - this.fromAt) / this.binMs));
    while (bin >= MAX_BINS) {
      this.#double();
      bin = Math.floor((at - this.fromAt) / this.binMs);
    }
    if (bin >= this.length) this.length = bin + 1;
    return bin;
  }

  #double(): void {
    for (const values of [this.countsIn, this.countsOut, this.bytes]) {
      for (let bin = 0; bin < MAX_BINS / 2; bin++) {
        values[bin] = (values[2 * bin] as number) + (values[2 * bin + 1] as number);
      }
      values.fill(0, MAX_BINS / 2);
    }
    this.binMs *= 2;
    this.length = Math.ceil(this.length / 2);
  }
}
