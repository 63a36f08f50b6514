import { gzipSync } from 'node:zlib';
import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Entry } from '../log/entry.ts';
import { Model } from '../model/model.ts';
import type { Connection, Host } from './host.ts';
import { createStore, type Store } from './store.ts';
import { kindGroups } from './timeline/kinds.ts';

const base = { recorder: 'r1' };
const url = 'wss://example.com/socket.io/?EIO=4&transport=websocket';

/** A session with an emit (row 3), its ack (row 4), an undecodable frame (row 5), a ping (row 6) and an event (row 7). */
const entries: readonly Entry[] = [
  { ...base, pos: 0, at: 1000, kind: 'transport-open', transport: 't1', type: 'websocket', url },
  ...['0{"sid":"s","upgrades":[],"pingInterval":1,"pingTimeout":1,"maxPayload":1}', '40{"sid":"a"}'].map(
    (text, index): Entry => ({ ...base, pos: 1 + index, at: 1001, kind: 'frame', transport: 't1', dir: 'in', text }),
  ),
  { ...base, pos: 3, at: 1010, kind: 'frame', transport: 't1', dir: 'out', text: '420["join","lobby"]' },
  { ...base, pos: 4, at: 1020, kind: 'frame', transport: 't1', dir: 'in', text: '430["ok"]' },
  { ...base, pos: 5, at: 1030, kind: 'frame', transport: 't1', dir: 'in', text: '4x' },
  { ...base, pos: 6, at: 1040, kind: 'frame', transport: 't1', dir: 'in', text: '2' },
  { ...base, pos: 7, at: 1050, kind: 'frame', transport: 't1', dir: 'in', text: '42["tick",1]' },
];

let frames: FrameRequestCallback[] = [];
const nextFrame = (): void => {
  for (const frame of frames.splice(0)) frame(0);
};

function world(settings: Record<string, string> = {}): { host: Host; store: Store; settings: Record<string, string> } {
  const model = new Model();
  model.append(entries);
  const revision = signal(0);
  const host: Host = {
    kind: 'panel',
    model,
    revision,
    connection: signal<Connection>('live'),
    recording: signal(true),
    keepLog: signal(false),
    rawSockets: signal(false),
    theme: signal<'light' | 'dark' | 'auto'>('auto'),
    clear() {
      model.clear();
      revision.value++;
    },
    setParser(session, name) {
      model.setParser(session, name);
      revision.value++;
    },
    importLog() {
      model.reset();
      model.append(entries.slice(0, 4));
      revision.value++;
      return ['Line 9 was cut.'];
    },
    exportLog: () => '',
    saveFile() {},
    copyText: async () => {},
    settings: {
      get: (key) => settings[key],
      set: (key, value) => {
        settings[key] = value;
      },
    },
  };
  const store = createStore(host);
  stops.push(store.start());
  nextFrame();
  return { host, store, settings };
}

const stops: (() => void)[] = [];

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', (frame: FrameRequestCallback) => frames.push(frame));
  vi.stubGlobal('cancelAnimationFrame', () => {
    frames = [];
  });
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  frames = [];
  vi.unstubAllGlobals();
});

const rowsOf = ({ list }: Store): number[] =>
  Array.from({ length: list.value.length }, (_, index) => list.value.at(index));

