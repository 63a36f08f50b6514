/** What the log says of the page's state when a session began: hidden, offline. */
import type { PageEntry } from '../../log/entry.ts';
import type { Row } from '../types.ts';
import type { StoryLine } from './types.ts';

type Mark = Pick<Row, 'at' | 'row'>;
const STATES = ['offline', 'hidden'] as const;

export class PageBefore {
  readonly #since: Partial<Record<(typeof STATES)[number], Mark>> = {};

  /** Takes in an event of the page, or entries that were lost, from before the session. */
  take(event: PageEntry['event'] | 'lost', mark: Mark): void {
    if (event === 'hidden' || event === 'offline') this.#since[event] = mark;
    // What was lost may have said that it is over.
    if (event === 'visible' || event === 'lost') delete this.#since.hidden;
    if (event === 'online' || event === 'lost') delete this.#since.offline;
  }

  lines(startedAt: number): StoryLine[] {
    return STATES.flatMap((event) => {
      const since = this.#since[event];
      if (!since) return [];
      const what = { kind: 'page-already', event, ms: startedAt - since.at } as const;
      return [{ at: startedAt, row: since.row, what, inferred: false }];
    });
  }
}
