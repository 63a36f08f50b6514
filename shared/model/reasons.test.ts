import { describe, expect, test } from 'vitest';
import type { Dir, Entry } from '../log/entry.ts';
import { heartbeatDeadline } from './heartbeats.ts';
import { Model } from './model.ts';

const HANDSHAKE = '0{"sid":"S1","upgrades":[],"pingInterval":300,"pingTimeout":200,"maxPayload":1000}';

type Step = readonly [at: number, dir: Dir, text: string] | readonly [at: number, code: number, by: 'page' | 'remote'];

/** The session that these steps make, after a handshake at 1000 ms. */
function session(type: 'websocket' | 'polling', steps: readonly Step[], eio = 4) {
  const scheme = type === 'polling' ? 'http' : 'ws';
  const url = `${scheme}://a:1/socket.io/?EIO=${eio}&transport=${type}`;
  const base = { recorder: 'r', transport: 't' } as const;
  const entries: Entry[] = [
    { ...base, pos: 0, at: 990, kind: 'transport-open', type, url },
    { ...base, pos: 1, at: 1000, kind: 'frame', dir: 'in', text: HANDSHAKE },
  ];
  for (const [at, what, rest] of steps) {
    const pos = entries.length;
    if (typeof what === 'number') {
      const by = rest as 'page' | 'remote';
      entries.push({ ...base, pos, at, kind: 'transport-close', code: what, reason: '', clean: what !== 1006, by });
    } else entries.push({ ...base, pos, at, kind: 'frame', dir: what, text: rest });
  }
  const model = new Model();
  model.append(entries);
  return model.sessions[0]!;
}

describe('the end of a session', () => {
  test('is a ping timeout only once the deadline has passed, and never certain', () => {
    expect(session('websocket', [[1500, 1005, 'page']]).end).toMatchObject({
      reason: 'ping timeout',
      certainty: 'likely',
    });
    expect(session('websocket', [[1499, 1005, 'page']]).end).toMatchObject({ certainty: 'unknown' });
  });

  test('over polling tells a ping timeout from disconnect()', () => {
    const late = session('polling', [[1500, 'out', '1']]);
    expect(late.end).toMatchObject({ reason: 'ping timeout', certainty: 'likely' });
    const soon = session('polling', [[1400, 'out', '1']]);
    expect(soon.end).toMatchObject({ reason: 'io client disconnect', certainty: 'likely' });
    const told = session('polling', [
      [1010, 'out', '40'],
      [1020, 'in', '40{"sid":"x"}'],
      [1900, 'out', '41'],
      [1910, 'out', '1'],
    ]);
    expect(told.end).toMatchObject({ reason: 'io client disconnect', certainty: 'certain' });
  });

  test('by the server is certain, by a break only likely', () => {
    expect(session('websocket', [[1100, 1009, 'remote']]).end).toMatchObject({ certainty: 'certain', code: 1009 });
    expect(session('websocket', [[1100, 1006, 'remote']]).end).toMatchObject({ certainty: 'likely', code: 1006 });
  });
});

test('the deadline moves with the last ping and is not claimed for Engine.IO 3', () => {
  expect(heartbeatDeadline(session('websocket', []))).toBe(1500);
  expect(heartbeatDeadline(session('websocket', [[1300, 'in', '2']]))).toBe(1800);
  const answered = session('websocket', [
    [1300, 'in', '2'],
    [1310, 'out', '3'],
  ]);
  expect(heartbeatDeadline(answered)).toBe(1800);
  expect(heartbeatDeadline(session('websocket', [], 3))).toBeUndefined();
});
