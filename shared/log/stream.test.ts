import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Dice } from '../../tests/dice.ts';
import type { Entry } from './entry.ts';
import { type LogItem, readLog, writeLog } from './file.ts';
import { type LogSource, readLogStream, writeLogStream } from './stream.ts';

const recorder = { id: 'r1', url: 'http://a.test/', userAgent: 'test', timeOrigin: 1 };
const entries: Entry[] = Array.from({ length: 60 }, (_, pos) => ({
  kind: 'frame',
  pos,
  at: pos,
  recorder: 'r1',
  transport: 't1',
  dir: 'in',
  text: `42["é𝄞",${pos * 7919}]`,
}));
const text = [...writeLog(entries, { recorders: [recorder], generator: 'test' })].join('');

async function collect(source: LogSource): Promise<LogItem[]> {
  const items: LogItem[] = [];
  for await (const item of readLogStream(source)) items.push(item);
  return items;
}
const entriesOf = (items: LogItem[]) => items.flatMap((item) => (item.type === 'entry' ? [item.entry] : []));
const codesOf = (items: LogItem[]) => items.flatMap((item) => (item.type === 'problem' ? [item.problem.code] : []));

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('readLogStream', () => {
  it('reads text, bytes, blobs, streams and gzip, however they are cut into chunks', async () => {
    const bytes = new TextEncoder().encode(text);
    const gzip = gzipSync(bytes);
    const sources: LogSource[] = [text, bytes, new Blob([text]), new Blob([text]).stream(), new Blob([gzip]), gzip];
    for (const size of [1, 7, 1000]) sources.push(inPieces(bytes, size), inPieces(gzip, size));
    for (const source of sources) {
      const items = await collect(source);
      expect(items[0]?.type).toBe('header');
      expect(entriesOf(items)).toEqual(entries);
      expect(codesOf(items)).toEqual([]);
    }
  });

  it('writes what it reads', async () => {
    const items = await collect(writeLogStream(entries, { recorders: [recorder], generator: 'test' }));
    expect(entriesOf(items)).toEqual(entries);
  });

  it('gives everything before the cut of a gzip file, and says that it is cut', async () => {
    const noise = new Dice(7);
    const many = entries.map((entry) => ({
      ...entry,
      text: `42["${Array.from({ length: 40 }, () => noise.int(0, 1e15)).join('')}"]`,
    }));
    const whole = new TextEncoder().encode([...writeLog(many, { recorders: [recorder], generator: 'test' })].join(''));
    const gzip = gzipSync(whole);
    for (const size of [100, 4096, gzip.length]) {
      const items = await collect(inPieces(gzip.subarray(0, gzip.length - 4), size));
      expect(entriesOf(items)).toEqual(many);
      expect(codesOf(items)).toEqual(['damaged-file']);
      const half = await collect(inPieces(gzip.subarray(0, gzip.length / 2), size));
      expect(entriesOf(half).length).toBeGreaterThan(15);
      expect(entriesOf(half)).toEqual(many.slice(0, entriesOf(half).length));
      expect(codesOf(half)).toContain('damaged-file');
    }
  });

  it('reads ten thousand cut and mutated files: each line is an entry or a problem', async () => {
    const dice = new Dice(20_261);
    const pick = (below: number) => dice.int(0, Math.max(0, below - 1));
    const short = text.split('\n').slice(0, 12).join('\n');
    for (let round = 0; round < 10_000; round++) {
      const chars = [...short];
      for (let count = pick(4); count >= 0; count--) {
        const at = pick(chars.length);
        if (pick(2) === 0) chars.splice(at, pick(60));
        else chars.splice(at, 1, String.fromCharCode(pick(128)));
      }
      const file = chars.slice(0, pick(3) === 0 ? pick(chars.length) : chars.length).join('');
      const items = readLog(file);
      const lines = file.split('\n').filter((line) => line.trim() !== '').length;
      const ofLines = new Set(items.problems.map((problem) => problem.line)).size;
      const notLog = items.problems.some((problem) => problem.code === 'not-a-log');
      const told = items.entries.length + ofLines + (items.header ? 1 : 0);
      if (!notLog) expect(told, file).toBeGreaterThanOrEqual(lines);
      if (round % 50 > 0) continue;
      const streamed = await collect(file);
      expect(entriesOf(streamed)).toEqual(items.entries);
      expect(codesOf(streamed)).toEqual(items.problems.map((problem) => problem.code));
    }
  });
});
