/** Recorded entries, decoded by the official parsers of the versions that were talking: nothing of ours judges the recorder. */
import { createRequire } from 'node:module';
import type { Dir, Entry, FrameEntry } from '../../shared/log/entry.ts';
import type { Cell } from './cells.ts';
import { plain } from './talk.ts';

const require = createRequire(import.meta.url);

type Decoded = { readonly type: string; readonly data?: unknown };
type Payload = (data: unknown, each: (packet: Decoded) => void) => unknown;

/** A packet of the Socket.IO protocol, whatever parser it comes from. */
interface Packet {
  readonly type: number;
  readonly nsp: string;
  readonly data?: unknown;
}
interface Decoder {
  add(data: unknown): void;
  on(name: 'decoded', heard: (packet: Packet) => void): void;
}

const KINDS = ['connect', 'disconnect', 'event', 'ack', 'refused', 'event', 'ack'];

function decoderOf({ parser, client }: Cell): Decoder {
  const name =
    parser === 'json'
      ? 'socket.io-json-parser'
      : parser === 'msgpack'
        ? `socket.io-msgpack-parser${client === 2 ? '-v2' : ''}`
        : `socket.io-parser${client === 4 ? '' : `-v${client}`}`;
  const { Decoder: Class } = require(name) as { Decoder: new () => Decoder };
  return new Class();
}

/** The messages in a frame, as the Engine.IO parser of that version hands them on. */
function messagesIn(frame: FrameEntry, { eio, client, way }: Cell): unknown[] {
  let data: unknown = frame.base64 === undefined ? frame.text : Buffer.from(frame.base64, 'base64');
  if (data === undefined) throw new Error(`a frame without its content: ${JSON.stringify(frame)}`);
  // As engine.io's server reads what a JSONP client posts (transports/polling-jsonp.ts).
  if (way === 'jsonp' && frame.dir === 'out' && frame.http)
    data = new URLSearchParams(`${data}`)
      .get('d')!
      .replace(/(\\)?\\n/g, (match, slashes) => (slashes ? match : '\n'))
      .replace(/\\\\n/g, '\\n');
  const messages: unknown[] = [];
  const take = (packet: Decoded) => {
    if (packet.type === 'error') throw new Error(`undecodable: ${JSON.stringify(frame)}`);
    if (packet.type === 'message') messages.push(packet.data);
  };
  if (eio === 4) {
    const { decodePayload, decodePacket } = require('engine.io-parser') as {
      decodePayload(text: unknown, binary: string): Decoded[];
      decodePacket(data: unknown, binary: string): Decoded;
    };
    if (frame.http) decodePayload(data, 'nodebuffer').forEach(take);
    else take(decodePacket(data, 'nodebuffer'));
    return messages;
  }
  // Text of 1.x is UTF-8 twice over; its browser's and the server's parser take one of them away.
  const { decodePayload, decodePacket } = require(`engine.io-parser-v${client}`) as {
    decodePayload: Payload;
    decodePacket(data: unknown): Decoded;
  };
  if (frame.http) decodePayload(data, take);
  else take(decodePacket(data));
  return messages;
}

/** What crossed the wire, in the words that both ends use (`talk.ts`). */
export function decodeOfficially(entries: readonly Entry[], cell: Cell): string[] {
  const said: string[] = [];
  const decoders = {} as Record<Dir, Decoder>;
  for (const dir of ['in', 'out'] as const) {
    decoders[dir] = decoderOf(cell);
    decoders[dir].on('decoded', ({ type, nsp, data }) => {
      const kind = KINDS[type];
      if (kind === 'event') {
        const [name, ...args] = data as [string, ...unknown[]];
        said.push(`${dir} event ${name} ${plain(args)}`);
      } else if (kind === 'ack') said.push(`${dir} ack ${plain(data)}`);
      else if (kind === 'refused' && nsp === '/refused')
        said.push(`${dir} refused ${plain(typeof data === 'string' ? data : (data as { message: string }).message)}`);
    });
  }
  for (const entry of entries) {
    if (entry.kind !== 'frame') continue;
    for (const message of messagesIn(entry, cell)) decoders[entry.dir].add(message);
  }
  return said;
}
