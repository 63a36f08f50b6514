/** All the feeds of a tab, one for each frame that records, over channels that may break and come again. */
import type { Entry, RecorderInfo } from '../log/entry.ts';
import type { Channel } from './channel.ts';
import { type Feed, startFeed } from './feed.ts';

export interface FeedsEvents {
  recorder(info: RecorderInfo, top: boolean): void;
  entries(recorder: string, entries: readonly Entry[], rawSockets: number): void;
  /** How many recorders answer now. */
  live(count: number): void;
  outdated(): void;
}

export class Feeds {
  readonly #feeds = new Map<Feed, string | undefined>();
  /** By recorder: the first position not seen yet. Survives channels, so that nothing comes twice and nothing is missed. */
  readonly #next = new Map<string, number>();
  readonly #events: FeedsEvents;
  #paused = false;
  #raw = false;

  constructor(events: FeedsEvents) {
    this.#events = events;
  }

  /** Takes a channel to a recorder. */
  add(channel: Channel): void {
    let feed: Feed | undefined;
    const events = {
      recorder: (info: RecorderInfo, top: boolean) => {
        if (feed) this.#feeds.set(feed, info.id);
        this.#events.recorder(info, top);
        this.#tellLive();
        if (this.#raw) feed?.setRaw(true);
      },
      entries: (recorder: string, entries: readonly Entry[], rawSockets: number) => {
        const last = entries.at(-1);
        if (last) this.#next.set(recorder, last.kind === 'lost' ? last.pos + last.count : last.pos + 1);
        this.#events.entries(recorder, entries, rawSockets);
      },
      closed: () => {
        if (feed) this.#feeds.delete(feed);
        this.#tellLive();
      },
      outdated: () => this.#events.outdated(),
    };
    // The hello of a memory channel is answered before `startFeed` returns; the map is set right for that below.
    let greeted: (() => void) | undefined;
    feed = startFeed(
      channel,
      {
        ...events,
        recorder: (info, top) => {
          if (feed) events.recorder(info, top);
          else greeted = () => events.recorder(info, top);
        },
      },
      (recorder) => this.#next.get(recorder) ?? 0,
      this.#paused,
    );
    this.#feeds.set(feed, undefined);
    greeted?.();
  }

  pause(): void {
    this.#paused = true;
    for (const feed of this.#feeds.keys()) feed.pause();
  }

  resume(): void {
    this.#paused = false;
    for (const feed of this.#feeds.keys()) feed.resume();
  }

  setRaw(on: boolean): void {
    this.#raw = on;
    for (const feed of this.#feeds.keys()) feed.setRaw(on);
  }

  /** Begins every recorder anew. */
  rewind(): void {
    this.#next.clear();
    for (const feed of this.#feeds.keys()) feed.rewind();
  }

  stop(): void {
    for (const feed of [...this.#feeds.keys()]) feed.stop();
    this.#feeds.clear();
  }

  #tellLive(): void {
    let live = 0;
    for (const recorder of this.#feeds.values()) if (recorder !== undefined) live += 1;
    this.#events.live(live);
  }
}
