/**
 * What a million events take, each way in a process of its own (`--expose-gc`): `sioscope`, the model as the views hold it;
 * `naive`, an array of what the official parsers make of every frame, as panels usually keep it. Prints JSON.
 */
import { createRequire } from 'node:module';
import { LOG_BOUNDS } from '../shared/log/bounds.ts';
import { Model } from '../shared/model/model.ts';
import { batched, bigEntries, bigFrames, bigRecorder } from './big-log.ts';

const require = createRequire(import.meta.url);

interface Kept {
  /** Whatever must not be collected. */
  readonly held: unknown;
  readonly count: number;
}

function keepModel(count: number): Kept {
  const model = new Model({ ...LOG_BOUNDS.huge });
  model.addRecorder(bigRecorder, true);
  for (const batch of batched(bigEntries(count), 500)) model.append(batch);
  return { held: model, count: model.endRow - model.firstRow - 4 };
}

function keepNaive(count: number): Kept {
  const { decodePacket } = require('engine.io-parser') as { decodePacket(text: string): { data: string } };
  const { Decoder } = require('socket.io-parser') as {
    Decoder: new () => { on(event: 'decoded', take: (packet: unknown) => void): void; add(data: string): void };
  };
  const rows: unknown[] = [];
  const decoder = new Decoder();
  let now: { dir: string; text: string; at: number } | undefined;
  decoder.on('decoded', (packet) => rows.push({ ...now, packet }));
  let at = 0;
  for (const { dir, text } of bigFrames(count)) {
    // A copy: the frames of a page are strings of their own.
    now = { dir, text: Buffer.from(text, 'latin1').toString('latin1'), at: at++ };
    decoder.add(decodePacket(now.text).data);
  }
  return { held: rows, count: rows.length };
}

const [way, count] = [process.argv[2], Number(process.argv[3])];
const heap = (): number => {
  globalThis.gc?.();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + Math.max(external, arrayBuffers);
};
if (!globalThis.gc) throw new Error('run with --expose-gc');
const before = heap();
const begin = performance.now();
const kept = way === 'naive' ? keepNaive(count) : keepModel(count);
const ms = performance.now() - begin;
const after = heap();
let rawBytes = 0;
for (const { text } of bigFrames(count)) rawBytes += text.length;
if (kept.count !== count) throw new Error(`${way} kept ${kept.count} of ${count}`);
console.log(JSON.stringify({ ms, bytes: after - before, rawBytes, held: typeof kept.held }));
