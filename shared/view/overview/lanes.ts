/** Which lane of the strip a session is drawn in: those that lived at the same time stand under each other. */
import type { SessionView } from '../../model/types.ts';

export interface Lane {
  readonly session: SessionView;
  readonly lane: number;
}

/** More can't be told apart; the newest are shown. */
export const MAX_LANES = 4;
const MAX_SESSIONS = 200;

export function lanesOf(sessions: readonly SessionView[], nowAt: number): readonly Lane[] {
  const shown = sessions.filter(({ kind }) => kind === 'socket.io').slice(-MAX_SESSIONS);
  const freeAt: number[] = [];
  const lanes: Lane[] = [];
  for (const session of shown) {
    let lane = freeAt.findIndex((at) => at <= session.startedAt);
    if (lane < 0) {
      if (freeAt.length === MAX_LANES) continue;
      lane = freeAt.length;
    }
    freeAt[lane] = session.end?.at ?? nowAt;
    lanes.push({ session, lane });
  }
  return lanes;
}
