/** Row numbers in time order: cheap to add to at both ends. Rows of equal time stand in the order of their numbers. */

const FIRST_CAPACITY = 256;

export class RowOrder {
  readonly #time: (row: number) => number;
  #rows = new Int32Array(FIRST_CAPACITY);
  #start = FIRST_CAPACITY / 2;
  #length = 0;
  /** Whether row numbers rise with the time: recorders' clocks differ in arrival, and mostly not in order. */
  #rising = true;

  constructor(time: (row: number) => number) {
    this.#time = time;
  }

  get length(): number {
    return this.#length;
  }

  at(index: number): number {
    return index < 0 || index >= this.#length ? -1 : (this.#rows[this.#start + index] as number);
  }

  /** Where a row stands, or the place it would stand at, as `-(place) - 1`. */
  indexOf(row: number): number {
    const place = this.#placeAfter(this.#time(row), row);
    return place > 0 && this.at(place - 1) === row ? place - 1 : -place - 1;
  }

  clear(): void {
    this.#length = 0;
    this.#start = this.#rows.length >>> 1;
    this.#rising = true;
  }

  /** Adds a row that is usually the latest; `true` where it was not. */
  add(row: number): boolean {
    if (this.#start + this.#length === this.#rows.length) this.#makeRoom(1);
    const at = this.#time(row);
    if (this.#length === 0 || this.#time(this.at(this.#length - 1)) <= at) {
      this.#rows[this.#start + this.#length++] = row;
      return false;
    }
    this.#rising = false;
    const place = this.#start + this.#placeAfter(at, row);
    this.#rows.copyWithin(place + 1, place, this.#start + this.#length);
    this.#rows[place] = row;
    this.#length += 1;
    return true;
  }

  /** Adds rows that are usually older than all that are here. They are put in order first. */
  addOlder(rows: Int32Array): void {
    if (rows.length === 0) return;
    const time = this.#time;
    let sorted = true;
    for (let i = 1; sorted && i < rows.length; i++) sorted = time(rows[i - 1] as number) <= time(rows[i] as number);
    if (!sorted) this.#rising = false;
    if (!sorted) rows.sort((a, b) => time(a) - time(b) || a - b);
    if (this.#start < rows.length) this.#makeRoom(rows.length);
    // The two runs are merged from their beginnings, into the room before them.
    let to = this.#start - rows.length;
    let own = this.#start;
    const ownEnd = this.#start + this.#length;
    this.#start = to;
    let other = 0;
    if (this.#length > 0 && (rows.at(-1) as number) > this.at(0)) this.#rising = false;
    while (other < rows.length) {
      const next = rows[other] as number;
      if (own < ownEnd && this.#isBefore(this.#rows[own] as number, next))
        this.#rows[to++] = this.#rows[own++] as number;
      else {
        this.#rows[to++] = next;
        other += 1;
      }
    }
    this.#length += rows.length;
  }

  /** Leaves out rows with lower numbers; `true` where there were some. */
  dropBefore(first: number): boolean {
    if (!this.#rising) return this.keep((row) => row >= first);
    const had = this.#length;
    while (this.#length > 0 && this.at(0) < first) {
      this.#start += 1;
      this.#length -= 1;
    }
    return this.#length !== had;
  }

  /** Leaves only the rows that pass; `true` where some did not. */
  keep(test: (row: number) => boolean): boolean {
    let kept = this.#start;
    const end = this.#start + this.#length;
    for (let i = this.#start; i < end; i++) {
      const row = this.#rows[i] as number;
      if (test(row)) this.#rows[kept++] = row;
    }
    this.#length = kept - this.#start;
    return kept !== end;
  }

  #isBefore(a: number, b: number): boolean {
    const [first, second] = [this.#time(a), this.#time(b)];
    return first < second || (first === second && a < b);
  }

  /** One past the last row that is not later than (at, row). */
  #placeAfter(at: number, row: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.at(middle);
      const time = this.#time(other);
      if (time < at || (time === at && other <= row)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** As much again on both sides, so that adding is cheap on average. */
  #makeRoom(count: number): void {
    const side = Math.max(FIRST_CAPACITY, this.#length >>> 1, count);
    const grown = new Int32Array(side + this.#length + side);
    grown.set(this.#rows.subarray(this.#start, this.#start + this.#length), side);
    this.#rows = grown;
    this.#start = side;
  }
}
