import { describe, expect, it } from 'vitest';
import type { SessionView } from '../../model/types.ts';
import { lanesOf } from './lanes.ts';

const session = (id: number, startedAt: number, endAt?: number): SessionView =>
  ({ id, kind: 'socket.io', startedAt, end: endAt === undefined ? undefined : { at: endAt } }) as SessionView;
const shown = (sessions: readonly SessionView[]): string[] =>
  lanesOf(sessions, 1000).map(({ session: { id }, lane }) => `${id}:${lane}`);

describe('lanes', () => {
  it('one after another share one, those at the same time do not', () => {
    expect(shown([session(0, 0, 10), session(1, 20, 30), session(2, 25), session(3, 40)])).toEqual([
      '0:0',
      '1:0',
      '2:1',
      '3:0',
    ]);
  });

  it('there are no more than can be told apart', () => {
    const many = Array.from({ length: 9 }, (_, id) => session(id, id));
    expect(shown(many)).toHaveLength(4);
  });

  it('sockets that are not Socket.IO have none', () => {
    expect(lanesOf([{ ...session(0, 0), kind: 'raw' }], 10)).toEqual([]);
  });
});
