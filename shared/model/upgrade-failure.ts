/**
 * Why an upgrade failed, as far as the log shows: browsers tell a page no more than a close code, and never the HTTP status that
 * refused a WebSocket. `docs/protocol.md` §4, item 2; what a server does: engine.io/lib/socket.ts, `_maybeUpgrade`.
 */
import type { SessionEnd, SessionView, TransportView } from './types.ts';

/**
 * - `refused`: it was never opened
 * - `unanswered`: the server closed it, and the probe had no answer
 * - `unfinished`: the server answered the probe, and closed it when the page did not go on
 * - `broke-off`: it was open, and nobody closed it
 * - `ended`: the session came to its end meanwhile · `overtaken`: another transport carries the session
 * - `page`: the page closed it, and why does not show · `unknown`
 */
export type UpgradeCause =
  | 'refused'
  | 'unanswered'
  | 'unfinished'
  | 'broke-off'
  | 'ended'
  | 'overtaken'
  | 'page'
  | 'unknown';

export interface UpgradeFailure {
  readonly cause: UpgradeCause;
  readonly certainty: SessionEnd['certainty'];
}

/** A session's end closes its probe too; the two may be seen in either order. */
const SAME_MOMENT_MS = 500;

/** By what is known now: the session's end may follow. `transport`: the one that was to carry the session, closed. */
export function upgradeFailure(session: SessionView, transport: TransportView): UpgradeFailure {
  const { code, closedBy, closedAt, framesIn, framesOut, type, late } = transport;
  if (late || closedAt === undefined) return { cause: 'unknown', certainty: 'unknown' };
  if (session.end && session.end.at <= closedAt + SAME_MOMENT_MS) {
    return { cause: 'ended', certainty: closedBy === 'page' ? 'certain' : 'likely' };
  }
  if (closedBy === 'page') {
    const overtaken = session.upgrade?.state === 'upgraded' && session.transport !== type;
    return overtaken ? { cause: 'overtaken', certainty: 'certain' } : { cause: 'page', certainty: 'unknown' };
  }
  if (closedBy === 'remote') {
    return framesIn > 0 ? { cause: 'unfinished', certainty: 'likely' } : { cause: 'unanswered', certainty: 'certain' };
  }
  // The client sends its probe as soon as it is open.
  if (framesIn + framesOut === 0) return { cause: 'refused', certainty: code === 1006 ? 'certain' : 'likely' };
  return code === 1006 ? { cause: 'broke-off', certainty: 'certain' } : { cause: 'unknown', certainty: 'unknown' };
}
