/** Decoded units and what can be wrong with them. Grammar: `docs/protocol.md`. */

export type EngineType = 'open' | 'close' | 'ping' | 'pong' | 'message' | 'upgrade' | 'noop';

export type PacketType = 'CONNECT' | 'DISCONNECT' | 'EVENT' | 'ACK' | 'CONNECT_ERROR';

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
  /** A binary message: a binary frame, or base64 text after `b`. */
  readonly binary: boolean;
  readonly problem?: Problem;
}

/** A Socket.IO packet, whole. Values of `args` and `data` are plain JSON with `Uint8Array` in the places of attachments. */
export interface Packet {
  readonly type: PacketType;
  readonly wireType: WireType;
  readonly nsp: string;
  readonly ackId?: number;
  readonly event?: string | number;
  readonly args?: readonly unknown[];
  readonly data?: unknown;
  /** Number of attachments that the header announced. */
  readonly attachments?: number;
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
}

/** An Engine.IO packet taken out of a frame. */
export interface EngineMessage {
  readonly record: EngineRecord;
  /** What the record's places refer to; '' where the packet has no text. */
  readonly text: string;
  /** What a binary message holds. */
  readonly bytes: Uint8Array | undefined;
}

/** Takes a frame apart. One for every way in which a protocol version and a transport frame their packets. */
export type Framing = (content: string | Uint8Array) => readonly EngineMessage[];

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

/** Reads the messages of one session and direction; one implementation for each Socket.IO parser. Never throws. */
export interface PacketReader {
  text(text: string, start: number, end: number): Reading;
  binary(bytes: Uint8Array): Reading;
  /** The session is over: the packet that waits in vain. */
  end(): Reading | undefined;
}
