import { expect, test } from 'vitest';
import { guardToViewer } from './guard.ts';

const info = { id: 'r1', url: 'http://a/', userAgent: 'test', timeOrigin: 1 };
const note = { pos: 0, at: 0, recorder: 'r1', kind: 'note', text: 'x' };
const batch = { type: 'batch', next: 1, rawSockets: 0, entries: [note] };
const recorder = { type: 'recorder', version: 1, top: true, info };

test('lets through what the contract says, and only its fields', () => {
  expect(guardToViewer(JSON.stringify({ ...recorder, evil: 1 }))).toEqual({ message: recorder, rejected: 0 });
  expect(guardToViewer(JSON.stringify({ ...batch, evil: 1 }))).toEqual({ message: batch, rejected: 0 });
});

test('drops what is no entry and counts it', () => {
  const entries = [note, null, 7, [], { ...note, pos: -1 }, { ...note, kind: 'frame' }, { ...note, pos: 1 }];
  const guarded = guardToViewer(JSON.stringify({ ...batch, next: 2, entries }));
  expect(guarded?.rejected).toBe(5);
  expect(guarded?.message).toMatchObject({ entries: [note, { ...note, pos: 1 }] });
});

test.each([
  'not json',
  'null',
  '[]',
  '"batch"',
  '{}',
  ...[
    { ...recorder, version: '1' },
    { ...recorder, top: 'yes' },
    { ...recorder, info: { ...info, id: 1 } },
    { ...recorder, info: null },
    { ...batch, next: -1 },
    { ...batch, next: 1.5 },
    { ...batch, next: null },
    { ...batch, rawSockets: -1 },
    { ...batch, entries: {} },
    { ...batch, type: '__proto__' },
  ].map((value) => JSON.stringify(value)),
])('is no message: %s', (text) => {
  expect(guardToViewer(text)).toBeUndefined();
});
