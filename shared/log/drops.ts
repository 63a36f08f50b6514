/** Which positions a viewer's log has seen of each recorder, so that it can tell what it let fall. */
import type { Entry, LostEntry } from './entry.ts';

interface Seen {
  readonly from: number;
  /** One past the last position. */
  next: number;
  lastAt: number;
}

/** One past the last position that an entry speaks of. */
const nextPos = (entry: Entry): number => entry.pos + (entry.kind === 'lost' ? entry.count : 1);

export class Drops {
  readonly #seen = new Map<string, Seen>();

  saw(entry: Entry): void {
    const seen = this.#seen.get(entry.recorder);
    if (seen) {
      seen.next = Math.max(seen.next, nextPos(entry));
      seen.lastAt = entry.at;
    } else {
      this.#seen.set(entry.recorder, { from: entry.pos, next: nextPos(entry), lastAt: entry.at });
    }
  }

  /**
   * The kept entries and then the present ones, with a `lost` entry wherever positions fell between. A recorder's gaps after its first
   * present entry are not this log's doing (an imported file was damaged), and stay as they are.
   */
  *told(kept: Iterable<Entry>, present: Iterable<Entry>): Generator<Entry> {
    /** The position that comes next of each recorder; none once one of its present entries was given. */
    const open = new Map([...this.#seen].map(([recorder, { from }]) => [recorder, from]));
    const lost = (recorder: string, to: number, at: number): LostEntry[] => {
      const pos = open.get(recorder);
      return pos === undefined || to <= pos ? [] : [{ pos, at, recorder, kind: 'lost', count: to - pos }];
    };
    for (const entry of kept) {
      yield* lost(entry.recorder, entry.pos, entry.at);
      open.set(entry.recorder, nextPos(entry));
      yield entry;
    }
    for (const entry of present) {
      if (open.has(entry.recorder)) {
        yield* lost(entry.recorder, entry.pos, entry.at);
        open.delete(entry.recorder);
      }
      yield entry;
    }
    for (const [recorder, { next, lastAt }] of this.#seen) yield* lost(recorder, next, lastAt);
  }
}
