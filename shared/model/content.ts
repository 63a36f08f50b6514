/** What rows hold beyond their columns, read when a query asks for it. Works on one log and one fold of it. */
import type { Log } from '../log/log.ts';
import { RULES } from '../protocol/rules.ts';
import type { Timeline } from './timeline.ts';

export interface RowContent {
  /** What a text search looks through. */
  text(row: number): string | undefined;
  /** Text in which the row's payload stands as JSON; `undefined` where it is not JSON on the wire. */
  json(row: number): string | undefined;
  /** Numbers of stretches of the log that `textsAround` speaks of, by a row's entry. */
  stretch(entry: number): number;
  /** Texts in which everything stands that `text` and `json` give for the stretch's rows; `undefined` where there are none. */
  textsAround(entry: number): readonly string[] | undefined;
  /** Arguments of an event or ack; what a CONNECT or its refusal carries, as the only one. */
  args(row: number): readonly unknown[] | undefined;
  /** The rooms that a row's event went to; `undefined` where nothing told of any. */
  rooms(row: number): readonly string[] | undefined;
  /** Whether anything told of rooms. */
  readonly knowsRooms: boolean;
}

const EVENT_KINDS = new Set(['EVENT', 'ACK']);

export class LogContent implements RowContent {
  readonly #log: Log;
  readonly #timeline: Timeline;

  constructor(log: Log, timeline: Timeline) {
    this.#log = log;
    this.#timeline = timeline;
  }

  text(row: number): string | undefined {
    const { columns, base } = this.#timeline.rows;
    const entry = this.#log.get(columns.entry[row - base] as number);
    switch (entry?.kind) {
      case 'frame':
        return entry.cut ? entry.cut.head : this.#timeline.textOf(row, entry);
      case 'http-error':
        return `${entry.http.url} ${entry.text ?? ''}`;
      case 'transport-open':
        return entry.url;
      case 'transport-close':
        return entry.reason;
      case 'page':
        return entry.url ?? '';
      case 'note':
        return entry.text;
      default:
        return undefined;
    }
  }

  json(row: number): string | undefined {
    if (!this.#timeline.parser(row).writesJson) return undefined;
    const { columns, base } = this.#timeline.rows;
    const entry = this.#log.get(columns.entry[row - base] as number);
    return entry?.kind === 'frame' && entry.text !== undefined ? this.#timeline.textOf(row, entry) : undefined;
  }

  stretch(entry: number): number {
    return this.#log.blockOf(entry);
  }

  textsAround(entry: number): readonly string[] | undefined {
    return this.#log.textsNear(entry);
  }

  args(row: number): readonly unknown[] | undefined {
    const message = this.#timeline.message(row);
    if (!message) return undefined;
    const { packet } = this.#timeline.parser(row).decode(message, RULES[this.#timeline.receiver(row)]);
    if (!packet) return undefined;
    return EVENT_KINDS.has(packet.type) ? packet.args : [packet.data];
  }

  get knowsRooms(): boolean {
    return this.#timeline.told.told;
  }

  rooms(row: number): readonly string[] | undefined {
    const { told } = this.#timeline;
    const move = told.move(row);
    return move ? [move.room] : told.delivery(row)?.rooms;
  }
}
