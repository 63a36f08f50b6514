/** Until when a transport carried its session: polling has no close of its own. */
import type { SessionView, TransportView } from '../../model/types.ts';

/** When the other transport took over; `undefined` where none did. */
const takenOverAt = ({ upgrade }: SessionView): number | undefined =>
  upgrade?.state === 'upgraded' ? upgrade.endedAt : undefined;

/** Epoch milliseconds; `nowAt` where it still does. */
export function transportEndAt(session: SessionView, transport: TransportView, nowAt: number): number {
  const over = transport.type === session.transport ? undefined : takenOverAt(session);
  return transport.closedAt ?? over ?? session.end?.at ?? nowAt;
}

/** Until when a session that began by polling went on so; `undefined` where it began otherwise. */
export function pollingUntil(session: SessionView, nowAt: number): number | undefined {
  const [first] = session.transports;
  return first?.type === 'polling' ? transportEndAt(session, first, nowAt) : undefined;
}
