/**
 * What `@socket.io/admin-ui` (0.5) says of sockets and rooms in its namespace, as facts like the companion's. It tells no node, no
 * target of a send, and only where the server runs in development mode. Times are the arrival's: it may write them as text or Date.
 */
import type { CompanionFact, SocketFact } from './companion.ts';

/** Where it is unless the server was told otherwise. Applications have namespaces of this name too: `all_sockets` tells which. */
export const ADMIN_NAMESPACE = '/admin';

const isText = (value: unknown): value is string => typeof value === 'string';

/** A socket as admin-ui serializes it. Its handshake, with headers and cookies, is left where it is. */
function readSocket(value: unknown): SocketFact | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, nsp, transport, data, rooms, handshake } = value as Record<string, unknown>;
  if (!isText(id) || !isText(nsp) || !Array.isArray(rooms) || !rooms.every(isText)) return undefined;
  const issued = (handshake as { issued?: unknown } | null | undefined)?.issued;
  if (typeof issued !== 'number' || !Number.isFinite(issued)) return undefined;
  return {
    nsp,
    socket: id,
    connectedAt: issued,
    transport: isText(transport) ? transport : '',
    rooms: rooms.filter((room) => room !== id),
    ...(data !== undefined && { data }),
  };
}

/** Reads an event of the namespace; no facts for what says nothing of rooms, or is not admin-ui's. Total. */
export function readAdminEvent(event: unknown, args: readonly unknown[], at: number): readonly CompanionFact[] {
  const said = { node: '', at };
  const [first, second, third] = args;
  switch (event) {
    case 'all_sockets': {
      if (!Array.isArray(first)) return [];
      const sockets = first.flatMap((one) => readSocket(one) ?? []);
      if (sockets.length < first.length) return [];
      const begin = {
        kind: 'snapshot',
        ...said,
        version: 0,
        namespaces: [],
        omitted: { sockets: 0, rooms: 0 },
      } as const;
      return [begin, { kind: 'sockets', ...said, sockets }];
    }
    case 'socket_connected': {
      const socket = readSocket(first);
      return socket ? [{ kind: 'connected', ...said, ...socket }] : [];
    }
    case 'socket_updated': {
      const { id, nsp, transport } = (typeof first === 'object' && first ? first : {}) as Record<string, unknown>;
      if (!isText(id) || !isText(nsp) || !isText(transport)) return [];
      return [{ kind: 'transport', ...said, nsp, socket: id, transport }];
    }
    case 'socket_disconnected':
      if (!isText(first) || !isText(second)) return [];
      return [{ kind: 'disconnected', ...said, nsp: first, socket: second, reason: isText(third) ? third : '' }];
    case 'room_joined':
    case 'room_left': {
      // A socket's own room is no news.
      if (!isText(first) || !isText(second) || !isText(third) || second === third) return [];
      return [{ kind: event === 'room_joined' ? 'joined' : 'left', ...said, nsp: first, room: second, socket: third }];
    }
    default:
      return [];
  }
}
