/** Bytes of frames and packets, made of base64 only when somebody looks. */
import { bytesFromBase64 } from './base64.ts';
import type { ByteSource } from './types.ts';

/** Bytes that are there. */
export const plainBytes = (bytes: Uint8Array): ByteSource => ({
  sizeBytes: bytes.length,
  read: () => bytes,
  head: () => bytes,
});

/** How many bytes base64 with the usual padding holds. */
function sizeOf(text: string, start: number, end: number): number {
  let letters = end;
  while (letters > start && end - letters < 2 && text.charCodeAt(letters - 1) === 0x3d) letters -= 1;
  return Math.floor(((letters - start) * 3) / 4);
}

/** The bytes of the base64 between `start` and `end`, without the first `skip` of them. */
export class Base64Source implements ByteSource {
  readonly sizeBytes: number;
  readonly #text: string;
  readonly #start: number;
  readonly #end: number;
  readonly #skip: number;

  constructor(text: string, start = 0, end = text.length, skip = 0) {
    this.#text = text;
    this.#start = start;
    this.#end = end;
    this.#skip = skip;
    this.sizeBytes = Math.max(0, sizeOf(text, start, end) - skip);
  }

  read(): Uint8Array {
    return bytesFromBase64(this.#text.slice(this.#start, this.#end)).subarray(this.#skip);
  }

  head(count: number): Uint8Array {
    const letters = Math.ceil((count + this.#skip) / 3) * 4;
    return bytesFromBase64(this.#text.slice(this.#start, Math.min(this.#end, this.#start + letters))).subarray(
      this.#skip,
    );
  }

  /** The same without its first byte. */
  rest(): ByteSource {
    return new Base64Source(this.#text, this.#start, this.#end, this.#skip + 1);
  }
}

/** A source without its first byte. */
export const withoutFirst = (source: ByteSource): ByteSource =>
  source instanceof Base64Source ? source.rest() : plainBytes(source.read().subarray(1));
