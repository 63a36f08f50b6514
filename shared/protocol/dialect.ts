/**
 * How one session speaks: which Engine.IO version each side writes, how frames are framed, which Socket.IO parser reads its
 * messages. Decided by what is seen; the URL's `EIO` is the client's word for itself and a hint for the rest
 * (`docs/protocol.md` §4, "Telling versions").
 */
import { type FramingName, readFrame } from './framings.ts';
import { unwrapJsonp } from './jsonp.ts';
import type { ParserSet } from './parser-set.ts';
import { beginsWithPacket3, isTwiceEncoded, looksLikePayload3 } from './payload-3.ts';
import { RULES } from './rules.ts';
import type { StreamReader, StreamUnit } from './stream.ts';
import type { EngineMessage, EngineType, EngineVersion, FrameContent, PacketParser, Rules } from './types.ts';

export type Direction = 'in' | 'out';

const other = (dir: Direction): Direction => (dir === 'in' ? 'out' : 'in');

/** One direction of a session. */
interface Lane {
  version: EngineVersion;
  /** The parser that its first messages told, until a later one tells better. */
  found: PacketParser | undefined;
  /** Some body could not be UTF-8 encoded twice: this is no Socket.IO 1. */
  once: boolean;
  /** That it writes version 3 is only inferred from what its Socket.IO packets look like. */
  inferred: boolean;
}

/** A frame taken apart, and how. */
export interface FramedMessages {
  readonly framing: FramingName;
  readonly messages: readonly EngineMessage[];
}

export class Dialect {
  readonly #parsers: ParserSet;
  readonly #lanes: Record<Direction, Lane>;
  /** Whether the URL told the version. */
  readonly #told: boolean;
  #chosen: PacketParser | undefined;
  /** The client sent a ping of its own, and no pong has come. */
  #clientPinged = false;
  /** The handshake was seen, so that nothing came before. */
  #opened = false;
  #serverPinged = false;

