/** How an application makes its own Socket.IO parser readable: the public contract (`docs/decoders.md`). */

import { decodedPreview } from './json-parser.ts';
import { fieldsOf, headerOf, packetOf } from './object-packet.ts';
import { socketProblem } from './problems.ts';
import type { Decoded, EngineMessage, PacketHeader, PacketParser, Rules } from './types.ts';

/** A packet as Socket.IO's parsers hand it out. */
export interface DecoderPacket {
  /** 0 CONNECT, 1 DISCONNECT, 2 EVENT, 3 ACK, 4 CONNECT_ERROR. */
  readonly type: number;
  /** Namespace, `/` for the root. */
  readonly nsp: string;
  /** Ack id. */
  readonly id?: number;
  /** Of an EVENT its name and arguments, of an ACK the arguments. */
  readonly data?: unknown;
}

/** Reads what a parser of the application's own wrote. */
export interface Decoder {
  /** What a person chooses it by. */
  readonly name: string;
  /** Whether the first message of a session, text or bytes, was written by this parser. Without it a person has to choose. */
  detect?(data: string | Uint8Array): boolean;
  /** The packet in a message; `undefined` where there is none. May throw: the message is shown raw, with the reason. */
  decode(data: string | Uint8Array): DecoderPacket | undefined;
}

const contentOf = ({ record: { dataStart, end }, text, bytes }: EngineMessage): string | Uint8Array =>
  // A copy: foreign code may write into it.
  bytes ? bytes.read().slice() : text.slice(dataStart, end);

/** A decoder as a parser. Nothing it does can hurt but be slow. */
export function parserOf(decoder: Decoder): PacketParser {
  const decode = (message: EngineMessage, rules: Rules): Decoded => {
    let fields: ReturnType<typeof fieldsOf>;
    try {
      fields = fieldsOf(decoder.decode(contentOf(message)));
    } catch (error) {
      const problem = socketProblem('decoder-failed', `The decoder "${decoder.name}" failed: ${String(error)}`);
      return { packet: undefined, problems: [problem] };
    }
    if (fields) return packetOf(fields, rules, undefined);
    const problem = socketProblem('not-decoded', `The decoder "${decoder.name}" found no packet in this message.`);
    return { packet: undefined, problems: [problem] };
  };
  return {
    name: decoder.name,
    binary: 'packet',
    writesJson: false,
    claims(message: EngineMessage): boolean {
      try {
        return decoder.detect?.(contentOf(message)) === true;
      } catch {
        return false;
      }
    },
    scan(message: EngineMessage, into: PacketHeader): void {
      headerOf(decode(message, into.rules), into);
    },
    decode,
    preview: (message, rules, chars) => decodedPreview(decode(message, rules), chars),
  };
}
