/** Decoded units and what can be wrong with them. Grammar: `docs/protocol.md`. */

export type EngineType = 'open' | 'close' | 'ping' | 'pong' | 'message' | 'upgrade' | 'noop';

/** The Engine.IO protocol. With 3 goes protocol 4 of Socket.IO (releases 1 and 2), with 4 its protocol 5 (releases 3 and 4). */
export type EngineVersion = 3 | 4;

/** `ERROR` is what Socket.IO 1 and 2 call a `CONNECT_ERROR`; it may also arrive while connected. */
export type PacketType = 'CONNECT' | 'DISCONNECT' | 'EVENT' | 'ACK' | 'CONNECT_ERROR' | 'ERROR';

/** The type as the first digit on the wire says it. */
export type WireType = PacketType | 'BINARY_EVENT' | 'BINARY_ACK';

/** What is wrong with a packet: official parsers refuse it, or it can't mean what its sender meant. Raw frames are always kept. */
export interface Problem {
  /** Stable, kebab-case: `unknown-engine-type`, `invalid-payload`, … */
  readonly code: string;
  /** A full sentence for a person. */
  readonly message: string;
  readonly layer: 'engine' | 'socket';
  /** Versions of the official parser that reject it, where they differ. Without it and `tolerated`, all of them do. */
  readonly rejectedBy?: string;
  /** No official parser rejects it; it is told because something got lost, or is rarely meant. */
  readonly tolerated?: true;
}

/** Who refuses: all official parsers, those named by `rejectedBy`, or none of them (`tolerated`). */
export type Verdict = Pick<Problem, 'rejectedBy' | 'tolerated'>;

/** What the parsers of one Socket.IO protocol refuse (`rules.ts`). */
export interface Rules {
  readonly version: EngineVersion;
  /** What type 4 is called. */
  readonly refusal: Extract<PacketType, 'CONNECT_ERROR' | 'ERROR'>;
  readonly unknownType: Verdict;
  /** Payloads of another shape than their type has, and what is no JSON. */
  readonly payload: Verdict;
  /** An array or null where an object is expected. */
  readonly noPlainObject: Verdict | undefined;
  readonly eventName: Verdict;
  readonly emptyEvent: Verdict;
  readonly reservedName: Verdict | undefined;
  readonly noAttachments: Verdict;
  readonly oddAttachments: Verdict;
  readonly tooManyAttachments: Verdict;
  readonly placeholder: Verdict;
  readonly interrupted: Verdict;
}

/** One Engine.IO packet inside a frame: a range of the frame's text, or a whole binary frame. */
export interface EngineRecord {
  readonly type: EngineType | undefined;
  /** Index of the record in its polling body, 0 for WebSocket. */
  readonly record: number;
  /** Where the record begins in the frame's text, its type digit included. */
  readonly start: number;
  /** Where the data begins (after the type digit or the `b`), and where it ends. */
  readonly dataStart: number;
  readonly end: number;
  /** A binary packet: a binary frame, or base64 text after `b`. */
  readonly binary: boolean;
  readonly problem?: Problem;
}

/**
 * A Socket.IO packet, whole. Values of `args` and `data` are plain JSON with `Uint8Array` in the places of attachments; of
 * msgpack also `undefined`, `Date`, `Extension`.
 */
export interface Packet {
  readonly type: PacketType;
  /** `undefined`: of no type that exists (parsers of Socket.IO 1 and 2 make an ERROR packet of it). */
  readonly wireType: WireType | undefined;
  /** '' where the packet has none. */
  readonly nsp: string;
  readonly ackId?: number;
  readonly event?: string | number;
  readonly args?: readonly unknown[];
  readonly data?: unknown;
  /** Number of attachments that the header announced. */
  readonly attachments?: number;
  /** Options of the emit, which only parsers that write whole objects send along. */
  readonly options?: unknown;
}

/** What stands before a Socket.IO payload, and the event's name: all that a timeline needs. Reused from call to call. */
export interface PacketHeader {
  /** `undefined`: no packet type that exists. */
  wireType: WireType | undefined;
  /** Announced attachments; 0 where the packet has none or their number can't be read. */
  attachments: number;
  /** Namespace, `/` where the packet names none. */
  nsp: string;
  ackId: number | undefined;
  /** Where the payload's JSON stands; equal where there is none. */
  payloadStart: number;
  payloadEnd: number;
  /** `undefined` where the packet is no event, or its name is neither a string nor a number. */
  event: string | number | undefined;
  /** Why official parsers refuse the packet, as far as it shows without parsing the payload. */
  problem: Problem | undefined;
  /** What the parsers of the receiving side refuse; set by the caller. */
  rules: Rules;
}

/** Bytes that are made when somebody looks: most frames are never looked at. */
export interface ByteSource {
  readonly sizeBytes: number;
  read(): Uint8Array;
  /** At least the first `count` bytes, where there are so many, without making the rest. */
  head(count: number): Uint8Array;
}

/** Text or bytes that crossed a transport. */
export type FrameContent = string | ByteSource;

/** An Engine.IO packet taken out of a frame. */
export interface EngineMessage {
  readonly record: EngineRecord;
  /** What the record's places refer to; '' where the packet has no text. */
  readonly text: string;
  /** What a binary packet holds, without its type. */
  readonly bytes: ByteSource | undefined;
}

/** What one message of a session did. */
export interface Reading {
  /** The packet that is whole now. */
  readonly packet: Packet | undefined;
  /** Its attachments, in their order on the wire. */
  readonly attachments: readonly Uint8Array[];
  /** How many attachments are still to come for the packet that waits. */
  readonly missing: number;
  readonly problems: readonly Problem[];
}

/**
 * A Socket.IO parser: reads the Engine.IO messages of one application protocol. Total: problems, never a throw. Its state, if
 * any, is the attachments that a packet waits for, and those are joined by whoever reads the session (`assemble.ts`).
 */
export interface PacketParser {
  readonly name: string;
  /** What a binary message is: a packet of its own, or an attachment of the packet before it. */
  readonly binary: 'packet' | 'attachment';
  /** Whether the payload of a text message stands in it as JSON. */
  readonly writesJson: boolean;
  /** Whether a first message looks like one of this parser. */
  claims(message: EngineMessage): boolean;
  /** What a timeline needs, as cheap as the grammar allows; `into.rules` says what the receiving side refuses. */
  scan(message: EngineMessage, into: PacketHeader): void;
  decode(message: EngineMessage, rules: Rules): Decoded;
  /** The payload on one line or more, about `chars` characters of it; of an event without its name. */
  preview(message: EngineMessage, rules: Rules, chars: number): string;
}

export interface Decoded {
  /** There whenever the type is known, even where official parsers refuse the packet. */
  readonly packet: Packet | undefined;
  readonly problems: readonly Problem[];
}
