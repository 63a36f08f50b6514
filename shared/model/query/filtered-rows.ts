/** Which rows pass a query, kept in time order while rows arrive. */
import type { RowContent } from '../content.ts';
import type { Timeline } from '../timeline.ts';
import type { RowList } from '../types.ts';
import { type CompiledQuery, compileQuery } from './compile.ts';
import type { Query } from './query.ts';
import { RowOrder } from './row-order.ts';

/** Rows between two looks at the clock. */
const STRIDE = 512;

/** Where a list's rows come from; `epoch` changes when everything was replaced. */
export interface RowSource {
  readonly timeline: Timeline;
  readonly content: RowContent;
  readonly epoch: number;
}

export class FilteredRows implements RowList {
  readonly #source: () => RowSource;
  readonly #query: Query;
  #timeline: Timeline;
  #compiled: CompiledQuery;
  readonly #order: RowOrder;
  /** Rows from `#oldest` up to before `#newest` have been looked at. */
  #oldest: number;
  #newest: number;
  /** The oldest row when dead ones were last looked for. */
  #first = 0;
  #changes = 0;
  #epoch: number;
  stopped = false;

  constructor(source: () => RowSource, query: Query, budgetMs?: number) {
    const { timeline, content, epoch } = source();
    this.#source = source;
    this.#query = query;
    this.#timeline = timeline;
    this.#compiled = this.#compile(timeline, content);
    this.#order = new RowOrder((row) => this.#timeline.rows.columns.at[row - this.#timeline.rows.base] as number);
    this.#epoch = epoch;
    this.#oldest = this.#newest = timeline.rows.end;
    this.#changes = timeline.rows.changes;
    this.update(budgetMs);
  }

  get length(): number {
    return this.#order.length;
  }

  get unseen(): number {
    const { first, end } = this.#timeline.rows;
    return Math.max(0, this.#oldest - first) + (end - this.#newest);
  }

  at(index: number): number {
    return this.#order.at(index);
  }

  indexOf(row: number): number {
    return this.#timeline.rows.has(row) ? this.#order.indexOf(row) : -1;
  }

  update(budgetMs = Number.POSITIVE_INFINITY): { readonly moved: boolean } {
    const { timeline, content, epoch } = this.#source();
    const until = performance.now() + budgetMs;
    let moved = false;
    if (this.#epoch !== epoch) {
      this.#epoch = epoch;
      this.#timeline = timeline;
      this.#compiled = this.#compile(timeline, content);
      moved = this.#startAgain();
    }
    if (this.#dropOld()) moved = true;
    if (this.#compiled.changes && this.#takeChanges()) moved = true;
    if (this.#lookForward(until)) moved = true;
    if (!this.stopped && this.#lookBack(until)) moved = true;
    return { moved };
  }

  #compile({ rows, names, nsps }: Timeline, content: RowContent): CompiledQuery {
    return compileQuery(this.#query, { rows, names, nsps, content });
  }

  /** Everything is to be looked at, from the newest row on. */
  #startAgain(): boolean {
    const had = this.#order.length > 0;
    this.#order.clear();
    this.#oldest = this.#newest = this.#timeline.rows.end;
    this.#changes = this.#timeline.rows.changes;
    this.stopped = false;
    return had;
  }

  #lookForward(until: number): boolean {
    const { rows } = this.#timeline;
    const { test } = this.#compiled;
    let moved = false;
    let row = Math.max(this.#newest, rows.first);
    if (row > this.#newest) this.#oldest = row;
    while (row < rows.end) {
      const end = Math.min(rows.end, row + STRIDE);
      for (; row < end; row++) {
        if (test(rows.columns, row - rows.base) && this.#order.add(row)) moved = true;
      }
      if (performance.now() >= until) break;
    }
    this.#newest = row;
    return moved;
  }

  /** Goes on from the oldest row that was looked at to older ones. */
  #lookBack(until: number): boolean {
    const { rows } = this.#timeline;
    const { test } = this.#compiled;
    const found: number[] = [];
    let row = this.#oldest;
    while (row > rows.first) {
      const end = Math.max(rows.first, row - STRIDE);
      while (row > end) {
        row -= 1;
        if (test(rows.columns, row - rows.base)) found.push(row);
      }
      if (performance.now() >= until) break;
    }
    this.#oldest = row;
    this.#order.addOlder(Int32Array.from(found.reverse()));
    return found.length > 0;
  }

  /** Rows whose cells were written again come or go. */
  #takeChanges(): boolean {
    const { rows } = this.#timeline;
    const changed = rows.changedSince(this.#changes);
    this.#changes = rows.changes;
    if (!changed) return this.#startAgain();
    const gone = new Set<number>();
    const come: number[] = [];
    for (const row of new Set(changed)) {
      if (!rows.has(row) || row < this.#oldest || row >= this.#newest) continue;
      const was = this.#order.indexOf(row) >= 0;
      const is = this.#compiled.test(rows.columns, row - rows.base);
      if (was && !is) gone.add(row);
      else if (is && !was) come.push(row);
    }
    if (gone.size > 0) this.#order.keep((row) => !gone.has(row));
    this.#order.addOlder(Int32Array.from(come).sort());
    return gone.size > 0 || come.length > 0;
  }

  /** Rows that fell to the bound leave the list. */
  #dropOld(): boolean {
    const { first } = this.#timeline.rows;
    if (first === this.#first) return false;
    this.#first = first;
    this.#oldest = Math.max(this.#oldest, first);
    return this.#order.dropBefore(first);
  }
}
