/** The account of acks: who waits, who waited in vain, and what was answered, how late. Made of lists that the model keeps. */
import { all, type Query } from '../query/query.ts';
import type { ModelReader, RowList } from '../types.ts';

/** What became of an emit that asked, or what is odd about an answer; in the order in which they matter. */
export const LEDGER_GROUPS = ['pending', 'lost', 'twice', 'orphan', 'answered'] as const;
export type LedgerGroup = (typeof LEDGER_GROUPS)[number];

const EVENTS: Query = { type: 'kinds', kinds: ['event'] };

const queryOf = (group: LedgerGroup): Query => {
  const state: Query = { type: 'ack', state: group };
  // Both halves of an answered emit are "answered": it stands here once.
  return group === 'twice' || group === 'orphan' ? state : all(EVENTS, state);
};

const MANY_ROWS = 20_000;
/** Sorting takes at most one part in so many of the time. */
const SORT_SHARE = 20;

export class Ledger {
  readonly #model: ModelReader;
  readonly #lists: ReadonlyMap<LedgerGroup, RowList>;
  #slowest = new Int32Array(0);
  #sortedAt = -1;
  /** When the rows may be sorted again: many take a while, and nobody reads them sorted anew at every turn. */
  #sortAgainAt = 0;

  /** `narrow`: only of rows that pass this too. */
  constructor(model: ModelReader, narrow: Query, budgetMs?: number) {
    this.#model = model;
    this.#lists = new Map(LEDGER_GROUPS.map((group) => [group, model.list(all(narrow, queryOf(group)), budgetMs)]));
  }

  /** Takes in what the model has learnt since. */
  update(budgetMs?: number): void {
    for (const list of this.#lists.values()) list.update(budgetMs);
  }

  /** Rows that have not been looked at yet. */
  get unseen(): number {
    return Math.max(...[...this.#lists.values()].map((list) => list.unseen));
  }

  count(group: LedgerGroup): number {
    return this.#list(group).length;
  }

  /** Rows of these groups one after another: what waits and was lost the oldest first, what was answered the slowest first. */
  rows(groups: readonly LedgerGroup[]): { readonly length: number; at(index: number): number } {
    const parts = groups.map((group) => {
      if (group !== 'answered') return this.#list(group);
      const slowest = this.#slowestFirst();
      return { length: slowest.length, at: (index: number) => slowest[index] as number };
    });
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    return {
      length,
      at(index) {
        let place = index;
        for (const part of parts) {
          if (place < part.length) return part.at(place);
          place -= part.length;
        }
        return -1;
      },
    };
  }

  #list(group: LedgerGroup): RowList {
    return this.#lists.get(group) as RowList;
  }

  #slowestFirst(): Int32Array {
    const list = this.#list('answered');
    const { revision } = this.#model;
    if (this.#sortedAt === revision && this.#slowest.length === list.length) return this.#slowest;
    const begin = performance.now();
    if (list.length > MANY_ROWS && begin < this.#sortAgainAt) return this.#slowest;
    this.#sortedAt = revision;
    const found = Array.from({ length: list.length }, (_, index) => {
      const row = list.at(index);
      return { row, ms: this.#model.ackMs(row) };
    });
    found.sort((a, b) => b.ms - a.ms || a.row - b.row);
    this.#slowest = Int32Array.from(found, ({ row }) => row);
    this.#sortAgainAt = begin + SORT_SHARE * (performance.now() - begin);
    return this.#slowest;
  }
}
