/**
 * Transports' ids, and which belong to one Engine.IO session: the polling requests of a session are one transport, and it
 * lives as long as the session's WebSocket does.
 */
import { monotonicMs, uncurry } from '../base/primordials.ts';
import type { Carrier } from './journal.ts';

const MapAtStart = Map;
const get = uncurry(Map.prototype.get) as <Value>(map: Map<string, Value>, key: string) => Value | undefined;
const set = uncurry(Map.prototype.set) as <Value>(map: Map<string, Value>, key: string, value: Value) => unknown;
const remove = uncurry(Map.prototype.delete) as <Value>(map: Map<string, Value>, key: string) => boolean;

/** A session that polls asks again at once; one that has not for so long is gone. */
const POLLING_QUIET_MS = 90_000;

/** Sessions remembered for the sake of later requests: a page that makes up ids must not fill the memory. */
const MAX_SESSIONS = 1000;

export interface PollingCarrier extends Carrier {
  inFlight: number;
  usedAtMs: number;
}

interface EngineSession {
  openSockets: number;
  polling: PollingCarrier | undefined;
}

export class EngineSessions {
  #transports = 0;
  readonly #sessions = new MapAtStart<string, EngineSession>();
  readonly #order: string[] = [];
  readonly #ofSocket = new MapAtStart<string, EngineSession>();
  readonly #began: (carrier: Carrier) => void;

  /** `began` is told of every transport. */
  constructor(began: (carrier: Carrier) => void) {
    this.#began = began;
  }

  /** A carrier for a WebSocket; `sid` is its URL's, '' where it has none. */
  socketOpened(sid: string, open: () => boolean): Carrier {
    const carrier: Carrier = { id: this.#newId(), count: 0, live: open };
    if (sid !== '') {
      const session = this.#session(sid);
      session.openSockets += 1;
      set(this.#ofSocket, carrier.id, session);
    }
    this.#began(carrier);
    return carrier;
  }

  socketClosed(carrier: Carrier): void {
    const session = get(this.#ofSocket, carrier.id);
    if (!session) return;
    session.openSockets -= 1;
    remove(this.#ofSocket, carrier.id);
  }

  /** The carrier of this session's polling, and whether it is new. Without a sid: a new session's, to be named by `name`. */
  polling(sid: string): { readonly carrier: PollingCarrier; readonly fresh: boolean } {
    const known = sid === '' ? undefined : get(this.#sessions, sid)?.polling;
    if (known) {
      known.usedAtMs = monotonicMs();
      return { carrier: known, fresh: false };
    }
    const carrier: PollingCarrier = {
      id: this.#newId(),
      count: 0,
      inFlight: 0,
      usedAtMs: monotonicMs(),
      live: () => carrier.inFlight > 0 || monotonicMs() - carrier.usedAtMs < POLLING_QUIET_MS,
    };
    if (sid !== '') this.name(carrier, sid);
    this.#began(carrier);
    return { carrier, fresh: true };
  }

  /** The handshake's answer gave the session its sid. */
  name(carrier: PollingCarrier, sid: string): void {
    const session = this.#session(sid);
    session.polling = carrier;
    const quiet = carrier.live;
    carrier.live = () => session.openSockets > 0 || quiet();
  }

  #newId(): string {
    this.#transports += 1;
    return `t${this.#transports}`;
  }

  #session(sid: string): EngineSession {
    let session = get(this.#sessions, sid);
    if (!session) {
      session = { openSockets: 0, polling: undefined };
      set(this.#sessions, sid, session);
      this.#order[this.#order.length] = sid;
      if (this.#order.length > MAX_SESSIONS) this.#forgetOldest();
    }
    return session;
  }

  #forgetOldest(): void {
    const half = MAX_SESSIONS >> 1;
    for (let i = 0; i < this.#order.length; i++) {
      if (i < half) remove(this.#sessions, this.#order[i] as string);
      else this.#order[i - half] = this.#order[i] as string;
    }
    this.#order.length -= half;
  }
}
