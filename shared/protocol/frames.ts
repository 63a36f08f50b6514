/**
 * Whole decoding, frame by frame: what transports carried in, Engine.IO packets with their Socket.IO packets out, attachments
 * in place. A version or transport adds a framing, a Socket.IO parser adds a reader; nothing here knows their grammars.
 */
import { bytesFromBase64, isBase64 } from './base64.ts';
import { DefaultParser } from './default-parser.ts';
import { readMessageFrame } from './engineio.ts';
import { readPayloadFrame } from './payload.ts';
import { oddity } from './problems.ts';
import type { EngineMessage, EngineType, Framing, Packet, PacketReader, Problem } from './types.ts';

/** Transports by how they frame packets. */
const FRAMINGS = {
  websocket: readMessageFrame,
  polling: readPayloadFrame,
} satisfies Record<string, Framing>;

export type FramedTransport = keyof typeof FRAMINGS;

/** Text or bytes that crossed a transport: a WebSocket message, or a polling body. */
export interface FrameContent {
  readonly transport: FramedTransport;
  readonly content: string | Uint8Array;
}

/** One Engine.IO packet of a frame, and what it means. */
export interface Unit {
  /** Index in its polling body; 0 over WebSocket. */
  readonly record: number;
  readonly engine: {
    /** `undefined`: no type that exists. */
    readonly type: EngineType | undefined;
    /** Data of a packet that is no message; `undefined` where it has none. */
    readonly data: string | undefined;
    /** Bytes of a binary message. */
    readonly bytes: Uint8Array | undefined;
  };
  /** The Socket.IO packet that this message completed. */
  readonly packet: Packet | undefined;
  /** That packet's attachments, in their order on the wire. */
  readonly attachments: readonly Uint8Array[];
  /** Attachments that the session's waiting packet still lacks after this message. */
  readonly missing: number;
  readonly problems: readonly Problem[];
}

const NOTHING: readonly never[] = Object.freeze([]);

const notBase64 = oddity('odd-base64', 'Not all of it is base64; decoders make different bytes of it.', 'engine');

/**
 * Decodes the frames of one session in one direction, over whichever transports, in their order. Total: problems, never a
 * throw.
 */
export class FrameDecoder {
  readonly #reader: PacketReader = new DefaultParser();
  #missing = 0;

  decode({ transport, content }: FrameContent): Unit[] {
    const units: Unit[] = [];
    for (const message of FRAMINGS[transport](content)) units.push(this.#unit(message));
    return units;
  }

  /** The session is over: the packet that waits for attachments in vain, and what it lacks. */
  end(): { readonly packet: Packet | undefined; readonly problems: readonly Problem[] } | undefined {
    this.#missing = 0;
    return this.#reader.end();
  }

  #unit({ record, text, bytes }: EngineMessage): Unit {
    const { type, dataStart, end, binary, problem } = record;
    if (type !== 'message') {
      const data = dataStart < end ? text.slice(dataStart, end) : undefined;
      return {
        record: record.record,
        engine: { type, data, bytes },
        packet: undefined,
        attachments: NOTHING,
        missing: this.#missing,
        problems: problem ? [problem] : NOTHING,
      };
    }
    const base64 = binary && !bytes ? text.slice(dataStart, end) : undefined;
    const content = base64 === undefined ? bytes : bytesFromBase64(base64);
    const reading = content ? this.#reader.binary(content) : this.#reader.text(text, dataStart, end);
    const trouble = problem ?? (base64 === undefined || isBase64(base64) ? undefined : notBase64);
    this.#missing = reading.missing;
    return {
      record: record.record,
      engine: { type, data: undefined, bytes: content },
      packet: reading.packet,
      attachments: reading.attachments,
      missing: reading.missing,
      problems: trouble ? [trouble, ...reading.problems] : reading.problems,
    };
  }
}
