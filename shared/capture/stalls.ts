/**
 * Pauses of the main thread while a transport is live: Engine.IO misses its heartbeats then. Seen by a timer that comes too late;
 * it runs only while there is a live transport, and what a hidden page's throttled timers do is no stall.
 */
import { getterOf, later, monotonicMs } from '../base/primordials.ts';
import type { Carrier, Journal } from './journal.ts';

const visibilityOf = getterOf(Document.prototype, 'visibilityState');
/** Told by the getter of the start: a page may replace it. */
export const isHidden = (): boolean => visibilityOf(document) === 'hidden';

/** Twice a second, a few microseconds each. A pause is told as shorter by at most so much. */
const CHECK_MS = 500;
const STALL_MS = 1000;

export class Stalls {
  readonly #journal: Journal;
  readonly #carriers: Carrier[] = [];
  #dueAtMs = 0;
  #interrupted = false;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** A transport began. */
  watch(carrier: Carrier): void {
    const running = this.#carriers.length > 0;
    this.#carriers[this.#carriers.length] = carrier;
    if (!running) this.#next();
  }

  /** The page was hidden, shown, or brought back: the timer's lateness says nothing. */
  interrupt(): void {
    this.#interrupted = true;
  }

  stop(): void {
    this.#carriers.length = 0;
  }

  #next(): void {
    this.#interrupted = isHidden();
    this.#dueAtMs = monotonicMs() + CHECK_MS;
    later(this.#check, CHECK_MS);
  }

  readonly #check = (): void => {
    const lateMs = (monotonicMs() - this.#dueAtMs) | 0;
    if (lateMs > STALL_MS && this.#carriers.length > 0 && !this.#interrupted) {
      this.#journal.note('page', `,"event":"stall","ms":${lateMs}`);
    }
    let live = 0;
    for (let i = 0; i < this.#carriers.length; i++) {
      const carrier = this.#carriers[i] as Carrier;
      if (carrier.live()) this.#carriers[live++] = carrier;
    }
    this.#carriers.length = live;
    if (live > 0) this.#next();
  };
}
