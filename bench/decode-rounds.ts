/** Decoding the same frames by our decoders and the official ones, in turn. Runs in Node and, bundled, in a browser. */
import { decodePacket as decodeEngine } from 'engine.io-parser';
import { Decoder } from 'socket.io-parser';
import { scanEngine } from '../shared/protocol/engineio.ts';
import { SessionDecoder } from '../shared/protocol/frames.ts';
import { newHeader, scanHeader } from '../shared/protocol/socketio.ts';
import { type BenchFrame, makeFrames, meanSize } from './decode-frames.ts';
import { fastestOf } from './fastest.ts';

/** A frame as each decoder takes it: the official ones an ArrayBuffer, ours a view of the same bytes. */
interface Sample {
  readonly official: BenchFrame;
  readonly ours: string | Uint8Array;
}

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

/** Every way decodes the same frames. */
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
  const frames = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return { frames, meanBytes: size / frames, ms: fastestOf(WAYS, chunks, rounds) };
}
