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

export class NodeRooms {
  readonly members = new Map<string, Member>();
  readonly rooms = new Map<string, NodeRoom>();
  readonly #node: string;

  constructor(node: string) {
    this.#node = node;
  }

  /** How many members a room has, by the node's own count. */
  size(nsp: string, room: string, count: number): void {
    this.room(nsp, room).count = count;
  }

  room(nsp: string, room: string): NodeRoom {
    const key = keyOf(nsp, room);
    let found = this.rooms.get(key);
    if (!found) {
      found = { nsp, room, members: new Set(), count: 0 };
      this.rooms.set(key, found);
    }
    return found;
  }

  connect({ nsp, socket, connectedAt, transport, rooms, data }: SocketFact): void {
    const member = { nsp, socket, connectedAt, transport, data, node: this.#node, rooms: new Set(rooms) };
    this.members.set(keyOf(nsp, socket), member);
    for (const name of rooms) {
      const room = this.room(nsp, name);
      room.members.add(socket);
      room.count = Math.max(room.count, room.members.size);
    }
  }

  disconnect(nsp: string, socket: string): void {
    const member = this.members.get(keyOf(nsp, socket));
    if (!member) return;
    for (const room of [...member.rooms]) this.leave(nsp, room, socket);
    this.members.delete(keyOf(nsp, socket));
  }

  join(nsp: string, name: string, socket: string): void {
    const room = this.room(nsp, name);
    if (!room.members.has(socket)) {
      room.members.add(socket);
      room.count += 1;
    }
    this.members.get(keyOf(nsp, socket))?.rooms.add(name);
  }

  leave(nsp: string, name: string, socket: string): void {
    const room = this.rooms.get(keyOf(nsp, name));
    this.members.get(keyOf(nsp, socket))?.rooms.delete(name);
    if (!room) return;
    room.members.delete(socket);
    room.count = Math.max(room.members.size, room.count - 1);
    if (room.count === 0) this.rooms.delete(keyOf(nsp, name));
  }
}
