/** The official parsers of every major version, each behind the same two functions. */
import { createRequire } from 'node:module';
import * as engine5 from 'engine.io-parser';

const require = createRequire(import.meta.url);

export type Content = string | Uint8Array;

/** What became of one Engine.IO packet. */
export interface Outcome {
  readonly refused: boolean;
  /** Type and data of a packet that is no message. */
  readonly engine?: readonly unknown[];
  readonly packet?: OfficialPacket | undefined;
}

export interface OfficialPacket {
  readonly type: number;
  readonly nsp?: string;
  readonly id?: number;
  readonly data?: unknown;
}

interface EnginePacket {
  readonly type: string | undefined;
  readonly data?: unknown;
}

interface SocketDecoder {
  on(event: 'decoded', listener: (packet: OfficialPacket) => void): unknown;
  add(data: unknown): void;
}

interface CallbackEngine {
  decodePacket(data: unknown, binaryType?: unknown, utf8decode?: boolean): EnginePacket;
  decodePayload(data: unknown, binaryType: unknown, callback: (packet: EnginePacket) => void): void;
}

export interface ParserModule {
  readonly Encoder: new () => { encode(packet: OfficialPacket, callback?: (parts: unknown[]) => void): unknown[] };
  readonly Decoder: new () => SocketDecoder;
}

export const socketParsers = {
  '4.2.7': require('socket.io-parser') as ParserModule,
  '4.0.5': require('socket.io-parser-v3') as ParserModule,
  '3.4.5': require('socket.io-parser-v2') as ParserModule,
  '3.3.6': require('socket.io-parser-v2-client') as ParserModule,
  '2.3.1': require('socket.io-parser-v1') as ParserModule,
  msgpack3: require('socket.io-msgpack-parser') as ParserModule,
  msgpack2: require('socket.io-msgpack-parser-v2') as ParserModule,
  json: require('socket.io-json-parser') as ParserModule,
};

const engine4 = require('engine.io-parser-v3') as typeof engine5;
const engine2 = require('engine.io-parser-v2') as CallbackEngine;
const engine1 = require('engine.io-parser-v1') as CallbackEngine;

const nodeContent = (content: Content): string | Buffer =>
  typeof content === 'string' ? content : Buffer.from(content);

/** Engine.IO packets of a frame, by engine.io-parser of this major version. */
export function enginePackets(major: 1 | 2 | 4 | 5, polling: boolean, content: Content): EnginePacket[] {
  const data = nodeContent(content);
  if (major >= 4) {
    const engine = major === 5 ? engine5 : engine4;
    if (!polling) return [engine.decodePacket(data as never, 'nodebuffer')];
    return engine.decodePayload(data as string, 'nodebuffer');
  }
  const engine = major === 2 ? engine2 : engine1;
  if (!polling) return [engine.decodePacket(data, 'nodebuffer')];
  const packets: EnginePacket[] = [];
  engine.decodePayload(data, 'nodebuffer', (packet) => {
    packets.push(packet);
  });
  return packets;
}

/** Feeds Engine.IO packets to a Socket.IO decoder, up to the first refusal: the session ends there. */
export function outcomesOf(packets: Iterable<EnginePacket>, parser: ParserModule): Outcome[] {
  const decoder = new parser.Decoder();
  const outcomes: Outcome[] = [];
  let packet: OfficialPacket | undefined;
  decoder.on('decoded', (decoded) => {
    packet = decoded;
  });
  for (const { type, data } of packets) {
    packet = undefined;
    if (type === 'error') return [...outcomes, { refused: true }];
    if (type === 'message') {
      try {
        decoder.add(data);
      } catch {
        return [...outcomes, { refused: true }];
      }
    }
    outcomes.push({ refused: false, engine: type === 'message' ? [type] : [type, data], packet });
  }
  return outcomes;
}

/** The parts that the official encoder makes of a packet: text first, then attachments. */
export function encode(parser: ParserModule, packet: OfficialPacket): Content[] {
  let parts: unknown[] = [];
  const encoder = new parser.Encoder();
  const made = encoder.encode(packet, (encoded) => {
    parts = encoded;
  });
  return (made ?? parts).map((part) => (typeof part === 'string' ? part : new Uint8Array(part as Uint8Array)));
}

/** Engine.IO packets of a WebTransport stream by the official decoder, chunk by chunk, up to its first error. */
export async function streamPackets(chunks: readonly Uint8Array[]): Promise<EnginePacket[]> {
  const stream = engine5.createPacketDecoderStream(Number.MAX_SAFE_INTEGER, 'nodebuffer' as never);
  const writer = stream.writable.getWriter();
  const packets: EnginePacket[] = [];
  const reading = (async () => {
    const reader = stream.readable.getReader();
    for (;;) {
      const { done, value } = (await reader.read()) as { done: boolean; value: EnginePacket };
      if (done) return;
      packets.push(value);
    }
  })();
  for (const chunk of chunks) await writer.write(chunk);
  await writer.close();
  await reading;
  return packets;
}
