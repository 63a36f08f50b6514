/** Decoding the same frames by our decoders and the official ones, in turn. Runs in Node and, bundled, in a browser. */
import { decodePacket as decodeEngine } from 'engine.io-parser';
import { Decoder } from 'socket.io-parser';
import { scanEngine } from '../shared/protocol/engineio.ts';
import { SessionDecoder } from '../shared/protocol/frames.ts';
import { newHeader, scanHeader } from '../shared/protocol/socketio.ts';
import { type BenchFrame, makeFrames, meanSize } from './decode-frames.ts';

/** A frame as each decoder takes it: the official ones an ArrayBuffer, ours a view of the same bytes. */
interface Sample {
  readonly official: BenchFrame;
  readonly ours: string | Uint8Array;
}

/** Decodes all samples and returns how many packets came out, so that no work can be optimised away. */
type Way = (samples: readonly Sample[]) => number;

const official: Way = (samples) => {
  const decoder = new Decoder();
  let packets = 0;
  decoder.on('decoded', () => (packets += 1));
  for (const { official } of samples) {
    const { type, data } = decodeEngine(official, 'arraybuffer');
    if (type === 'message') decoder.add(data);
    else packets += 1;
  }
  return packets;
};

const headerScan: Way = (samples) => {
  const header = newHeader();
  let packets = 0;
  for (const { ours } of samples) {
    // Attachments are counted with their header, as a timeline does.
    if (typeof ours !== 'string') continue;
    const { type, dataStart, end } = scanEngine(ours);
    if (type === 'message') scanHeader(ours, dataStart, end, header);
    if (header.problem === undefined) packets += 1;
  }
  return packets;
};

const fullDecode: Way = (samples) => {
  const decoder = new SessionDecoder();
  let packets = 0;
  for (const { ours } of samples) {
    for (const { packet, engine } of decoder.decode('in', { transport: 'websocket', content: ours })) {
      if (packet || engine.type !== 'message') packets += 1;
    }
  }
  return packets;
};

const WAYS = { official, headerScan, fullDecode };

export type WayName = keyof typeof WAYS;

export interface DecodeTimes {
  readonly frames: number;
  readonly meanBytes: number;
  /** Milliseconds for all frames. */
  readonly ms: Readonly<Record<WayName, number>>;
}

/** A millisecond or two for the slowest way: short enough to meet a quiet moment on a busy machine. */
const CHUNK_FRAMES = 500;

/**
 * Every way decodes every chunk, in turn, `rounds` times over. A chunk's time is its fastest: other work on the machine only
 * ever adds to it.
 */
export function measureDecoding(count: number, rounds: number): DecodeTimes {
  const chunks: Sample[][] = [];
  let size = 0;
  for (let seed = 1; seed <= count / CHUNK_FRAMES; seed++) {
    const frames = makeFrames(CHUNK_FRAMES, seed);
    size += meanSize(frames) * frames.length;
    chunks.push(
      frames.map((frame) => ({ official: frame, ours: typeof frame === 'string' ? frame : new Uint8Array(frame) })),
    );
  }
  const names = Object.keys(WAYS) as WayName[];
  const ms: Record<WayName, number> = { official: 0, headerScan: 0, fullDecode: 0 };
  const fastest = chunks.map(() => ({ official: Infinity, headerScan: Infinity, fullDecode: Infinity }));
  for (let round = 0; round < rounds; round++) {
    chunks.forEach((chunk, index) => {
      const best = fastest[index] as Record<WayName, number>;
      const packets = names.map((name) => {
        const begin = performance.now();
        const found = WAYS[name](chunk);
        best[name] = Math.min(best[name], performance.now() - begin);
        return found;
      });
      if (new Set(packets).size > 1) throw new Error(`${names.join(', ')} found ${packets.join(', ')} packets`);
    });
  }
  for (const best of fastest) for (const name of names) ms[name] += best[name];
  const frames = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return { frames, meanBytes: size / frames, ms };
}
