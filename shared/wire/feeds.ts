/** All the feeds of a tab, one for each frame that records, over channels that may break and come again. */
import type { Entry, RecorderInfo } from '../log/entry.ts';
import type { Channel } from './channel.ts';
import { type Feed, startFeed } from './feed.ts';
import { raw } from './messages.ts';

export interface FeedsEvents {
  recorder(info: RecorderInfo, top: boolean): void;
  entries(recorder: string, entries: readonly Entry[], rawSockets: number): void;
  /** How many recorders answer now. */
  live(count: number): void;
  outdated(): void;
}

interface Line {
  feed: Feed | undefined;
  /** Once it greeted. */
  recorder: string | undefined;
}

export class Feeds {
  readonly #lines = new Set<Line>();
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
    const line: Line = { feed: undefined, recorder: undefined };
    this.#lines.add(line);
    // A memory channel answers before `startFeed` returns.
    line.feed = startFeed(
      channel,
      {
        recorder: (info, top) => {
          line.recorder = info.id;
          this.#events.recorder(info, top);
          this.#tellLive();
          if (this.#raw) channel.send(raw(true));
        },
        entries: (recorder, entries, rawSockets) => {
          const last = entries.at(-1);
          if (last) this.#next.set(recorder, last.kind === 'lost' ? last.pos + last.count : last.pos + 1);
          this.#events.entries(recorder, entries, rawSockets);
        },
        closed: () => {
          this.#lines.delete(line);
          this.#tellLive();
        },
        outdated: () => this.#events.outdated(),
      },
      (recorder) => this.#next.get(recorder) ?? 0,
      this.#paused,
    );
  }

  pause(): void {
    this.#paused = true;
    for (const { feed } of this.#lines) feed?.pause();
  }

  resume(): void {
    this.#paused = false;
    for (const { feed } of this.#lines) feed?.resume();
  }

  setRaw(on: boolean): void {
    this.#raw = on;
    for (const { feed } of this.#lines) feed?.setRaw(on);
  }

  /** Has a packet of the companion's namespace sent by the recorder's page, over one of its transports. */
  say(recorder: string, transport: string, text: string): void {
    for (const line of this.#lines) if (line.recorder === recorder) line.feed?.say(transport, text);
  }

  /** Recorders that come again are read from their beginning: the log that held their entries was emptied. */
  forget(): void {
    this.#next.clear();
  }

  /** Begins every recorder anew. */
  rewind(): void {
    this.forget();
    for (const { feed } of this.#lines) feed?.rewind();
  }

  /** Recorders that answer now. */
  get live(): number {
    let count = 0;
    for (const { recorder } of this.#lines) if (recorder !== undefined) count += 1;
    return count;
  }

  stop(): void {
    for (const { feed } of [...this.#lines]) feed?.stop();
    this.#lines.clear();
  }

  #tellLive(): void {
    this.#events.live(this.live);
  }
}
