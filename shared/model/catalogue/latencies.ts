/** A histogram of durations: buckets that grow by a sixteenth of an octave, so that percentiles are right within 2.2 %. */

const PER_OCTAVE = 16;
/** Everything up to here is in the first bucket. */
const LEAST_MS = 0.05;
const OCTAVES = 30;
const BUCKETS = PER_OCTAVE * OCTAVES;

const bucketOf = (ms: number): number =>
  ms <= LEAST_MS ? 0 : Math.min(BUCKETS - 1, 1 + Math.floor(Math.log2(ms / LEAST_MS) * PER_OCTAVE));

/** The middle of a bucket, as ratios go. */
const middleOf = (bucket: number): number => (bucket === 0 ? 0 : LEAST_MS * 2 ** ((bucket - 0.5) / PER_OCTAVE));

/** One bar of a drawn histogram. */
export interface Bar {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
}

export class Latencies {
  readonly #counts = new Uint32Array(BUCKETS);
  count = 0;
  maxMs = 0;
  minMs = Number.POSITIVE_INFINITY;

  add(ms: number): void {
    const value = Math.max(0, ms);
    (this.#counts[bucketOf(value)] as number) += 1;
    this.count += 1;
    this.maxMs = Math.max(this.maxMs, value);
    this.minMs = Math.min(this.minMs, value);
  }

  /** The duration that this share of them does not exceed; `undefined` where there is none. */
  percentile(share: number): number | undefined {
    if (this.count === 0) return undefined;
    const wanted = Math.max(1, Math.ceil(this.count * share));
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      seen += this.#counts[bucket] as number;
      // A bucket's middle may lie beyond what was ever measured.
      if (seen >= wanted) return Math.min(this.maxMs, Math.max(this.minMs, middleOf(bucket)));
    }
    return this.maxMs;
  }

  /** Bars of half an octave each, from the shortest to the longest that there was. */
  bars(): readonly Bar[] {
    const wide = PER_OCTAVE / 2;
    const bars: Bar[] = [];
    if (this.count === 0) return bars;
    const group = (bucket: number): number => Math.ceil(bucket / wide);
    const last = group(bucketOf(this.maxMs));
    for (let index = group(bucketOf(this.minMs)); index <= last; index++) {
      let count = 0;
      for (let bucket = Math.max(0, (index - 1) * wide + 1); bucket <= index * wide; bucket++) {
        count += this.#counts[bucket] ?? 0;
      }
      const edge = (at: number): number => (at < 0 ? 0 : LEAST_MS * 2 ** ((at * wide) / PER_OCTAVE));
      bars.push({ fromMs: edge(index - 1), toMs: edge(index), count });
    }
    return bars;
  }
}
