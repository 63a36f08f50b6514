/**
 * One tab as a viewer sees it, whoever dials: tells pages apart as they follow each other, and when nobody is there.
 *
 * A new page shows by its top frame's relay, not by the browser's `onNavigated`: that comes in its own time, before or after the
 * new page's first entries, while a document's own relay announces itself before any frame that the document makes.
 */
import type { Channel } from './channel.ts';
import type { Answer, RelayAddress } from './dial.ts';

/** A page that is being loaded has no relay for a moment. */
const PATIENCE_MS = 1500;

export interface TabEvents {
  onChannel(channel: Channel): void;
  /** Another page, or another document of the same, took the tab's top. Told before its channel. */
  onNavigated(): void;
  /** No recorder here, and none that is about to come. */
  onAbsent(why: 'nobody' | 'no-access'): void;
}

export class Tab {
  readonly #ask: () => void;
  readonly #events: TabEvents;
  readonly #channels = new Set<Channel>();
  #top: string | undefined;
  /** The browser said that the top frame went elsewhere; no relay of the new page so far. */
  #left = false;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #waited = false;

  /** `ask`: asks the relays to announce themselves; what comes of it goes to `relay` and `answer`. */
  constructor(ask: () => void, events: TabEvents) {
    this.#ask = ask;
    this.#events = events;
  }

  /** A relay was dialled. */
  relay(channel: Channel, { relay, frameId }: RelayAddress): void {
    if (frameId === 0) {
      this.#left = false;
      if (relay !== this.#top) this.#turnTo(relay);
    }
    this.#channels.add(channel);
    channel.onClose(() => this.#channels.delete(channel));
    this.#events.onChannel(channel);
  }

  /** What came of asking. Believed only after patience: the old page may be gone and the new one not there yet. */
  answer(answer: Answer): void {
    if (!this.#waited) return;
    this.#waited = false;
    const left = this.#left;
    this.#left = false;
    if (answer === 'heard') return;
    // Firefox keeps the ports of a page in its back/forward cache open.
    if (left) this.#turnTo(undefined);
    if (this.#channels.size === 0) this.#events.onAbsent(answer);
  }

  /** The browser says that the top frame was navigated: perhaps to where no relay is. */
  navigated(): void {
    this.#left = true;
    this.lookAgain();
  }

  /** Asks once the patience is over. Call it when the last recorder went away. */
  lookAgain(): void {
    clearTimeout(this.#patience);
    this.#waited = false;
    this.#patience = setTimeout(() => {
      this.#waited = true;
      this.#ask();
    }, PATIENCE_MS);
  }

  #turnTo(top: string | undefined): void {
    const first = this.#top === undefined;
    this.#top = top;
    if (first) return;
    const old = [...this.#channels];
    for (const channel of old) channel.close();
    this.#events.onNavigated();
    // A frame of the new page in another process might have been faster than its top: hung up on, it is dialled again.
    if (top !== undefined && old.length > 0) this.#ask();
  }
}
