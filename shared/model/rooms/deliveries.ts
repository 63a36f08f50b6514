/**
 * Which event of a connection belongs to which send that the server told of. The companion tells a send before it is written, on the
 * same connection, so the next event of that name is it; volatile ones it tells after (`docs/companion.md`).
 */
import type { Delivery } from './types.ts';

/** Sends that were told and have not come: dropped, or not for this socket after all. */
const MAX_PENDING = 200;
/** Events of late that no send was told for. */
const MAX_UNTOLD = 50;
/** A volatile event and what is told of it are written one after the other. */
const VOLATILE_MS = 1000;
/** What a server sends for an event, it sends soon, as a rule. */
const OUTCOME_MS = 2000;
/** Names are told up to so many characters. */
const NAME_CHARS = 256;

interface Arrived {
  readonly row: number;
  readonly at: number;
  readonly nsp: string;
  readonly event: string;
}

const isSame = (one: { readonly nsp: string; readonly event: string }, nsp: string, event: string): boolean =>
  one.nsp === nsp && (one.event === event || (one.event.length === NAME_CHARS && event.startsWith(one.event)));

const isSameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name, place) => name === other[place]);

type Growing = { -readonly [K in keyof Delivery]: Delivery[K] };

/** What is known of the sends on one connection. */
export class Deliveries {
  readonly #byRow: Map<number, Delivery>;
  readonly #outcomes: Map<number, Delivery[]>;
  readonly #touch: (row: number) => void;
  #pending: Growing[] = [];
  #untold: Arrived[] = [];
  /** Events that went out of late: what the server sends for them comes soon. */
  #outs: Arrived[] = [];
  /** The latest sends, to which other nodes add their part. */
  #recent: { readonly at: number; readonly delivery: Growing }[] = [];

  constructor(byRow: Map<number, Delivery>, outcomes: Map<number, Delivery[]>, touch: (row: number) => void) {
    this.#touch = touch;
    this.#byRow = byRow;
    this.#outcomes = outcomes;
  }

  /** An event of the application came in. */
  came(arrived: Arrived): void {
    const place = this.#pending.findIndex((one) => isSame(one, arrived.nsp, arrived.event));
    if (place < 0) {
      this.#untold.push(arrived);
      if (this.#untold.length > MAX_UNTOLD) this.#untold.shift();
      return;
    }
    const [delivery] = this.#pending.splice(place, 1) as [Growing];
    this.#byRow.set(arrived.row, delivery);
  }

  went(sent: Arrived): void {
    this.#outs.push(sent);
    if (this.#outs.length > MAX_UNTOLD) this.#outs.shift();
  }

  /** The last event that went out under this name, within reason. */
  lastOut(nsp: string, event: string, at: number): number | undefined {
    return this.#outs.findLast((out) => isSame({ nsp, event }, out.nsp, out.event) && at - out.at < OUTCOME_MS)?.row;
  }

  /**
   * The emit that a send follows, where only one can be meant: by the sender and its time, or without one by a name that comes
   * back. Of several that went out together none is credited.
   */
  #cause(delivery: Delivery, at: number, ownSid: string | undefined): Arrived | undefined {
    if (delivery.to === 'direct' || (delivery.sender !== undefined && delivery.sender !== ownSid)) return undefined;
    const late = this.#outs.filter((out) => out.nsp === delivery.nsp && at - out.at < OUTCOME_MS);
    const named = late.filter((out) => isSame(delivery, out.nsp, out.event));
    const meant = named.length > 0 || delivery.sender === undefined ? named : late;
    return meant.length === 1 ? meant[0] : undefined;
  }

  /** The server told of a send; `forUs`: to this connection's socket too. `ownSid`: that socket. */
  told(delivery: Delivery, at: number, forUs: boolean, ownSid: string | undefined): void {
    const growing: Growing = { ...delivery };
    if (this.#grown(delivery, at)) return;
    this.#recent.push({ at, delivery: growing });
    if (this.#recent.length > MAX_PENDING) this.#recent.shift();
    const cause = this.#cause(delivery, at, ownSid);
    if (cause) this.#outcomes.set(cause.row, [...(this.#outcomes.get(cause.row) ?? []), growing]);
    if (!forUs) return;
    if (delivery.volatile) {
      const place = this.#untold.findLastIndex(
        (one) => isSame(delivery, one.nsp, one.event) && Math.abs(at - one.at) < VOLATILE_MS,
      );
      const [arrived] = place < 0 ? [] : this.#untold.splice(place, 1);
      if (!arrived) return;
      this.#byRow.set(arrived.row, growing);
      this.#touch(arrived.row);
      return;
    }
    this.#pending.push(growing);
    if (this.#pending.length > MAX_PENDING) this.#pending.shift();
  }

  /** Another node's part of a send that is known: one send, whoever delivers it. */
  #grown(delivery: Delivery, at: number): boolean {
    const found = this.#recent.findLast(
      (one) =>
        at - one.at < OUTCOME_MS &&
        isSame(one.delivery, delivery.nsp, delivery.event) &&
        delivery.to !== 'direct' &&
        one.delivery.to === delivery.to &&
        isSameList(one.delivery.rooms, delivery.rooms) &&
        isSameList(one.delivery.except, delivery.except) &&
        !one.delivery.nodes.includes(delivery.nodes[0] as string),
    )?.delivery;
    if (!found) return false;
    found.count += delivery.count;
    found.ids = [...found.ids, ...delivery.ids];
    found.nodes = [...found.nodes, ...delivery.nodes];
    found.sender ??= delivery.sender;
    return true;
  }
}
