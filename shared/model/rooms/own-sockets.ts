/** The page's sockets by their Socket.IO ids, while their sessions last and for a while after. */
import { keyOf } from './node-rooms.ts';

export class OwnSockets {
  readonly #sessions = new Map<string, number>();
  /** Of each session: its socket in each namespace. */
  readonly #bySession = new Map<number, Map<string, string>>();

  /** The session that has, or last had, this socket. */
  sessionOf(nsp: string, sid: string): number | undefined {
    return this.#sessions.get(keyOf(nsp, sid));
  }

  /** A session's sockets by namespace. */
  of(session: number): ReadonlyMap<string, string> {
    return this.#bySession.get(session) ?? new Map();
  }

  /** Ids of the page's sockets in a namespace. */
  ids(nsp: string): readonly string[] {
    return [...this.#bySession.values()].flatMap((sockets) => sockets.get(nsp) ?? []);
  }

  connected(session: number, nsp: string, sid: string): void {
    const sockets = this.#bySession.get(session) ?? new Map<string, string>();
    this.#bySession.set(session, sockets);
    const before = sockets.get(nsp);
    if (before !== undefined && before !== sid) this.#forget(session, nsp, before);
    sockets.set(nsp, sid);
    this.#sessions.set(keyOf(nsp, sid), session);
  }

  forget(session: number): void {
    for (const [nsp, sid] of this.of(session)) this.#forget(session, nsp, sid);
    this.#bySession.delete(session);
  }

  /** A recovered socket has its id in a later session. */
  #forget(session: number, nsp: string, sid: string): void {
    const key = keyOf(nsp, sid);
    if (this.#sessions.get(key) === session) this.#sessions.delete(key);
  }
}
