/** Heartbeats of a session, folded into a few lines: how many, how regular, which came late. `docs/protocol.md` §4, item 5. */
import type { Row, SessionView } from '../types.ts';
import type { StoryLine } from './types.ts';

/** A beat this much later than due is told, or a tenth of the ping timeout where that is more: networks are never exact. */
const LATE_MS = 1000;

const median = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : [...values].sort((a, b) => a - b)[values.length >> 1];

/** Beats between two other lines of the story. */
export class Beats {
  #count = 0;
  #row = -1;
  #firstAt = 0;
  #lastAt = 0;
  #roundTrips: number[] = [];
  /** The last beat of the side that beats, over the whole session. */
  #beatAt: number | undefined;
  #askedAt: number | undefined;

  /** Takes in a ping or pong, and returns the line of one that came late. */
  take({ row, at, name, dir }: Row, session: SessionView): StoryLine | undefined {
    const { pingIntervalMs, pingTimeoutMs, connectedAt } = session;
    // Engine.IO 4: the server pings. 3: the client does, and the pong tells the round trip.
    const isBeat = name === 'ping';
    if (!isBeat) {
      if (dir === 'in' && this.#askedAt !== undefined) this.#roundTrips.push(at - this.#askedAt);
      this.#askedAt = undefined;
      this.#lastAt = at;
      return undefined;
    }
    const before = this.#beatAt ?? connectedAt;
    this.#beatAt = at;
    this.#askedAt = dir === 'out' ? at : undefined;
    if (this.#count === 0) {
      this.#firstAt = at;
      this.#row = row;
    }
    this.#count += 1;
    this.#lastAt = at;
    if (before === undefined || pingIntervalMs === undefined || pingTimeoutMs === undefined) return undefined;
    const lateMs = at - before - pingIntervalMs;
    if (lateMs < Math.max(LATE_MS, pingTimeoutMs / 10)) return undefined;
    return { at, row, what: { kind: 'late-beat', lateMs, allowedMs: pingTimeoutMs }, inferred: false };
  }

  /** The line of what was taken in since the last; `undefined` where there is nothing. */
  line(): StoryLine | undefined {
    if (this.#count === 0) return undefined;
    const what = {
      kind: 'beats',
      count: this.#count,
      spanMs: this.#lastAt - this.#firstAt,
      roundTripMs: median(this.#roundTrips),
    } as const;
    return { at: this.#firstAt, row: this.#row, what, inferred: false };
  }

  /** Begins a new line. */
  cut(): void {
    this.#count = 0;
    this.#roundTrips = [];
  }
}
