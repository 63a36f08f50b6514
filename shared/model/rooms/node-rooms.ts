/** Sockets and rooms of one server node, as it tells them. */
import type { SocketFact } from '../../protocol/companion.ts';

export interface Member extends Omit<SocketFact, 'rooms' | 'handlers'> {
  readonly node: string;
  transport: string;
  readonly rooms: Set<string>;
}

export interface NodeRoom {
  readonly nsp: string;
  readonly room: string;
  readonly members: Set<string>;
  /** Members as the node counts them: a bound may leave their names out. */
  count: number;
}

export const keyOf = (nsp: string, name: string): string => `${nsp}\n${name}`;

/** Names of sockets, rooms and memberships that one source's nodes may hold together. */
export const MAX_NAMES = 200_000;

/** What is left of a bound that several nodes share. */
export class NameBudget {
  #left: number;

  constructor(max: number) {
    this.#left = max;
  }

  /** Whether there is room for one more name; it is taken then. */
  take(): boolean {
    if (this.#left <= 0) return false;
    this.#left -= 1;
    return true;
  }

  giveBack(names: number): void {
    this.#left += names;
  }
}

export class NodeRooms {
  readonly members = new Map<string, Member>();
  readonly rooms = new Map<string, NodeRoom>();
  /** Names that the bound had no room for since the node's last snapshot. */
  omitted = 0;
  /** Of its snapshot: what the server's own bound left out. */
  readonly omittedByServer: { readonly sockets: number; readonly rooms: number };
  readonly #node: string;
  readonly #budget: NameBudget;
  #names = 0;

  constructor(node: string, budget: NameBudget, omittedByServer = { sockets: 0, rooms: 0 }) {
    this.#node = node;
    this.#budget = budget;
    this.omittedByServer = omittedByServer;
  }

  /** The node is told anew, or no more: others may have its names. */
  release(): void {
    this.#budget.giveBack(this.#names);
    this.#names = 0;
  }

  /** How many members a room has, by the node's own count. */
  size(nsp: string, name: string, count: number): void {
    const room = this.#room(nsp, name);
    if (room) room.count = count;
  }

  #take(): boolean {
    const isTaken = this.#budget.take();
    if (isTaken) this.#names += 1;
    else this.omitted += 1;
    return isTaken;
  }

  #giveBack(names: number): void {
    this.#names -= names;
    this.#budget.giveBack(names);
  }

  #room(nsp: string, room: string): NodeRoom | undefined {
    const key = keyOf(nsp, room);
    let found = this.rooms.get(key);
    if (!found && this.#take()) {
      found = { nsp, room, members: new Set(), count: 0 };
      this.rooms.set(key, found);
    }
    return found;
  }

  /** Puts a name into a room, where the bound allows one more. */
  #enter(room: NodeRoom, socket: string): void {
    if (!room.members.has(socket) && !this.#take()) return;
    room.members.add(socket);
    this.members.get(keyOf(room.nsp, socket))?.rooms.add(room.room);
  }

  connect({ nsp, socket, connectedAt, transport, rooms, data }: SocketFact): void {
    const key = keyOf(nsp, socket);
    if (this.members.has(key) || this.#take()) {
      this.members.set(key, { nsp, socket, connectedAt, transport, data, node: this.#node, rooms: new Set() });
    }
    for (const name of rooms) {
      const room = this.#room(nsp, name);
      if (!room) continue;
      this.#enter(room, socket);
      room.count = Math.max(room.count, room.members.size);
    }
  }

  disconnect(nsp: string, socket: string): void {
    const member = this.members.get(keyOf(nsp, socket));
    if (!member) return;
    for (const room of [...member.rooms]) this.leave(nsp, room, socket);
    this.members.delete(keyOf(nsp, socket));
    this.#giveBack(1);
  }

  join(nsp: string, name: string, socket: string): void {
    const room = this.#room(nsp, name);
    if (!room) return;
    if (!room.members.has(socket)) room.count += 1;
    this.#enter(room, socket);
  }

  leave(nsp: string, name: string, socket: string): void {
    const room = this.rooms.get(keyOf(nsp, name));
    this.members.get(keyOf(nsp, socket))?.rooms.delete(name);
    if (!room) return;
    if (room.members.delete(socket)) this.#giveBack(1);
    room.count = Math.max(room.members.size, room.count - 1);
    if (room.count === 0) this.deleted(nsp, name);
  }

  deleted(nsp: string, name: string): void {
    const key = keyOf(nsp, name);
    const room = this.rooms.get(key);
    if (!room) return;
    this.rooms.delete(key);
    this.#giveBack(1 + room.members.size);
    for (const socket of room.members) this.members.get(keyOf(nsp, socket))?.rooms.delete(name);
  }
}
