/** Each way to speak that there is an official implementation of: who writes it, who reads it. */
import {
  type Content,
  encode,
  enginePackets,
  type OfficialPacket,
  type Outcome,
  outcomesOf,
  socketParsers,
} from './official.ts';

export type Wire = 'websocket' | 'polling';

export interface Family {
  readonly name: string;
  readonly eio: 3 | 4;
  /** Version of engine.io-parser. */
  readonly engine: 1 | 2 | 4 | 5;
  /** Who decodes what goes this way, by version: the server what goes out, the client what comes in. */
  readonly reader: Readonly<Record<'in' | 'out', keyof typeof socketParsers>>;
  readonly parser: 'default' | 'msgpack' | 'json';
}

const same = (reader: keyof typeof socketParsers): Family['reader'] => ({ in: reader, out: reader });

export const FAMILIES: readonly Family[] = [
  { name: 'Socket.IO 4', eio: 4, engine: 5, reader: same('4.2.7'), parser: 'default' },
  { name: 'Socket.IO 3', eio: 4, engine: 4, reader: same('4.0.5'), parser: 'default' },
  { name: 'Socket.IO 2', eio: 3, engine: 2, reader: { in: '3.3.6', out: '3.4.5' }, parser: 'default' },
  { name: 'Socket.IO 1', eio: 3, engine: 1, reader: same('2.3.1'), parser: 'default' },
  { name: 'msgpack 3', eio: 4, engine: 5, reader: same('msgpack3'), parser: 'msgpack' },
  { name: 'msgpack 2', eio: 3, engine: 2, reader: same('msgpack2'), parser: 'msgpack' },
  { name: 'json', eio: 4, engine: 5, reader: same('json'), parser: 'json' },
];

/** The Engine.IO packets that carry a Socket.IO packet, as a WebSocket would send them. */
export function engineParts({ eio, reader }: Family, packet: OfficialPacket): Content[] {
  return encode(socketParsers[reader.out], packet).map((part) => {
    if (typeof part === 'string') return `4${part}`;
    return eio === 4 ? part : new Uint8Array([4, ...part]);
  });
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** UTF-8 written as characters, as Socket.IO 1 encodes packets for polling. */
const twice = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** A length as bytes of digits, for binary bodies. */
const octets = (kind: 0 | 1, bytes: Uint8Array): number[] => [
  kind,
  ...[...String(bytes.length)].map(Number),
  0xff,
  ...bytes,
];

/** A polling body of these parts; `binary`: as an octet stream, which version 3 has. */
export function bodyOf({ eio, engine }: Family, parts: readonly Content[], binary: boolean): Content {
  if (eio === 4) return parts.map((part) => (typeof part === 'string' ? part : `b${base64(part)}`)).join('\x1e');
  if (binary) {
    return new Uint8Array(
      parts.flatMap((part) => (typeof part === 'string' ? octets(0, Buffer.from(part)) : octets(1, part))),
    );
  }
  return parts
    .map((part) => (typeof part === 'string' ? part : `b${part[0]}${base64(part.subarray(1))}`))
    .map((text) => (engine === 1 ? twice(text) : text))
    .map((text) => `${text.length}:${text}`)
    .join('');
}

export function officialOutcomes(family: Family, dir: 'in' | 'out', wire: Wire, frames: readonly Content[]): Outcome[] {
  const packets = function* () {
    for (const frame of frames) yield* enginePackets(family.engine, wire === 'polling', frame);
  };
  return outcomesOf(packets(), socketParsers[family.reader[dir]]);
}
