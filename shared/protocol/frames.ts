/**
 * Whole decoding, frame by frame: what transports carried in, Engine.IO packets with their Socket.IO packets out, attachments
 * in place. Versions, framings and parsers are the dialect's; nothing here knows their grammars.
 */
import { Assembler } from './assemble.ts';
import { isBase64 } from './base64.ts';
import { plainBytes } from './bytes.ts';
import type { Decoder } from './decoder.ts';
import { Dialect, type Direction } from './dialect.ts';
import { ParserSet } from './parser-set.ts';
import { oddity } from './problems.ts';
import { StreamReader } from './stream.ts';
import type { EngineMessage, EngineType, Packet, Problem, Reading } from './types.ts';

export type FramedTransport = 'websocket' | 'polling' | 'webtransport';

/** Text or bytes that crossed a transport: a WebSocket message, a polling body, or a chunk of a WebTransport stream. */
export interface Frame {
  readonly transport: FramedTransport;
  readonly content: string | Uint8Array;
}

/** One Engine.IO packet of a frame, and what it means. */
export interface Unit {
  /** Index in its polling body or chunk; 0 over WebSocket. */
  readonly record: number;
  readonly engine: {
    /** `undefined`: no type that exists. */
    readonly type: EngineType | undefined;
    /** Data of a packet that is no message; `undefined` where it has none. */
    readonly data: string | undefined;
    /** Bytes of a binary packet. */
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

const oddBase64 = oddity('odd-base64', 'Not all of it is base64; decoders make different bytes of it.', 'engine');

/** What is wrong with a record, and with how its bytes are written. */
export function recordProblems({ record, text, bytes }: EngineMessage): readonly Problem[] {
  const isOdd = bytes !== undefined && text !== '' && !isBase64(text.slice(record.dataStart, record.end));
  if (!record.problem) return isOdd ? [oddBase64] : NOTHING;
  return isOdd ? [record.problem, oddBase64] : [record.problem];
}

/** What a session's dialect can be told beside its frames. */
export interface SessionHints {
  /** The `EIO` of its URL. */
  readonly eio?: number;
  readonly decoders?: readonly Decoder[];
  /** The name of a parser, where it is not to be found out. */
  readonly parser?: string;
}

/** Decodes the frames of one session, both directions, over whichever transports, in their order. Total: never a throw. */
export class SessionDecoder {
  readonly dialect: Dialect;
  readonly #assemblers = { in: new Assembler(), out: new Assembler() };
  readonly #streams = { in: new StreamReader(), out: new StreamReader() };

  constructor({ eio, decoders, parser }: SessionHints = {}) {
    const parsers = new ParserSet(decoders);
    this.dialect = new Dialect(parsers, eio);
    if (parser !== undefined) this.dialect.choose(parsers.named(parser));
  }

  decode(dir: Direction, frame: Frame): Unit[] {
    const units: Unit[] = [];
    for (const message of this.#messages(dir, frame)) units.push(this.#unit(dir, message));
    return units;
  }

  /** The session is over: the packet that waits for attachments in vain. */
  end(dir: Direction): Reading | undefined {
    return this.#assemblers[dir].end();
  }

  #messages(dir: Direction, { transport, content }: Frame): readonly EngineMessage[] {
    const source = typeof content === 'string' ? content : plainBytes(content);
    if (transport === 'websocket') return this.dialect.readMessage(dir, source).messages;
    if (transport === 'polling') return this.dialect.readPolling(dir, source).messages;
    return this.dialect.readStream(this.#streams[dir], source, 0).map(({ message }) => message);
  }

  #unit(dir: Direction, message: EngineMessage): Unit {
    const { record, text, bytes } = message;
    const { type, dataStart, end } = record;
    const problems = recordProblems(message);
    if (type !== 'message') {
      if (type !== undefined) this.dialect.observe(dir, type, message);
      const data = !bytes && dataStart < end ? text.slice(dataStart, end) : undefined;
      return {
        record: record.record,
        engine: { type, data, bytes: bytes?.read() },
        packet: undefined,
        attachments: NOTHING,
        missing: this.#assemblers[dir].missing,
        problems,
      };
    }
    const content = bytes?.read();
    const reading = this.#read(dir, content ? { ...message, bytes: plainBytes(content) } : message, content);
    return {
      record: record.record,
      engine: { type, data: undefined, bytes: content },
      packet: reading.packet,
      attachments: reading.attachments,
      missing: reading.missing,
      problems: problems.length > 0 ? [...problems, ...reading.problems] : reading.problems,
    };
  }

  #read(dir: Direction, message: EngineMessage, bytes: Uint8Array | undefined): Reading {
    const { dialect } = this;
    const assembler = this.#assemblers[dir];
    const parser = dialect.parserFor(dir, message);
    if (bytes && parser.binary === 'attachment') return assembler.binary(bytes);
    const rules = dialect.rules(dir);
    const { packet, problems } = parser.decode(message, rules);
    if (!packet) return { packet, attachments: NOTHING, missing: assembler.missing, problems };
    if (dir === 'in' && packet.type === 'CONNECT') dialect.connected(packet.data !== undefined);
    if (parser.binary === 'packet') return { packet, attachments: NOTHING, missing: assembler.missing, problems };
    const reading = assembler.text(packet, rules);
    return problems.length === 0 ? reading : { ...reading, problems: [...problems, ...reading.problems] };
  }
}
