/** When a client gives a session up for want of heartbeats. Rules: `docs/protocol.md` §4, item 5. */
import type { SessionView } from './types.ts';

/**
 * When the client gives up unless the server's next ping comes, in epoch milliseconds. `undefined` where it can't be told: the
 * handshake is not in the log, or Engine.IO 3 (there any packet counts as life, and the client pings).
 */
export function heartbeatDeadline(session: SessionView): number | undefined {
  const { eio, pingIntervalMs, pingTimeoutMs } = session;
  const last = session.lastPingAt ?? session.connectedAt;
  if (eio !== 4 || pingIntervalMs === undefined || pingTimeoutMs === undefined || last === undefined) return undefined;
  return last + pingIntervalMs + pingTimeoutMs;
}
