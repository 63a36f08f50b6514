import { describe, expect, test } from 'vitest';
import type { Entry } from './entry.ts';
import { Log } from './log.ts';

const open = (transport: string, pos: number): Entry => ({
  pos,
  at: pos,
  recorder: 'r',
  kind: 'transport-open',
  transport,
  type: 'websocket',
  url: 'ws://a/?EIO=4',
});
const frame = (transport: string, pos: number, text = 'x'): Entry => ({
  pos,
  at: pos,
  recorder: 'r',
  kind: 'frame',
  transport,
  dir: 'in',
  text,
});
const close = (transport: string, pos: number): Entry => ({
  pos,
  at: pos,
  recorder: 'r',
  kind: 'transport-close',
  transport,
  code: 1000,
  reason: '',
  clean: true,
  by: 'remote',
});

describe('the bound of a log', () => {
  test('lets the oldest fall, a block at a time, and keeps indexes', () => {
    const log = new Log({ maxEntries: 2000, maxBytes: 1 << 30 });
    for (let i = 0; i < 5000; i++) log.append(frame('t', i));
    log.trim();
    expect(log.count).toBeLessThanOrEqual(2000);
    expect(log.dropped + log.count).toBe(5000);
    expect(log.get(log.first - 1)).toBeUndefined();
    expect(log.get(log.first)?.pos).toBe(log.first);
    expect(log.get(4999)?.pos).toBe(4999);
  });

  test('counts bytes too', () => {
    const log = new Log({ maxEntries: 1 << 30, maxBytes: 1 << 20 });
    for (let i = 0; i < 5000; i++) log.append(frame('t', i, 'y'.repeat(1000)));
    log.trim();
    expect(log.sizeBytes).toBeLessThanOrEqual(1 << 20);
    expect(log.count).toBeGreaterThan(0);
  });

  test('keeps the beginnings of live transports for saving, and of live ones only', () => {
    const log = new Log({ maxEntries: 1024, maxBytes: 1 << 30 });
    log.append(open('live', 0));
    log.append(open('dead', 1));
    log.append(close('dead', 2));
    for (let i = 3; i < 4000; i++) log.append(frame('live', i));
    log.trim();
    const saved = [...log.entries()];
    expect(saved[0]).toEqual(open('live', 0));
    expect(saved.filter((entry) => 'transport' in entry && entry.transport === 'dead')).toEqual([]);
    expect(new Set(saved.map((entry) => entry.pos)).size).toBe(saved.length);
  });

  test('clear keeps live beginnings for saving, and goes on counting', () => {
    const log = new Log();
    log.append(open('t', 0));
    log.append(frame('t', 1));
    log.clear();
    expect(log.count).toBe(0);
    const index = log.append(frame('t', 2));
    expect(log.get(index)?.pos).toBe(2);
    expect([...log.entries()].map((entry) => entry.pos)).toEqual([0, 1, 2]);
  });
});
