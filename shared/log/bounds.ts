/** How much a log keeps. */

export interface LogBounds {
  readonly maxEntries: number;
  /** Approximate bytes in memory, what the model keeps for the rows included. */
  readonly maxBytes: number;
}

/** What a person can choose from. */
export const LOG_BOUNDS = {
  small: { maxEntries: 100_000, maxBytes: 64_000_000 },
  medium: { maxEntries: 250_000, maxBytes: 128_000_000 },
  large: { maxEntries: 1_000_000, maxBytes: 512_000_000 },
  huge: { maxEntries: 4_000_000, maxBytes: 2_000_000_000 },
} as const satisfies Readonly<Record<string, LogBounds>>;

export type BoundName = keyof typeof LOG_BOUNDS;

export const BOUND_NAMES = Object.keys(LOG_BOUNDS) as readonly BoundName[];
