/** The byte stream of WebTransport: `header payload` again and again (`docs/protocol.md` §2.4). Chunk borders mean nothing. */
import { plainBytes } from './bytes.ts';
import { binaryMessage, messageOf, scanEngine } from './engineio.ts';
import { engineProblem } from './problems.ts';
import type { ByteSource, EngineMessage, EngineRecord, Problem } from './types.ts';

/** A part of a chunk that belongs to a packet's payload; `chunk` is the number that the caller gave it. */
export interface Piece {
  readonly chunk: number;
  readonly start: number;
  readonly end: number;
}

/** A packet of the stream, or what its parser stumbles over. */
export interface StreamUnit {
  readonly message: EngineMessage;
  readonly pieces: readonly Piece[];
  /** Header and payload. */
  readonly sizeBytes: number;
}

/** Longer payloads are followed but not kept: no packet of an application is that long. */
const MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;

const decoder = new TextDecoder();

const BINARY_FLAG = 0x80;
const UINT16 = 126;

const emptyPacket = engineProblem(
  'empty-stream-packet',
  'A packet of no bytes, such as an empty attachment: official parsers report a parser error and close.',
);
const tooLong = engineProblem('stream-length', 'A length beyond 2^53 - 1: official parsers give up on the stream.');
const notKept = engineProblem('too-large', 'The packet is too large to be kept.');

const ERROR_RECORD: EngineRecord = { type: undefined, record: 0, start: 0, dataStart: 0, end: 0, binary: false };

/** The packet in a payload whose header said whether it is text. */
export function readStreamPayload(payload: ByteSource, isBinary: boolean, record = 0): EngineMessage {
  if (isBinary) return binaryMessage(payload, record);
  const text = decoder.decode(payload.read());
  return messageOf(text, scanEngine(text, 0, text.length, record));
}

/**
 * Follows one direction of a stream. As the official decoder, it reports an empty or overlong packet as an error and goes on
 * where it stands.
 */
export class StreamReader {
  readonly #chunks: { readonly bytes: Uint8Array; readonly chunk: number }[] = [];
  /** How much of the first chunk is taken. */
  #taken = 0;
  #available = 0;
  #state: 'header' | 'uint16' | 'uint64' | 'payload' = 'header';
  #isBinary = false;
  #length = -1;
  #headerBytes = 0;
  /** Bytes of a payload too large to keep that are still to come. */
  #skipping = 0;

  /** Whether a packet has begun and is not whole yet. */
  get pending(): boolean {
    return this.#state !== 'header' || this.#available > 0;
  }

  /** Takes in a chunk; returns what is whole now. */
  push(bytes: Uint8Array, chunk: number): StreamUnit[] {
    const units: StreamUnit[] = [];
    if (bytes.length > 0) this.#chunks.push({ bytes, chunk });
    this.#available += bytes.length;
    for (;;) {
      const unit = this.#step(units.length);
      if (unit === 'wait') return units;
      if (unit) units.push(unit);
      if (this.#length === 0) {
        units.push(this.#error(emptyPacket, units.length));
        return units;
      }
      if (unit && unit.message.record.problem === tooLong) return units;
    }
  }

  /**
   * A chunk of this size was not kept. Within a payload it is known where the next packet begins; otherwise the next chunk is
   * taken to begin with one, as writers send header and payload in chunks of their own.
   */
  lose(sizeBytes: number): void {
    const left = this.#state === 'payload' ? (this.#skipping || this.#length) - this.#available - sizeBytes : 0;
    this.#drop(this.#available);
    this.#skipping = Math.max(0, left);
    this.#state = this.#skipping > 0 ? 'payload' : 'header';
  }

  /** One step of the official decoder: `wait` for more, go on, or a unit. */
  #step(record: number): StreamUnit | 'wait' | undefined {
    switch (this.#state) {
      case 'header': {
        if (this.#available < 1) return 'wait';
        const head = this.#number(1);
        this.#isBinary = (head & BINARY_FLAG) !== 0;
        this.#length = head & ~BINARY_FLAG;
        this.#state = this.#length < UINT16 ? 'payload' : this.#length === UINT16 ? 'uint16' : 'uint64';
        this.#headerBytes = this.#length < UINT16 ? 1 : this.#length === UINT16 ? 3 : 9;
        return undefined;
      }
      case 'uint16':
        if (this.#available < 2) return 'wait';
        this.#length = this.#number(2);
        this.#state = 'payload';
        return undefined;
      case 'uint64': {
        if (this.#available < 8) return 'wait';
        const high = this.#number(4);
        const low = this.#number(4);
        if (high > 2 ** 21 - 1) return this.#error(tooLong, record);
        this.#length = high * 2 ** 32 + low;
        this.#state = 'payload';
        return undefined;
      }
      case 'payload':
        return this.#payload(record);
    }
  }

  #payload(record: number): StreamUnit | 'wait' | undefined {
    if (this.#skipping > 0 || this.#length > MAX_PAYLOAD_BYTES) return this.#skip(record);
    if (this.#available < this.#length) return 'wait';
    const sizeBytes = this.#headerBytes + this.#length;
    const { bytes, pieces } = this.#take(this.#length);
    this.#state = 'header';
    return { message: readStreamPayload(plainBytes(bytes), this.#isBinary, record), pieces, sizeBytes };
  }

  #skip(record: number): StreamUnit | 'wait' {
    if (this.#skipping === 0) this.#skipping = this.#length;
    const now = Math.min(this.#skipping, this.#available);
    this.#drop(now);
    this.#skipping -= now;
    if (this.#skipping > 0) return 'wait';
    this.#state = 'header';
    return { ...this.#error(notKept, record), sizeBytes: this.#headerBytes + this.#length };
  }

  #error(problem: Problem, record: number): StreamUnit {
    const message = { record: { ...ERROR_RECORD, record, problem }, text: '', bytes: undefined };
    return { message, pieces: [], sizeBytes: this.#headerBytes };
  }

  /** A big-endian number of the next bytes. */
  #number(count: number): number {
    const { bytes } = this.#take(count);
    return bytes.reduce((number, byte) => number * 256 + byte, 0);
  }

  /** The next bytes, in one piece, and where they stood. */
  #take(count: number): { readonly bytes: Uint8Array; readonly pieces: readonly Piece[] } {
    const pieces: Piece[] = [];
    const parts: Uint8Array[] = [];
    for (let left = count; left > 0; ) {
      const { bytes, chunk } = this.#chunks[0] as { bytes: Uint8Array; chunk: number };
      const end = Math.min(bytes.length, this.#taken + left);
      parts.push(bytes.subarray(this.#taken, end));
      pieces.push({ chunk, start: this.#taken, end });
      left -= end - this.#taken;
      this.#advance(end);
    }
    this.#available -= count;
    return { bytes: joined(parts), pieces };
  }

  #drop(count: number): void {
    for (let left = count; left > 0; ) {
      const { bytes } = this.#chunks[0] as { bytes: Uint8Array };
      const end = Math.min(bytes.length, this.#taken + left);
      left -= end - this.#taken;
      this.#advance(end);
    }
    this.#available -= count;
  }

  #advance(to: number): void {
    this.#taken = to;
    if (to < (this.#chunks[0]?.bytes.length ?? 0)) return;
    this.#chunks.shift();
    this.#taken = 0;
  }
}

/** Parts of a payload as one; a single one is not copied. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
