import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EntrySource } from '../log/entry.ts';
import { memoryPair } from './memory.ts';

// Before the module is loaded: it keeps the timers of its start.
vi.useFakeTimers();
const { serve } = await import('./serve.ts');

beforeEach(() => void vi.advanceTimersByTime(1000));
afterEach(() => vi.clearAllTimers());

/** A source of `end` entries, of which a read gives at most `most`. */
function setUp(most = 1000) {
  const state = { end: 0, raw: false, rawSockets: 0 };
  const grown = new Set<() => void>();
  const source: EntrySource = {
    info: { id: 'r1', url: 'http://a/"', userAgent: 'test', timeOrigin: 1.5 },
    top: false,
    get rawSockets() {
      return state.rawSockets;
    },
    setRaw: (on) => {
      state.raw = on;
    },
    read(from) {
      const next = Math.min(state.end, from + most);
      const count = Math.max(0, next - from);
      return { next: count === 0 ? from : next, count, json: `[${Array.from({ length: count }, (_, i) => from + i)}]` };
    },
    onGrow: (listener) => {
      grown.add(listener);
      return () => grown.delete(listener);
    },
  };
  const grow = (count: number): void => {
    state.end += count;
    for (const listener of [...grown]) listener();
  };
  const [viewer, page] = memoryPair();
  const sent: { type: string; next: number; entries: number[]; rawSockets: number }[] = [];
  viewer.onMessage((message) => sent.push(JSON.parse(message)));
  const stop = serve(page, source);
  const batches = () => sent.filter(({ type }) => type === 'batch').map(({ next, entries }) => [next, entries]);
  return { state, grow, grown, viewer, sent, batches, stop };
}

test('says who records', () => {
  const { viewer, sent } = setUp();
  viewer.send('hello 1');
  expect(sent).toEqual([
    {
      type: 'recorder',
      version: 1,
      top: false,
      info: { id: 'r1', url: 'http://a/"', userAgent: 'test', timeOrigin: 1.5 },
    },
  ]);
});

test('answers one request with one batch, then is silent until the next', () => {
  const { viewer, grow, batches } = setUp();
  viewer.send('want 0');
  vi.advanceTimersByTime(100);
  grow(2);
  vi.advanceTimersByTime(100);
  grow(3);
  vi.advanceTimersByTime(100);
  expect(batches()).toEqual([[0, []]]);
  viewer.send('want 0');
  vi.advanceTimersByTime(100);
  grow(1);
  vi.advanceTimersByTime(100);
  expect(batches().slice(1)).toEqual([[5, [0, 1, 2, 3, 4]]]);
});

test('waits for entries where there are none', () => {
  const { viewer, grow, batches } = setUp();
  viewer.send('want 0');
  vi.advanceTimersByTime(0);
  viewer.send('want 0');
  vi.advanceTimersByTime(60_000);
  expect(batches()).toHaveLength(1);
  grow(1);
  expect(batches()).toHaveLength(1);
  vi.advanceTimersByTime(0);
  expect(batches()[1]).toEqual([1, [0]]);
});

test('sends batches a frame apart, so that a busy page pays for few', () => {
  const { viewer, grow, batches } = setUp();
  viewer.onMessage((message) => {
    const { type, next } = JSON.parse(message);
    if (type === 'batch') viewer.send(`want ${next}`);
  });
  viewer.send('want 0');
  for (let ms = 0; ms < 160; ms++) {
    grow(5);
    vi.advanceTimersByTime(1);
  }
  vi.advanceTimersByTime(20);
  expect(batches().at(-1)?.[0]).toBe(800);
  expect(batches().length).toBeGreaterThanOrEqual(10);
  expect(batches().length).toBeLessThanOrEqual(12);
});

test('tells of raw WebSockets without any entry', () => {
  const { viewer, state, grow, sent } = setUp();
  viewer.send('want 0');
  vi.advanceTimersByTime(0);
  viewer.send('want 0');
  vi.advanceTimersByTime(50);
  state.rawSockets = 2;
  grow(0);
  vi.advanceTimersByTime(50);
  expect(sent.at(-1)).toMatchObject({ rawSockets: 2, entries: [], next: 0 });
});

test('switches raw recording, and takes nothing else for it', () => {
  const { viewer, state } = setUp();
  viewer.send('raw on');
  expect(state.raw).toBe(true);
  viewer.send('raw maybe');
  expect(state.raw).toBe(true);
  viewer.send('raw off');
  expect(state.raw).toBe(false);
});

test.each(['', 'want', 'want ', 'want -1', 'want 1.5', 'want 1e3', 'want 9999999999999999', 'WANT 0', 'x'])(
  'is not moved by %j',
  (junk) => {
    const { viewer, grow, sent } = setUp();
    grow(3);
    viewer.send(junk);
    vi.advanceTimersByTime(100);
    expect(sent).toEqual([]);
  },
);

test('a greeting cancels the request before it', () => {
  const { viewer, grow, batches } = setUp();
  grow(3);
  viewer.send('want 2');
  viewer.send('hello 1');
  vi.advanceTimersByTime(100);
  expect(batches()).toEqual([]);
  viewer.send('want 0');
  vi.advanceTimersByTime(100);
  expect(batches()).toEqual([[3, [0, 1, 2]]]);
});

test.each(['close', 'stop'])('does nothing any more after %s', (how) => {
  const { viewer, grow, grown, sent, stop } = setUp();
  viewer.send('want 0');
  grow(1);
  if (how === 'close') viewer.close();
  else stop();
  stop();
  vi.advanceTimersByTime(100);
  expect(grown.size).toBe(0);
  expect(sent).toEqual([]);
});
