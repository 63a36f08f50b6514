import { describe, expect, test, vi } from 'vitest';
import type { Entry } from '../log/entry.ts';
import { isEntry } from '../log/guard.ts';
import { type Carrier, Journal, sidIn } from './journal.ts';

const bounds = { maxEntries: 100, maxBytes: 1 << 20, maxFrameBytes: 1 << 19 };

function carrier(id: string, alive = { yes: true }): Carrier {
  return { id, count: 0, live: () => alive.yes };
}

function readAll(journal: Journal, from = 0): Entry[] {
  const { json, count } = journal.read(from, 1e6, 1e9);
  const entries = JSON.parse(json) as Entry[];
  expect(entries).toHaveLength(count);
  expect(entries.every(isEntry)).toBe(true);
  return entries;
}

describe('the journal', () => {
  test('gives entries as the log knows them', () => {
    const journal = new Journal('r', bounds);
    const t = carrier('t1');
    const http = { request: 3, method: 'GET', url: 'http://a/"x"', status: 200, contentType: 'text/plain' };
    journal.note('page', ',"event":"navigate","url":"http://a/"');
    journal.frame(t, 'in', '0{"a":"\\u2028\n"}', http);
    journal.frame(t, 'out', new Uint8Array([0, 1, 254, 255]));
    expect(readAll(journal)).toMatchObject([
      { pos: 0, recorder: 'r', kind: 'page', event: 'navigate' },
      { pos: 1, kind: 'frame', transport: 't1', dir: 'in', text: '0{"a":"\\u2028\n"}', http },
      { pos: 2, kind: 'frame', dir: 'out', base64: 'AAH+/w==', size: 4 },
    ]);
  });

  test('lets the oldest fall, keeps the first twenty of live transports, and says how many were lost', () => {
    const journal = new Journal('r', bounds);
    const alive = { yes: true };
    const t = carrier('t', alive);
    for (let i = 0; i < 500; i++) journal.frame(t, 'in', `${i}`);
    const entries = readAll(journal);
    expect(entries.slice(0, 20).map((entry) => entry.pos)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(entries[20]).toMatchObject({ kind: 'lost', pos: 20, count: 380 });
    expect(entries.slice(21).map((entry) => entry.pos)).toEqual(Array.from({ length: 100 }, (_, i) => 400 + i));
    alive.yes = false;
    expect(readAll(journal)[0]).toMatchObject({ kind: 'lost', pos: 0, count: 400 });
    expect(readAll(journal)).toHaveLength(101);
  });

  test('holds its bytes within the bound', () => {
    const journal = new Journal('r', bounds);
    const t = carrier('t', { yes: false });
    for (let i = 0; i < 50; i++) journal.frame(t, 'in', 'x'.repeat(100_000));
    const kept = readAll(journal).filter((entry) => entry.kind === 'frame');
    expect(kept.length).toBe(10);
  });

  test('cuts a frame that is too large and says its size', () => {
    const journal = new Journal('r', bounds);
    journal.frame(carrier('t'), 'in', 'y'.repeat(600_000));
    journal.frame(carrier('u'), 'in', new Uint8Array(600_000));
    expect(readAll(journal)).toMatchObject([
      { cut: { head: 'y'.repeat(65536), size: 600_000 } },
      { cut: { head: '', size: 600_000 } },
    ]);
  });

  test('waits at a reserved place until it is filled, and wakes its readers', () => {
    const journal = new Journal('r', bounds);
    const t = carrier('t');
    const grown = vi.fn();
    const stop = journal.onGrow(grown);
    journal.frame(t, 'in', 'before');
    const fill = journal.reserve(t, 'in');
    journal.frame(t, 'in', 'after');
    expect(readAll(journal)).toHaveLength(1);
    grown.mockClear();
    fill(new Uint8Array([7]));
    expect(grown).toHaveBeenCalledOnce();
    expect(readAll(journal)).toMatchObject([{ text: 'before' }, { base64: 'Bw==' }, { text: 'after' }]);
    stop();
    journal.frame(t, 'in', 'more');
    expect(grown).toHaveBeenCalledOnce();
  });

  test('reads in batches, each from where the last ended', () => {
    const journal = new Journal('r', bounds);
    const t = carrier('t', { yes: false });
    for (let i = 0; i < 130; i++) journal.frame(t, 'in', `${i}`);
    const seen: Entry[] = [];
    let from = 0;
    for (;;) {
      const { next, count, json } = journal.read(from, 7, 1e9);
      if (count === 0) break;
      seen.push(...(JSON.parse(json) as Entry[]));
      from = next;
    }
    expect(from).toBe(130);
    expect(seen[0]).toMatchObject({ kind: 'lost', count: 30 });
    expect(seen.slice(1).map((entry) => entry.pos)).toEqual(Array.from({ length: 100 }, (_, i) => 30 + i));
  });
});

test('a session id is found without parsing', () => {
  expect(sidIn('0{"sid":"abc-_1","upgrades":[]}')).toBe('abc-_1');
  expect(sidIn('97:0{"sid":"x"}2:40')).toBe('x');
  for (const none of ['', '40{"pid":"a"}', '0{"sid":"cut']) expect(sidIn(none)).toBe('');
});
