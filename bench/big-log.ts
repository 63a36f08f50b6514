/** A log as a busy application's: events of some 220 bytes on one connection, every tenth asking for an ack that comes. */
import type { Entry, RecorderInfo } from '../shared/log/entry.ts';

const recorder = 'bench';
const START_AT = 1_700_000_000_000;
const FILLER = 'lorem ipsum dolor sit amet '.repeat(5);

export const bigRecorder: RecorderInfo = { id: recorder, url: 'http://a/', userAgent: 'bench', timeOrigin: 0 };

/** What the wire carried, and which way. */
export interface BigFrame {
  readonly dir: 'in' | 'out';
  readonly text: string;
}

/** The frames of so many events; an ack counts as one. */
export function* bigFrames(count: number): Generator<BigFrame> {
  for (let i = 0; i < count; i++) {
    // An answer comes two frames after its question.
    const asked = i - 2;
    if (asked >= 0 && asked % 10 === 1) {
      yield { dir: 'in', text: `43${asked}[{"ok":true,"id":${asked},"text":"${FILLER}"}]` };
      continue;
    }
    const id = i % 10 === 1 ? String(i) : '';
    const text = `42${id}["event:${i % 17}",{"id":${i},"user":"user-${i % 100}","text":"${FILLER}"}]`;
    yield { dir: i % 10 === 1 || i % 3 === 0 ? 'out' : 'in', text };
  }
}

/** The same as entries of a log, a millisecond apart, with the beginning of its session. */
export function* bigEntries(count: number): Generator<Entry> {
  let pos = 0;
  const base = () => ({ pos, at: START_AT + pos++, recorder });
  const url = 'ws://a/socket.io/?EIO=4&transport=websocket';
  yield { ...base(), kind: 'transport-open', transport: 't1', type: 'websocket', url };
  const frame = { kind: 'frame', transport: 't1' } as const;
  yield { ...base(), ...frame, dir: 'in', text: '0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000}' };
  yield { ...base(), ...frame, dir: 'out', text: '40' };
  yield { ...base(), ...frame, dir: 'in', text: '40{"sid":"a"}' };
  for (const { dir, text } of bigFrames(count)) yield { ...base(), ...frame, dir, text };
}

/** `bigEntries` come in batches as a feed's do. */
export function* batched<T>(values: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = [];
  for (const value of values) {
    batch.push(value);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
