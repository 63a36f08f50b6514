/** Counts by bin; the first bin begins at `fromAt`. */
export interface OverviewReader {
  /** Epoch milliseconds of the first bin's beginning; NaN while there is nothing. */
  readonly fromAt: number;
  readonly binMs: number;
  readonly length: number;
  readonly countsIn: Float64Array;
  readonly countsOut: Float64Array;
  readonly bytes: Float64Array;
}
