/** Some of many rows, small enough to look at each: the first, the last, and evenly some of those between. */

const FIRST = 8;
const LAST = 24;
const BETWEEN = 32;

export class RowSample {
  readonly #first: number[] = [];
  readonly #last: number[] = [];
  readonly #between: number[] = [];
  #count = 0;
  /** Of a generator of its own, so that the same log gives the same sample. */
  #seed = 1;

  /** How many rows were added. */
  get count(): number {
    return this.#count;
  }

  add(row: number): void {
    this.#count += 1;
    if (this.#first.length < FIRST) {
      this.#first.push(row);
      return;
    }
    if (this.#last.length < LAST) {
      this.#last.push(row);
      return;
    }
    // A ring: the oldest of the last ones makes room, and may be kept as one between.
    const place = (this.#count - FIRST - 1) % LAST;
    this.#keep(this.#last[place] as number);
    this.#last[place] = row;
  }

  /** The rows, from the first to the last. */
  rows(): readonly number[] {
    return [...this.#first, ...this.#between, ...this.#last].sort((a, b) => a - b);
  }

  /** Each of those between has the same chance to stay. */
  #keep(row: number): void {
    if (this.#between.length < BETWEEN) {
      this.#between.push(row);
      return;
    }
    this.#seed = (this.#seed * 48_271) % 0x7fffffff;
    const place = this.#seed % (this.#count - FIRST - LAST);
    if (place < BETWEEN) this.#between[place] = row;
  }
}
