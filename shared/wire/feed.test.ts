import { describe, expect, test, vi } from 'vitest';
import type { Entry, EntrySource } from '../log/entry.ts';
import type { Channel } from './channel.ts';
import { Feeds } from './feeds.ts';
import { memoryPair } from './memory.ts';
import { serve } from './serve.ts';

/** A source with entries that a test adds; real reading, no recorder. */
function makeSource(id = 'r1') {
  const entries: Entry[] = [];
  const listeners = new Set<() => void>();
  const reads: number[] = [];
  let raw = false;
  const source: EntrySource = {
    info: { id, url: 'http://a/', userAgent: 'test', timeOrigin: 0 },
    top: true,
    rawSockets: 0,
    setRaw: (on) => {
      raw = on;
    },
    read(from, maxEntries) {
      reads.push(from);
      const some = entries.filter((entry) => entry.pos >= from).slice(0, maxEntries);
      return { next: (some.at(-1)?.pos ?? from - 1) + 1, count: some.length, json: JSON.stringify(some) };
    },
    onGrow: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const add = (count: number) => {
    for (let i = 0; i < count; i++) {
      entries.push({ pos: entries.length, at: entries.length, recorder: id, kind: 'note', text: `n${entries.length}` });
    }
    for (const listener of listeners) listener();
  };
  return { source, add, reads, listeners, isRaw: () => raw };
}

function watch() {
  const seen: number[] = [];
  const events = {
    recorder: vi.fn(),
    entries: (_: string, entries: readonly Entry[]) => void seen.push(...entries.map((entry) => entry.pos)),
    live: vi.fn(),
    outdated: vi.fn(),
  };
  return { seen, events, feeds: new Feeds(events) };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

function connect(feeds: Feeds, source: EntrySource): Channel {
  const [viewer, page] = memoryPair();
  serve(page, source);
  feeds.add(viewer);
  return viewer;
}

describe('feeds over a served source', () => {
  test('bring everything once and in order, in bounded batches', async () => {
    const { source, add, reads } = makeSource();
    const { seen, events, feeds } = watch();
    add(2500);
    connect(feeds, source);
    await vi.waitFor(() => expect(seen).toHaveLength(2500));
    add(10);
    await vi.waitFor(() => expect(seen).toEqual(upTo(2510)));
    expect(reads.slice(0, 4)).toEqual([0, 1000, 2000, 2500]);
    expect(events.recorder).toHaveBeenCalledOnce();
    expect(events.live).toHaveBeenLastCalledWith(1);
  });

  test('go on where they were over a new channel', async () => {
    const { source, add, listeners } = makeSource();
    const { seen, events, feeds } = watch();
    add(5);
    const first = connect(feeds, source);
    await vi.waitFor(() => expect(seen).toHaveLength(5));
    first.close();
    expect(events.live).toHaveBeenLastCalledWith(0);
    expect(listeners.size).toBe(0);
    add(5);
    connect(feeds, source);
    await vi.waitFor(() => expect(seen).toEqual(upTo(10)));
  });

  test('ask for nothing while paused, and catch up afterwards', async () => {
    const { source, add, reads } = makeSource();
    const { seen, feeds } = watch();
    feeds.pause();
    add(3);
    connect(feeds, source);
    expect(reads).toEqual([]);
    feeds.resume();
    await vi.waitFor(() => expect(seen).toEqual([0, 1, 2]));
  });

  test('begin anew when rewound', async () => {
    const { source, add } = makeSource();
    const { seen, feeds } = watch();
    add(3);
    connect(feeds, source);
    await vi.waitFor(() => expect(seen).toHaveLength(3));
    feeds.rewind();
    await vi.waitFor(() => expect(seen).toEqual([0, 1, 2, 0, 1, 2]));
  });

  test('switch raw WebSockets on every recorder, also on later ones', () => {
    const one = makeSource('r1');
    const two = makeSource('r2');
    const { feeds } = watch();
    connect(feeds, one.source);
    feeds.setRaw(true);
    connect(feeds, two.source);
    expect([one.isRaw(), two.isRaw()]).toEqual([true, true]);
  });

  test('drop what is not of the contract', () => {
    const { seen, events, feeds } = watch();
    const [viewer, page] = memoryPair();
    let asked = '';
    page.onMessage((line) => {
      asked = line;
    });
    feeds.add(viewer);
    const info = { id: 'r1', url: 'u', userAgent: 'a', timeOrigin: 0 };
    for (const junk of ['', 'null', '[]', '{"type":"batch"}', '{"type":"recorder","version":1,"top":true,"info":{}}']) {
      page.send(junk);
    }
    expect(events.recorder).not.toHaveBeenCalled();
    page.send(JSON.stringify({ type: 'recorder', version: 1, top: true, info }));
    expect(asked).toBe('want 0');
    const note = (pos: number, recorder: string) => ({ pos, at: 0, recorder, kind: 'note', text: '' });
    const entries = [note(0, 'r1'), note(1, 'other'), { kind: 'note' }, note(0, 'r1'), note(1, 'r1')];
    page.send(JSON.stringify({ type: 'batch', next: 2, rawSockets: 0, entries }));
    expect(seen).toEqual([0, 1]);
  });

  test('tell of a recorder of another version', () => {
    const { events, feeds } = watch();
    const [viewer, page] = memoryPair();
    feeds.add(viewer);
    const info = { id: 'r1', url: 'u', userAgent: 'a', timeOrigin: 0 };
    page.send(JSON.stringify({ type: 'recorder', version: 99, top: true, info }));
    expect(events.outdated).toHaveBeenCalledOnce();
    expect(events.recorder).not.toHaveBeenCalled();
  });
});
