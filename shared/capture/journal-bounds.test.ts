import { expect, test } from 'vitest';
import type { Entry } from '../log/entry.ts';
import { type Carrier, DEFAULT_BOUNDS, Journal } from './journal.ts';

const bounds = { maxEntries: 50, maxBytes: 1 << 20, maxFrameBytes: 1 << 19 };
const carrier = (id: string): Carrier => ({ id, count: 0, live: () => true });
const read = (journal: Journal): Entry[] => JSON.parse(journal.read(0, 1e6, 1e9).json) as Entry[];

test('keeps the first twenty of a live transport, large ones too', () => {
  const journal = new Journal('r', bounds);
  const t = carrier('t');
  journal.frame(t, 'in', '0{"sid":"a"}');
  journal.frame(t, 'in', 'x'.repeat(300_000));
  for (let i = 0; i < 200; i++) journal.frame(t, 'in', `${i}`);
  const entries = read(journal);
  // By kind as well: a `lost` entry stands at a position too.
  expect(entries.slice(0, 20).map(({ kind, pos }) => [kind, pos])).toEqual(
    Array.from({ length: 20 }, (_, i) => ['frame', i]),
  );
  expect(entries[20]).toMatchObject({ kind: 'lost', pos: 20 });
});

test('bounds what all live transports keep together', () => {
  const journal = new Journal('r', DEFAULT_BOUNDS);
  // Nine transports that each begin with two mebibytes: more than the kept ones may weigh.
  for (let n = 0; n < 9; n++) journal.frame(carrier(`t${n}`), 'in', 'x'.repeat(2 << 20));
  for (let i = 0; i < 5000; i++) journal.note('page', ',"event":"hidden"');
  const kept = read(journal).filter(({ kind }) => kind === 'frame');
  expect(kept.length).toBe(3);
});

test('a batch never has more entries than were asked for, a told loss included', () => {
  const journal = new Journal('r', bounds);
  for (let i = 0; i < 80; i++) journal.note('page', ',"event":"hidden"');
  const first = journal.read(0, 1, 1e9);
  expect(JSON.parse(first.json)).toMatchObject([{ kind: 'lost', pos: 0, count: 30 }]);
  expect(first).toMatchObject({ count: 1, next: 30 });
  expect(JSON.parse(journal.read(30, 1, 1e9).json)).toMatchObject([{ kind: 'page', pos: 30 }]);
});

test('tells the size of a cut text in bytes', () => {
  const journal = new Journal('r', bounds);
  journal.frame(carrier('t'), 'in', '€'.repeat(600_000));
  expect(read(journal)).toMatchObject([{ cut: { size: 1_800_000 } }]);
});

test('a Blob that is too large to keep costs the ring nothing but its place', () => {
  const journal = new Journal('r', bounds);
  const t = carrier('t');
  for (let i = 0; i < 30; i++) journal.frame(t, 'in', `${i}`);
  journal.reserve(t, 'out')(new Uint8Array(2 << 20));
  journal.frame(t, 'in', 'after');
  const entries = read(journal);
  expect(entries.length).toBe(32);
  expect(entries[30]).toMatchObject({ cut: { head: '', size: 2 << 20 } });
});
