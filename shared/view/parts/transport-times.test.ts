import { describe, expect, it } from 'vitest';
import type { SessionView, TransportView } from '../../model/types.ts';
import { pollingUntil, transportEndAt } from './transport-times.ts';

const polling = { type: 'polling', openedAt: 0, closedAt: undefined } as TransportView;
const socket = (closedAt?: number): TransportView => ({ ...polling, type: 'websocket', openedAt: 50, closedAt });
const session = (given: Partial<SessionView>): SessionView =>
  ({ transport: 'polling', transports: [polling], upgrade: undefined, end: undefined, ...given }) as SessionView;
const upgrade = (state: 'probing' | 'upgraded' | 'failed', endedAt?: number) => ({ state, startedAt: 50, endedAt });

describe('a transport carries its session', () => {
  it('until another took over', () => {
    const one = session({
      transport: 'websocket',
      transports: [polling, socket()],
      upgrade: upgrade('upgraded', 90),
      end: { at: 500 } as SessionView['end'],
    });
    expect(transportEndAt(one, polling, 1000)).toBe(90);
    expect(transportEndAt(one, one.transports[1] as TransportView, 1000)).toBe(500);
    expect(pollingUntil(one, 1000)).toBe(90);
  });

  it('to the end, or till now, where the upgrade failed or goes on', () => {
    const failed = session({ transports: [polling, socket(90)], upgrade: upgrade('failed', 90) });
    expect(pollingUntil(failed, 1000)).toBe(1000);
    expect(transportEndAt(failed, failed.transports[1] as TransportView, 1000)).toBe(90);
    expect(pollingUntil(session({ upgrade: upgrade('probing') }), 1000)).toBe(1000);
    expect(pollingUntil(session({ end: { at: 400 } as SessionView['end'] }), 1000)).toBe(400);
  });

  it('by polling only where it began so', () => {
    expect(pollingUntil(session({ transport: 'websocket', transports: [socket()] }), 1000)).toBeUndefined();
    expect(pollingUntil(session({ transports: [] }), 1000)).toBeUndefined();
  });
});