  /** `eio`: the version in the URL, where there is one. */
  constructor(parsers: ParserSet, eio: number | undefined) {
    const version = eio === 3 ? 3 : 4;
    this.#parsers = parsers;
    this.#told = eio !== undefined;
    this.#lanes = {
      in: { version, found: undefined, once: false, inferred: false },
      out: { version, found: undefined, once: false, inferred: false },
    };
  }

  /** The Engine.IO version that this side writes. */
  version(dir: Direction): EngineVersion {
    return this.#lanes[dir].version;
  }

  get client(): EngineVersion {
    return this.version('out');
  }

  get server(): EngineVersion {
    return this.version('in');
  }

  /** What those refuse who receive what goes this way. */
  rules(dir: Direction): Rules {
    return RULES[this.#lanes[other(dir)].version];
  }

  /** The parser that a person chose instead of the one that was found. */
  get chosenParser(): string | undefined {
    return this.#chosen?.name;
  }

  choose(parser: PacketParser | undefined): void {
    this.#chosen = parser;
  }

  /** The parsers that read its messages, where they are known: one for both directions, or one each. */
  get parsers(): readonly string[] {
    if (this.#chosen) return [this.#chosen.name];
    const found = [this.#lanes.out.found?.name, this.#lanes.in.found?.name];
    return [...new Set(found.filter((name) => name !== undefined))];
  }

  /** The parser for a message; the first messages of a direction tell which it is. */
  parserFor(dir: Direction, message: EngineMessage): PacketParser {
    if (this.#chosen) return this.#chosen;
    const lane = this.#lanes[dir];
    if (lane.found && !this.#parsers.mayChange(lane.found, message)) return lane.found;
    lane.found = this.#parsers.detect(message) ?? lane.found;
    return lane.found ?? this.#parsers.fallback(this.#opened);
  }

  /** Takes a WebSocket's message apart. */
  readMessage(dir: Direction, content: FrameContent): FramedMessages {
    const { version, inferred } = this.#lanes[dir];
    const untyped = inferred && !looksLikeMessage3(content);
    const framing = version === 4 || untyped ? 'message-4' : 'message-3';
    return { framing, messages: readFrame(framing, content) };
  }

  /** Takes a polling body apart. */
  readPolling(dir: Direction, content: FrameContent): FramedMessages {
    const framing = this.#pollingFraming(dir, content);
    return { framing, messages: readFrame(framing, content) };
  }

  /** Takes the next chunk of a WebTransport stream apart; `reader` follows that stream in this direction. */
  readStream(reader: StreamReader, content: FrameContent, chunk: number): readonly StreamUnit[] {
    return reader.push(typeof content === 'string' ? new TextEncoder().encode(content) : content.read(), chunk);
  }

  #pollingFraming(dir: Direction, content: FrameContent): FramingName {
    const lane = this.#lanes[dir];
    const receiver = this.#lanes[other(dir)];
    if (typeof content !== 'string') {
      // Only version 3 has binary bodies; their first byte is a kind.
      const kind = content.head(1)[0];
      if (lane.version === 3 || kind === undefined || kind > 1) return lane.version === 3 ? 'polling-3' : 'polling-4';
      this.#saw(dir, 3);
      return receiver.version === 4 && this.#told ? 'polling-3-refused' : 'polling-3';
    }
    const body = unwrapJsonp(content) ?? content;
    const seen = bodyVersion(body, lane.version);
    if (seen !== undefined) this.#saw(dir, seen);
    const version = seen ?? lane.version;
    if (version === 4) return receiver.version === 3 ? 'polling-4-refused' : 'polling-4';
    if (receiver.version === 4) return 'polling-3-refused';
    if (lane.once) return 'polling-3';
    const twice = isTwiceEncoded(body);
    if (twice === 'no') lane.once = true;
    return twice === 'yes' ? 'polling-3-twice' : 'polling-3';
  }

  /** A packet of this version went this way. Where no URL told the versions, both sides are taken to speak it. */
  #saw(dir: Direction, version: EngineVersion): void {
    this.#lanes[dir].version = version;
    this.#lanes[dir].inferred = false;
    if (!this.#told) this.#lanes[other(dir)].version = version;
  }

  /** An Engine.IO packet that is no message went this way. */
  observe(dir: Direction, type: EngineType, { record: { dataStart, end } }: EngineMessage): void {
    if (type === 'open' && dir === 'in') this.#opened = true;
    // `2probe` and `3probe` test the new transport of an upgrade: no heartbeats (`docs/protocol.md` §4).
    else if ((type === 'ping' || type === 'pong') && dataStart >= end) this.#heartbeat(dir, type);
  }

  /** Who pings tells the version: the client in 3, the server in 4. */
  #heartbeat(dir: Direction, type: 'ping' | 'pong'): void {
    if (type === 'ping') {
      if (dir === 'out') this.#clientPinged = true;
      else this.#serverPinged = true;
      if (!this.#told) this.#saw(dir, dir === 'out' ? 3 : 4);
      return;
    }
    // A ping alone may be a mistake; with its answer it is the protocol.
    if (dir === 'in' && this.#clientPinged) this.#both(3);
    if (dir === 'out' && this.#serverPinged) this.#both(4);
    this.#clientPinged = this.#serverPinged = false;
  }

  #both(version: EngineVersion): void {
    this.#lanes.in.version = this.#lanes.out.version = version;
  }

  /** A CONNECT came from the server: without a payload it is one of Socket.IO 1 or 2, whatever the client is. */
  connected(hasPayload: boolean): void {
    if (hasPayload || this.#lanes.in.version === 3) return;
    this.#saw('in', 3);
    this.#lanes.in.inferred = true;
  }
}

/** How a body of version 4 begins: a type and its data, with no length's colon behind the digits. */
const BODY_4 = /^(?:[0-6](?:$|[^\d:])|4[0-6](?:$|[^:])|b[A-Za-z0-9+/])/;

/** Whether a frame can be one of version 3: what is binary there begins with the type of a message. */
const looksLikeMessage3 = (content: FrameContent): boolean =>
  typeof content === 'string' ? !/^b(?!4)/.test(content) : content.head(1)[0] === 4;

/** The version that a polling body is written in; `undefined` where its shape does not tell. */
function bodyVersion(body: string, expected: EngineVersion): EngineVersion | undefined {
  if (looksLikePayload3(body)) return 3;
  if (expected === 3 && !beginsWithPacket3(body) && BODY_4.test(body)) return 4;
  return undefined;
}