describe('store', () => {
  it('takes in what came at most once per frame', () => {
    const { host, store } = world();
    const before = store.frame.value;
    host.model.append([{ ...base, pos: 8, at: 1060, kind: 'page', event: 'hidden' }]);
    host.revision.value++;
    host.revision.value++;
    expect(rowsOf(store)).not.toContain(8);
    nextFrame();
    expect(store.frame.value).toBe(before + 1);
    expect(rowsOf(store)).toContain(8);
  });

  it('filters by text, direction, type, namespace and session at once', () => {
    const { store } = world();
    store.setText('join');
    expect(rowsOf(store)).toEqual([3, 4]);
    store.dir.value = 'in';
    expect(rowsOf(store)).toEqual([4]);
    store.groups.value = new Set(['events']);
    expect(rowsOf(store)).toEqual([]);
    store.clearFilter();
    expect(store.filtered.value).toBe(false);
    store.nsp.value = '/';
    store.session.value = 0;
    expect(rowsOf(store)).toEqual([2, 3, 4, 7]);
    store.dropFilter('nsp');
    expect(rowsOf(store)).toContain(5);
  });

  it('remembers whether heartbeats are shown, and does not call that a filter', () => {
    const { store, settings } = world();
    expect(rowsOf(store)).not.toContain(6);
    store.setHeartbeats(true);
    expect(rowsOf(store)).toContain(6);
    expect(store.filtered.value).toBe(false);
    expect(settings.heartbeats).toBe('true');
    expect(rowsOf(world({ heartbeats: 'true' }).store)).toContain(6);
  });

  it('keeps as much as somebody chose, and lets the rest fall at once', () => {
    const { store, host, settings } = world({ bound: 'huge' });
    expect(host.model.maxEntries).toBe(4_000_000);
    const note = (pos: number): Entry => ({ ...base, pos, at: 1060, kind: 'note', text: 'x' });
    host.model.append(Array.from({ length: 120_000 }, (_, pos) => note(8 + pos)));
    store.setBound('small');
    nextFrame();
    expect(settings.bound).toBe('small');
    expect(host.model.entryCount).toBeLessThanOrEqual(100_000);
    expect(host.model.lostByBound).toBeGreaterThan(20_000);
    while (store.list.value.unseen > 0) nextFrame();
    expect(store.list.value.length).toBe(host.model.entryCount);
    expect(world({ bound: 'endless' }).host.model.maxEntries).toBe(1_000_000);
  });

  it('keeps the chosen theme and ignores stored nonsense', () => {
    const { store, host, settings } = world({ theme: 'plaid', time: 'sundial' });
    expect(host.theme.value).toBe('auto');
    expect(store.timeMode.value).toBe('clock');
    store.setTheme('dark');
    expect([host.theme.value, settings.theme]).toEqual(['dark', 'dark']);
  });

  it('jumps between an emit and its ack', () => {
    const { store } = world();
    store.select(3, false);
    store.jumpToPair();
    expect(store.selected.value).toBe(4);
    store.jumpToPair();
    expect(store.selected.value).toBe(3);
  });

  it('jumps to the next and the previous error, also from a row that is filtered out', () => {
    const { store } = world();
    expect(store.jumpToError(1)).toBe(true);
    expect(store.selected.value).toBe(5);
    expect(store.jumpToError(1)).toBe(false);
    store.select(7, false);
    expect(store.jumpToError(-1)).toBe(true);
    expect(store.selected.value).toBe(5);
    store.groups.value = new Set(
      Object.keys(kindGroups).filter((group) => group !== 'acks') as (keyof typeof kindGroups)[],
    );
    store.select(4, false);
    expect(store.jumpToError(1)).toBe(true);
    expect(store.selected.value).toBe(5);
  });

  it('forgets the selection when the log is cleared, by the user or by the host, and keeps a session that lives', () => {
    const { store, host } = world();
    store.select(3, true);
    store.chooseSession(0);
    store.clear();
    expect([store.selected.value, store.detailOpen.value, store.session.value]).toEqual([-1, false, 0]);
    host.model.append([{ ...base, pos: 8, at: 1060, kind: 'frame', transport: 't1', dir: 'in', text: '42["again"]' }]);
    host.revision.value++;
    nextFrame();
    expect(rowsOf(store)).toEqual([8]);
    store.select(8, true);
    host.clear();
    nextFrame();
    expect(store.selected.value).toBe(-1);
  });

  it('forgets the choices of a log that was replaced, though its rows have the same numbers', async () => {
    const { store } = world();
    store.select(3, true);
    store.chooseSession(0);
    store.nsp.value = '/';
    await store.importFile(new File(['x'], 'log.ndjson'));
    expect(store.notices.value).toEqual(['Line 9 was cut.']);
    expect([store.selected.value, store.session.value, store.nsp.value]).toEqual([-1, undefined, undefined]);
    nextFrame();
    expect(rowsOf(store)).toEqual([1, 2, 3]);
  });

  it('opens a packed file, and says when it is cut', async () => {
    const { store, host } = world();
    const opened: string[] = [];
    host.importLog = (_, text) => {
      opened.push(text);
      return [];
    };
    const packed = gzipSync('a log');
    await store.importFile(new File([packed], 'log.ndjson.gz'));
    expect([opened, store.notices.value]).toEqual([['a log'], []]);
    await store.importFile(new File([packed.subarray(0, -4)], 'cut.ndjson.gz'));
    expect(store.notices.value).toEqual([expect.stringContaining('cut.ndjson.gz: The compressed file is damaged')]);
  });

  it('says when a file can not be read', async () => {
    const { store } = world();
    const file = new File(['x'], 'gone.ndjson');
    file.stream = () => {
      throw new Error('gone');
    };
    await store.importFile(file);
    expect(store.notices.value[0]).toContain('gone.ndjson');
    expect(rowsOf(store)).toContain(7);
  });

  it('hands a fault of ours to the boundary', () => {
    const { store, host } = world();
    const fault = new Error('boom');
    store.list.value.update = () => {
      throw fault;
    };
    host.revision.value++;
    nextFrame();
    expect(store.failure.value).toBe(fault);
  });
});
