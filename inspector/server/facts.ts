import {
  COMPANION_NAMESPACE,
  type CompanionFacts,
  type FactKind,
  type SocketFact,
} from '../../shared/protocol/companion.ts';
import { clip, copyBounded } from './copy.ts';
import type { AppNamespace, AppServer, AppSocket } from './shape.ts';

/** Takes a fact of this node. */
export type Say = <K extends FactKind>(kind: K, body: CompanionFacts[K]) => void;

/** What may leave of `socket.data`; what it returns is copied, up to a bound. */
export type DataFilter = (data: unknown, socket: { readonly id: string; readonly nsp: string }) => unknown;

const MAX_ROOMS_OF_SOCKET = 100;
const MAX_HANDLERS = 50;
const MAX_SNAPSHOT_SOCKETS = 2_000;
const MAX_SNAPSHOT_ROOMS = 2_000;
const PER_PACKET = 200;

export function transportOf(socket: AppSocket): string {
  return socket.conn.transport?.name ?? 'unknown';
}

function dataOf(socket: AppSocket, filter: DataFilter | undefined): Pick<SocketFact, 'data'> {
  if (!filter) return {};
  try {
    return { data: copyBounded(filter(socket.data, { id: socket.id, nsp: socket.nsp.name })) };
  } catch {
    // The filter is the application's: without its word nothing leaves.
    return {};
  }
}

export function socketFact(socket: AppSocket, filter: DataFilter | undefined, connectedAt: number): SocketFact {
  const rooms: string[] = [];
  for (const room of socket.nsp.adapter.sids.get(socket.id) ?? []) {
    if (room !== socket.id && rooms.push(clip(room)) === MAX_ROOMS_OF_SOCKET) break;
  }
  const fact = { nsp: socket.nsp.name, socket: socket.id, connectedAt, transport: transportOf(socket), rooms };
  return { ...fact, ...dataOf(socket, filter) };
}

const OWN_EVENTS = new Set(['error', 'disconnect', 'disconnecting']);

function handlersOf(socket: AppSocket): Record<string, number> {
  const handlers: Record<string, number> = Object.create(null);
  for (const event of socket.eventNames().slice(0, MAX_HANDLERS)) {
    if (typeof event === 'string' && !OWN_EVENTS.has(event)) handlers[clip(event)] = socket.listenerCount(event);
  }
  return handlers;
}

export function* appNamespaces(io: AppServer): Generator<AppNamespace> {
  for (const nsp of io._nsps.values()) if (nsp.name !== COMPANION_NAMESPACE) yield nsp;
}

function isOwnRoom({ adapter }: AppNamespace, room: string): boolean {
  return adapter.sids.get(room)?.has(room) === true;
}

function* parts<T>(items: Iterable<T>, bound: number): Generator<T[]> {
  let part: T[] = [];
  let left = bound;
  for (const item of items) {
    if (left-- <= 0) break;
    if (part.push(item) < PER_PACKET) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

function* roomSizes(nsp: AppNamespace): Generator<readonly [string, number]> {
  for (const [room, { size }] of nsp.adapter.rooms) if (!isOwnRoom(nsp, room)) yield [clip(room), size];
}

/** The whole state of this node as far as the bounds allow, said at one go so that nothing can happen in between. */
export function saySnapshot(io: AppServer, say: Say, filter: DataFilter | undefined, version: number): void {
  const nsps = [...appNamespaces(io)];
  const counts = nsps.map((nsp) => {
    const owned = [...nsp.adapter.sids].filter(([id, rooms]) => rooms.has(id)).length;
    return { nsp: nsp.name, sockets: nsp.sockets.size, rooms: Math.max(0, nsp.adapter.rooms.size - owned) };
  });
  const over = (total: number, bound: number): number => Math.max(0, total - bound);
  const sum = (of: 'sockets' | 'rooms'): number => counts.reduce((total, each) => total + each[of], 0);
  const omitted = {
    sockets: over(sum('sockets'), MAX_SNAPSHOT_SOCKETS),
    rooms: over(sum('rooms'), MAX_SNAPSHOT_ROOMS),
  };
  say('snapshot', { version, namespaces: counts, omitted });
  function* sockets(): Generator<SocketFact> {
    for (const nsp of nsps)
      for (const socket of nsp.sockets.values())
        yield { ...socketFact(socket, filter, socket.handshake.issued), handlers: handlersOf(socket) };
  }
  let roomsLeft = MAX_SNAPSHOT_ROOMS;
  for (const nsp of nsps) {
    for (const rooms of parts(roomSizes(nsp), roomsLeft)) {
      roomsLeft -= rooms.length;
      say('rooms', { nsp: nsp.name, rooms });
    }
  }
  for (const part of parts(sockets(), MAX_SNAPSHOT_SOCKETS)) say('sockets', { sockets: part });
  say('ready', {});
}
