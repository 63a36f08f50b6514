/** Decoded units and what can be wrong with them. Grammar: `docs/protocol.md`. */

export type EngineType = 'open' | 'close' | 'ping' | 'pong' | 'message' | 'upgrade' | 'noop';

export type PacketType = 'CONNECT' | 'DISCONNECT' | 'EVENT' | 'ACK' | 'CONNECT_ERROR';

/** The type as the first digit on the wire says it. */
export type WireType = PacketType | 'BINARY_EVENT' | 'BINARY_ACK';

/** Something an official parser would refuse, or that can't be decoded. The raw frame is always kept. */
export interface Problem {
  /** Stable, kebab-case: `unknown-engine-type`, `invalid-payload`, … */
  readonly code: string;
  /** A full sentence for a person. */
  readonly message: string;
  readonly layer: 'engine' | 'socket';
  /** Versions of the official parser that reject it, where they differ. */
  readonly rejectedBy?: string;
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
