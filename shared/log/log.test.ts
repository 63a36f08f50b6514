import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BLOCK_ENTRIES } from './block.ts';
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

  test('tells in a saved log what was dropped, wherever it stood', () => {
    const saved = (log: Log) =>
      [...log.entries()].map((entry) => (entry.kind === 'lost' ? `lost ${entry.pos}+${entry.count}` : entry.pos));
    const log = new Log();
    log.append(open('dead', 4));
    log.append(close('dead', 5));
    log.append(open('t', 6));
    for (let pos = 7; pos < 40; pos++) log.append(frame('t', pos));
    log.clear();
    const heads = Array.from({ length: 20 }, (_, i) => 6 + i);
    expect(saved(log)).toEqual(['lost 4+2', ...heads, 'lost 26+14']);
    log.append(frame('t', 40));
    expect(saved(log)).toEqual(['lost 4+2', ...heads, 'lost 26+14', 40]);
    // Not this log's doing: it was never given that one.
    log.append(frame('t', 42));
    expect(saved(log)).toEqual(['lost 4+2', ...heads, 'lost 26+14', 40, 42]);
  });
});

describe('what a log gives back', () => {
  const http = { request: 3, method: 'GET', url: 'http://a/?t=1', status: 200 };
  const content = fc.oneof(
    fc.string({ unit: 'binary' }).map((text) => ({ text })),
    fc.string({ unit: 'binary-ascii' }).map((text) => ({ text })),
    fc.constant({ text: '' }),
    fc.string().map((text) => ({ text, http })),
    fc.base64String().map((base64) => ({ base64, size: base64.length })),
    fc.base64String().map((base64) => ({ base64 })),
    fc.constant({ cut: { head: 'x', size: 1e7 } }),
    // A field of a newer version.
    fc.string().map((text) => ({ text, mood: 'new' })),
  );
  const written = fc
    .record({
      what: content,
      dir: fc.constantFrom('in', 'out'),
      transport: fc.constantFrom('t1', 't2'),
      recorder: fc.constantFrom('r', 's'),
    })
    .map(({ what, ...who }) => ({ kind: 'frame', ...who, ...what }));
  const entry = fc.oneof(
    { weight: 9, arbitrary: written },
    { weight: 1, arbitrary: fc.constant({ kind: 'page', recorder: 'r', event: 'hidden' }) },
  );

  test('is what it was given', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 40 }), fc.nat(300), (some, extra) => {
        const log = new Log();
        // Over several blocks, full ones and the last.
        const entries = Array.from({ length: BLOCK_ENTRIES + extra }, (_, pos) => ({
          pos,
          at: pos + 0.25,
          ...some[pos % some.length],
        })) as Entry[];
        for (const one of entries) log.append(one);
        expect([...log.entries()]).toEqual(entries);
        for (const index of [0, BLOCK_ENTRIES - 1, BLOCK_ENTRIES, entries.length - 1]) {
          if (index < entries.length) expect(log.get(index)).toEqual(entries[index]);
        }
        const texts = log.textsNear(0);
        for (const one of entries.slice(0, texts ? BLOCK_ENTRIES : 0)) {
          const text = one.kind === 'frame' ? (one.text ?? '') : 'no frame';
          expect(texts?.some((long) => long.includes(text))).toBe(true);
        }
      }),
    );
  });

  test('can be searched together where it is text, and says where it can not', () => {
    const log = new Log();
    for (let pos = 0; pos < 3 * BLOCK_ENTRIES; pos++) log.append(frame('t', pos, `a${pos}${pos === 5 ? '€' : ''}`));
    log.append(open('u', 0));
    expect(log.textsNear(0)).toEqual([expect.stringContaining('a4a6'), 'a5€']);
    expect(log.blockOf(BLOCK_ENTRIES - 1)).toBe(log.blockOf(0));
    expect(log.textsNear(3 * BLOCK_ENTRIES)).toBeUndefined();
    const binary = new Log();
    for (let pos = 0; pos < BLOCK_ENTRIES; pos++) {
      binary.append(pos === 9 ? ({ ...frame('t', pos), text: undefined, base64: 'AQID' } as Entry) : frame('t', pos));
    }
    expect(binary.textsNear(0)).toBeUndefined();
  });
});
