/**
 * socket.io-msgpack-parser: every packet is one MessagePack map in a binary message. Version 2 (for Socket.IO 2) writes
 * CONNECT, DISCONNECT and ERROR as JSON text instead.
 */
import { decodedPreview, decodeJsonObject } from './json-parser.ts';
import { decodeMsgpack, MsgpackError, MsgpackReader } from './msgpack.ts';
import { fieldsOf, headerOf, packetOf } from './object-packet.ts';
import { socketProblem } from './problems.ts';
import type { ByteSource, Decoded, EngineMessage, PacketHeader, PacketParser, Problem, Rules } from './types.ts';

const KEYS: ReadonlySet<unknown> = new Set(['type', 'nsp', 'id', 'data', 'options']);

/** A map, a key of one character and more, and that key's characters: `options` is the longest. */
const HEAD_BYTES = 12;

const PREVIEW_BYTES = 100_000;

const notMsgpack = (error: unknown): Problem => {
  if (!(error instanceof MsgpackError)) throw error;
  return socketProblem(error.code, `The message can't be read as MessagePack: ${error.message}.`);
};

const notMap = socketProblem('invalid-payload', 'The message is no MessagePack map, which this parser writes.');
const text = socketProblem('text-message', 'A text message: version 3 of this parser writes binary ones only.');

/** Whether bytes begin as a packet's map does. */
function looksLikeMap(bytes: ByteSource): boolean {
  const head = bytes.head(HEAD_BYTES);
  const prefix = head[0] ?? 0;
  if ((prefix & 0xf0) !== 0x80 && prefix !== 0xde) return false;
  try {
    const reader = new MsgpackReader(head);
    reader.at = prefix === 0xde ? 3 : 1;
    return reader.prefix() === 'string' && KEYS.has(reader.leaf());
  } catch {
    return false;
  }
}

function decodeBinary(bytes: ByteSource, rules: Rules): Decoded {
  let value: unknown;
  try {
    value = decodeMsgpack(bytes.read());
  } catch (error) {
    return { packet: undefined, problems: [notMsgpack(error)] };
  }
  const fields = fieldsOf(value);
  return fields ? packetOf(fields, rules, 'msgpack') : { packet: undefined, problems: [notMap] };
}

/** Something of the shape of the next value, and an event's name: enough to check it by. The value is passed over. */
function outline(reader: MsgpackReader): unknown {
  const start = reader.at;
  const kind = reader.prefix();
  if (kind !== 'array' && kind !== 'map') return reader.leaf();
  let shape: unknown = kind === 'map' ? {} : [];
  if (kind === 'array' && reader.length > 0) {
    const name = reader.prefix();
    shape = [name === 'array' || name === 'map' ? undefined : reader.leaf()];
  }
  reader.at = start;
  reader.skip();
  return shape;
}

/** The same as `decodeBinary`, without the payload. */
function scanBinary(bytes: ByteSource, rules: Rules): Decoded {
  const fields: Record<string, unknown> = {};
  try {
    const reader = new MsgpackReader(bytes.read());
    if (reader.prefix() !== 'map') {
      reader.at = 0;
      reader.skip();
      return { packet: undefined, problems: [notMap] };
    }
    for (let left = reader.length; left > 0; left--) {
      const key = reader.key();
      if (KEYS.has(key)) fields[key] = outline(reader);
      else reader.skip();
    }
    if (!reader.atEnd) throw new MsgpackError('bytes follow behind its end');
  } catch (error) {
    return { packet: undefined, problems: [notMsgpack(error)] };
  }
  const { type, nsp, id, data, options } = fields;
  return packetOf({ type, nsp, id, data, options }, rules, 'msgpack');
}

export const msgpackParser: PacketParser = {
  name: 'msgpack',
  binary: 'packet',
  writesJson: false,

  claims({ bytes }: EngineMessage): boolean {
    return bytes !== undefined && looksLikeMap(bytes);
  },

  scan(message: EngineMessage, into: PacketHeader): void {
    const { rules } = into;
    headerOf(message.bytes ? scanBinary(message.bytes, rules) : this.decode(message, rules), into);
  },

  decode(message: EngineMessage, rules: Rules): Decoded {
    if (message.bytes) return decodeBinary(message.bytes, rules);
    const decoded = decodeJsonObject(message, rules, 'msgpack');
    return rules.version === 3 ? decoded : { packet: decoded.packet, problems: [text, ...decoded.problems] };
  },

  preview(message: EngineMessage, rules: Rules, chars: number): string {
    const sizeBytes = message.bytes?.sizeBytes ?? 0;
    // Not worth decoding for a line on the screen.
    if (sizeBytes > PREVIEW_BYTES) return `‹msgpack ${sizeBytes.toLocaleString('en')} B›`;
    return decodedPreview(this.decode(message, rules), chars);
  },
};
