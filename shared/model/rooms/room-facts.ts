/** For tests: a page's rooms as a server's companion tells them, fact by fact through the guard. */
import { readFact } from '../../protocol/companion.ts';
import { type FactPlace, Rooms } from './rooms.ts';
import type { RoomMove, RoomSource } from './types.ts';

export class ToldRooms {
  readonly touched: number[] = [];
  readonly rooms: Rooms;
  row = 0;
  at = 1000;
  session = 0;
  source: RoomSource = 'companion';
  /** Socket of the session in `/`. */
  own: string | undefined = 'me';

  constructor(maxNames?: number) {
    this.rooms = new Rooms((row) => this.touched.push(row), maxNames);
  }

  /** The session is asked for, and its socket is there. */
  asked(): this {
    if (this.own) this.rooms.connected(this.session, '/', this.own);
    this.rooms.asked(this.session, this.source);
    return this;
  }

  /** A fact in a row of its own. Returns the move that it is, for the page. */
  say(kind: string, body: object, node = 'n1'): RoomMove | undefined {
    const fact = readFact(kind, { node, at: this.at, ...body });
    if (!fact) throw new TypeError(`not a fact: ${kind} ${JSON.stringify(body)}`);
    const { session, source, at, own } = this;
    const place: FactPlace = { source, session, row: this.row++, at, ownSid: (nsp) => (nsp === '/' ? own : undefined) };
    return this.rooms.take(fact, place);
  }

  snapshot(sockets: readonly object[] = [], node = 'n1', omitted = { sockets: 0, rooms: 0 }): this {
    this.say('snapshot', { version: 1, namespaces: [], omitted }, node);
    if (sockets.length > 0) this.say('sockets', { sockets }, node);
    this.say('ready', {}, node);
    return this;
  }

  broadcast(event: string, to: object = {}, more: object = {}, node = 'n1'): void {
    const target = { rooms: [], except: [], count: 1, ids: ['me'], ...to };
    this.say('broadcast', { nsp: '/', event, args: 0, to: target, flags: {}, origin: 'local', ...more }, node);
  }

  /** An event of the application. Returns its row. */
  event(dir: 'in' | 'out', event: string, nsp = '/'): number {
    this.rooms.event(this.session, dir, this.row, this.at, nsp, event);
    return this.row++;
  }

  /** Rooms with their counts and the names of their members. */
  get all(): Readonly<Record<string, readonly [number, ...string[]]>> {
    return Object.fromEntries(
      this.rooms.rooms.map(({ nsp, room, count, members }) => [`${nsp} ${room}`, [count, ...[...members].sort()]]),
    );
  }
}

export const socketFact = (socket: string, ...rooms: readonly string[]) => ({
  nsp: '/',
  socket,
  connectedAt: 500,
  transport: 'websocket',
  rooms,
});
