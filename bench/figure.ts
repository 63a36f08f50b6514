/** One measurement: a ratio against its peer or the floor, taken in the same run. */
export interface Figure {
  readonly name: string;
  /** The ratio. */
  readonly value: number;
  readonly unit: string;
  /** What it is measured against. */
  readonly against: string;
  /** The absolute medians behind it, with their units in the names. */
  readonly detail?: Readonly<Record<string, number>>;
}
