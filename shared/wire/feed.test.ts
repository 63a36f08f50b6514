import { describe, expect, test, vi } from 'vitest';
import type { Entry, EntrySource } from '../log/entry.ts';
import type { Channel } from './channel.ts';
import { startFeed } from './feed.ts';
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

/** A recorder played by hand, to send what a served source never would. */
function playRecorder(from: (recorder: string) => number = () => 0) {
  const [viewer, page] = memoryPair();
  const asked: string[] = [];
  page.onMessage((line) => asked.push(line));
  const seen: number[] = [];
  const feed = startFeed(
    viewer,
    {
      recorder: vi.fn(),
      entries: (_, entries) => void seen.push(...entries.map(({ pos }) => pos)),
      closed: vi.fn(),
      outdated: vi.fn(),
    },
    from,
  );
  const info = { id: 'r1', url: 'u', userAgent: 'a', timeOrigin: 0 };
  const greet = (id = 'r1') =>
    page.send(JSON.stringify({ type: 'recorder', version: 1, top: true, info: { ...info, id } }));
  const send = (next: number, positions: number[], rawSockets = 0) => {
    const entries = positions.map((pos) => ({ pos, at: 0, recorder: 'r1', kind: 'note', text: '' }));
    page.send(JSON.stringify({ type: 'batch', next, rawSockets, entries }));
  };
  return { feed, asked, seen, greet, send };
}

describe('a feed', () => {
  test('has one request out at a time', () => {
    const { asked, greet, send } = playRecorder();
    expect(asked).toEqual(['hello 1']);
    greet();
    send(2, [0, 1]);
    expect(asked).toEqual(['hello 1', 'want 0', 'want 2']);
  });

  test('holds the answer that comes after a pause, and takes it on resume', () => {
    const { feed, asked, seen, greet, send } = playRecorder();
    greet();
    feed.pause();
    send(2, [0, 1]);
    expect(seen).toEqual([]);
    feed.resume();
    expect(seen).toEqual([0, 1]);
    expect(asked.at(-1)).toBe('want 2');
  });

  test('rewound, takes nothing that was sent before the recorder heard of it', () => {
    const { feed, asked, seen, greet, send } = playRecorder();
    greet();
    send(2, [0, 1]);
    feed.rewind();
    send(4, [2, 3]);
    expect(seen).toEqual([0, 1]);
    greet();
    expect(asked.slice(-2)).toEqual(['hello 1', 'want 0']);
    send(4, [0, 1, 2, 3]);
    expect(seen).toEqual([0, 1, 0, 1, 2, 3]);
    expect(feed.rejected).toBe(0);
  });

  test('takes nothing that it did not ask for', () => {
    const { feed, seen, greet, send } = playRecorder();
    send(1, [0]);
    greet();
    greet();
    greet('another');
    expect(feed.rejected).toBe(2);
    feed.pause();
    send(1, [0]);
    send(2, [1]);
    feed.resume();
    expect(seen).toEqual([0]);
  });

  test('is not kept busy by answers that say nothing', () => {
    const { feed, asked, greet, send } = playRecorder();
    greet();
    send(0, []);
    const before = asked.length;
    for (let i = 0; i < 10; i++) send(0, []);
    expect(asked).toHaveLength(before);
    expect(feed.rejected).toBe(10);
    send(0, [], 1);
    expect(asked).toHaveLength(before + 1);
  });

  test('leaves out what came over another channel meanwhile', () => {
    let known = 0;
    const { seen, greet, send } = playRecorder(() => known);
    greet();
    known = 3;
    send(5, [0, 1, 2, 3, 4]);
    expect(seen).toEqual([3, 4]);
  });
});
