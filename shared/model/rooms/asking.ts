/** Asking a server's companion to tell: when a session may be asked, and by what packets. `docs/companion.md`. */
import { COMPANION_NAMESPACE } from '../../protocol/companion.ts';
import type { SessionView } from '../types.ts';

export interface RoomsAuth {
  readonly username: string;
  readonly password: string;
}

/** The CONNECT packet of the companion's namespace, in the default parser's encoding. */
export const askPacket = (auth: RoomsAuth | undefined): string =>
  `40${COMPANION_NAMESPACE},${auth ? JSON.stringify(auth) : ''}`;

/** Its DISCONNECT packet. */
export const leavePacket = (): string => `41${COMPANION_NAMESPACE},`;

/**
 * The transport to ask over; `undefined` while, or where, it must not be asked. Engine.IO 4 on both sides, since servers of Socket.IO 2
 * answer otherwise; no upgrade under way, since a server closes a new transport that says anything else before it carries the
 * session; and a namespace of the application's own, so that the server's `connectTimeout` is met by it and not by us.
 */
export function askable(session: SessionView): string | undefined {
  const { kind, state, end, late, transport, transports, upgrade, dialect, sockets } = session;
  if (kind !== 'socket.io' || state !== 'open' || end || late) return undefined;
  if (transport !== 'websocket' || upgrade?.state === 'probing') return undefined;
  if (dialect.client !== 4 || dialect.server !== 4 || dialect.parsers.join() !== 'default') return undefined;
  if (!sockets.some((socket) => socket.state === 'connected')) return undefined;
  return transports.findLast(({ type, closedAt }) => type === 'websocket' && closedAt === undefined)?.id;
}
