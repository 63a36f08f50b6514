/** How often something happened: over the whole time, in few buckets, and of late. */

export const RATE_BUCKETS = 48;
const NOW_SECONDS = 5;

/** The buckets' common beginning and width: they double when the log outgrows them. */
export class RateScale {
  startAt = Number.NaN;
  widthMs = 1000;

  /** Takes note of a time; wider buckets may be needed. */
  reach(at: number): void {
    if (Number.isNaN(this.startAt)) this.startAt = at;
    while (at >= this.startAt + this.widthMs * RATE_BUCKETS) this.widthMs *= 2;
  }
}

export class Rates {
  readonly #scale: RateScale;
  readonly #counts = new Uint32Array(RATE_BUCKETS);
  readonly #late = new Uint32Array(NOW_SECONDS + 1);
  #lateSecond = 0;
  #widthMs: number;

  constructor(scale: RateScale) {
    this.#scale = scale;
    this.#widthMs = scale.widthMs;
  }

  add(at: number): void {
    this.#scale.reach(at);
    this.#widen();
    const bucket = Math.floor((at - this.#scale.startAt) / this.#widthMs);
    // What came before the first row, by another recorder's clock, counts to the beginning.
    (this.#counts[Math.max(0, bucket)] as number) += 1;
    const second = Math.floor(at / 1000);
    this.#forget(second);
    if (second > this.#lateSecond - this.#late.length) (this.#late[second % this.#late.length] as number) += 1;
  }

  /** Counts per bucket, from the log's beginning to `nowAt`. */
  overTime(nowAt: number): Uint32Array {
    this.#scale.reach(nowAt);
    this.#widen();
    const used = Math.floor((nowAt - this.#scale.startAt) / this.#widthMs) + 1;
    return this.#counts.slice(0, Math.max(1, Math.min(RATE_BUCKETS, used)));
  }

  /** Per second, over the last whole seconds before `nowAt`. */
  perSecond(nowAt: number): number {
    const now = Math.floor(nowAt / 1000);
    let sum = 0;
    for (let second = now - NOW_SECONDS; second < now; second++) {
      if (second > this.#lateSecond - this.#late.length && second <= this.#lateSecond) {
        sum += this.#late[second % this.#late.length] as number;
      }
    }
    return sum / NOW_SECONDS;
  }

  /** Empties the seconds between the last one that was counted and this one. */
  #forget(second: number): void {
    if (second <= this.#lateSecond) return;
    const gone = Math.min(this.#late.length, second - this.#lateSecond);
    for (let i = 0; i < gone; i++) this.#late[(second - i) % this.#late.length] = 0;
    this.#lateSecond = second;
  }

  #widen(): void {
    while (this.#widthMs < this.#scale.widthMs) {
      for (let i = 0; i < RATE_BUCKETS; i++) {
        const [a, b] = [this.#counts[2 * i] ?? 0, this.#counts[2 * i + 1] ?? 0];
        this.#counts[i] = a + b;
      }
      this.#widthMs *= 2;
    }
  }
}
