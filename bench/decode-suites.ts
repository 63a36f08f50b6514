/** Decoding by every other protocol than Engine.IO 4 over WebSocket, against the official parsers of that protocol. In Node. */

import { Decoder } from 'socket.io-parser';
import { plainBytes } from '../shared/protocol/bytes.ts';
import { defaultParser } from '../shared/protocol/default-parser.ts';
import { Dialect } from '../shared/protocol/dialect.ts';
import { SessionDecoder } from '../shared/protocol/frames.ts';
import { ParserSet } from '../shared/protocol/parser-set.ts';
import { newHeader } from '../shared/protocol/socketio.ts';
import {
  type Content,
  encode,
  enginePackets,
  type OfficialPacket,
  outcomesOf,
  socketParsers,
} from '../tests/differential/official.ts';
import { type BenchFrame, makeFrames } from './decode-frames.ts';
import { fastestOf, type Ways } from './fastest.ts';

/** One protocol to measure: its frames and the official way to read them. */
export interface Suite {
  readonly name: string;
  readonly against: string;
  readonly eio: 3 | 4;
  readonly polling: boolean;
  readonly parser: 'default' | 'msgpack';
  /** WebSocket frames of version 4 with the default parser, as this protocol writes the same packets. */
  readonly frames: (frames: readonly BenchFrame[]) => Content[];
  readonly official: (frames: readonly Content[]) => number;
}

/** Packets to a polling body, as a busy poll brings them. */
const BODY_PACKETS = 10;

/** A message of version 3: its type before its bytes. */
function typed(frame: ArrayBuffer): Uint8Array {
  const bytes = new Uint8Array(frame.byteLength + 1);
  bytes[0] = 4;
  bytes.set(new Uint8Array(frame), 1);
  return bytes;
}

const base64 = (frame: ArrayBuffer): string => Buffer.from(frame).toString('base64');

function bodies(texts: readonly string[], join: (some: readonly string[]) => string): string[] {
  const made: string[] = [];
  // Through JSON: a string put together in parts would be flattened in somebody's measured time.
  for (let at = 0; at < texts.length; at += BODY_PACKETS) {
    made.push(JSON.parse(JSON.stringify(join(texts.slice(at, at + BODY_PACKETS)))) as string);
  }
  return made;
}

/** Whole packets of the frames, by the official decoder, as one MessagePack message each. */
function packed(frames: readonly BenchFrame[]): Content[] {
  const messages: Content[] = [];
  const decoder = new Decoder();
  decoder.on('decoded', (packet: OfficialPacket) => {
    for (const part of encode(socketParsers.msgpack3, packet)) messages.push(part);
  });
  for (const frame of frames) {
    if (typeof frame !== 'string') decoder.add(Buffer.from(frame));
    else if (frame.startsWith('4')) decoder.add(frame.slice(1));
    else messages.push(frame);
  }
  return messages;
}

const official =
  (major: 2 | 5, polling: boolean, parser: keyof typeof socketParsers) =>
  (frames: readonly Content[]): number => {
    const packets = function* () {
      for (const frame of frames) yield* enginePackets(major, polling, frame);
    };
    return outcomesOf(packets(), socketParsers[parser]).filter(
      ({ engine, packet }) => packet || engine?.[0] !== 'message',
    ).length;
  };

export const SUITES: readonly Suite[] = [
  {
    name: 'Engine.IO 3, WebSocket',
    against: 'engine.io-parser 2.2 + socket.io-parser 3.4 on the same frames',
    eio: 3,
    polling: false,
    parser: 'default',
    frames: (frames) => frames.map((frame) => (typeof frame === 'string' ? frame : typed(frame))),
    official: official(2, false, '3.4.5'),
  },
  {
    name: 'Engine.IO 3, polling bodies',
    against: 'engine.io-parser 2.2 + socket.io-parser 3.4 on the same bodies',
    eio: 3,
    polling: true,
    parser: 'default',
    frames: (frames) =>
      bodies(
        frames.map((frame) => (typeof frame === 'string' ? frame : `b4${base64(frame)}`)),
        (some) => some.map((text) => `${text.length}:${text}`).join(''),
      ),
    official: official(2, true, '3.4.5'),
  },
  {
    name: 'Engine.IO 4, polling bodies',
    against: 'engine.io-parser 5.2 + socket.io-parser 4.2 on the same bodies',
    eio: 4,
    polling: true,
    parser: 'default',
    frames: (frames) =>
      bodies(
        frames.map((frame) => (typeof frame === 'string' ? frame : `b${base64(frame)}`)),
        (some) => some.join('\x1e'),
      ),
    official: official(5, true, '4.2.7'),
  },
  {
    name: 'msgpack',
    against: 'engine.io-parser 5.2 + socket.io-msgpack-parser 3.0 on the same frames',
    eio: 4,
    polling: false,
    parser: 'msgpack',
    frames: packed,
    official: official(5, false, 'msgpack3'),
  },
];

export type WayName = 'official' | 'headerScan' | 'fullDecode';

const sourceOf = (content: Content) => (typeof content === 'string' ? content : plainBytes(content));

const parsers = new ParserSet();

/** Framing and headers, as a timeline reads them. */
function headerScan({ eio, polling, parser: name }: Suite, frames: readonly Content[]): number {
  const dialect = new Dialect(parsers, eio);
  const parser = parsers.named(name) ?? defaultParser;
  const header = newHeader(dialect.rules('out'));
  let packets = 0;
  for (const frame of frames) {
    const source = sourceOf(frame);
    const { messages } = polling ? dialect.readPolling('out', source) : dialect.readMessage('out', source);
    for (const message of messages) {
      // Attachments are counted with their header.
      if (message.bytes && parser.binary === 'attachment') continue;
      if (message.record.type === 'message') parser.scan(message, header);
      packets += 1;
    }
  }
  return packets;
}

function fullDecode({ eio, polling, parser }: Suite, frames: readonly Content[]): number {
  const decoder = new SessionDecoder({ eio, parser });
  let packets = 0;
  for (const content of frames) {
    for (const { packet, engine } of decoder.decode('out', { transport: polling ? 'polling' : 'websocket', content })) {
      if (packet || engine.type !== 'message') packets += 1;
    }
  }
  return packets;
}

const CHUNK_FRAMES = 500;

export interface SuiteTimes {
  readonly frames: number;
  readonly meanBytes: number;
  readonly ms: Readonly<Record<WayName, number>>;
}

/** Every way decodes the packets of `count` WebSocket frames as this protocol writes them. */
export function measureSuite(suite: Suite, count: number, rounds: number): SuiteTimes {
  const chunks: Content[][] = [];
  for (let seed = 1; seed <= count / CHUNK_FRAMES; seed++) chunks.push(suite.frames(makeFrames(CHUNK_FRAMES, seed)));
  const ways: Ways<WayName, readonly Content[]> = {
    official: suite.official,
    headerScan: (frames) => headerScan(suite, frames),
    fullDecode: (frames) => fullDecode(suite, frames),
  };
  const frames = chunks.flat();
  const bytes = frames.reduce((sum, frame) => sum + frame.length, 0);
  return { frames: frames.length, meanBytes: bytes / frames.length, ms: fastestOf(ways, chunks, rounds) };
}
