import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { EngineSessions } from './engine-sessions.ts';

let nowMs = 0;
let make: () => EngineSessions;

beforeAll(async () => {
  // The clock is taken when the module runs, so it must be there before.
  vi.stubGlobal('performance', { now: () => nowMs, timeOrigin: 0 });
  vi.resetModules();
  const module = await import('./engine-sessions.ts');
  make = () => new module.EngineSessions(() => undefined);
});
afterAll(() => {
  vi.unstubAllGlobals();
});

test('polling is live while it was used in the last 90 s, not since its beginning', () => {
  nowMs = 0;
  const sessions = make();
  const { carrier, fresh } = sessions.polling('sid');
  expect(fresh).toBe(true);
  nowMs = 80_000;
  expect(sessions.polling('sid')).toEqual({ carrier, fresh: false });
  nowMs = 160_000;
  expect(carrier.live()).toBe(true);
  nowMs = 170_001;
  expect(carrier.live()).toBe(false);
});

test('polling is live for as long as a WebSocket of its session is open', () => {
  nowMs = 0;
  const sessions = make();
  const { carrier } = sessions.polling('');
  sessions.name(carrier, 'sid');
  const socket = sessions.socketOpened('sid', () => true);
  nowMs = 1_000_000;
  expect(carrier.live()).toBe(true);
  sessions.socketClosed(socket);
  expect(carrier.live()).toBe(false);
});
