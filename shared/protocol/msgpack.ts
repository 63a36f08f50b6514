/**
 * MessagePack as notepack.io writes and reads it, which Socket.IO's msgpack parser uses: `undefined` is fixext 1 of type 0, a
 * Date fixext 8 of type 0, an ArrayBuffer ext of type 0. Which of them it is shows in the prefix alone, and `__proto__` may be
 * a key, so general decoders don't fit. Nothing recurses: payloads may nest deeper than the stack.
 */

/** An extension value that has no meaning here. */
export class Extension {
  constructor(
    readonly type: number,
    readonly bytes: Uint8Array,
  ) {}
}

/** Not MessagePack: thrown inside the protocol code only. */
export class MsgpackError extends Error {
  constructor(
    message: string,
    /** Of the problem that it becomes. */
    readonly code = 'not-msgpack',
  ) {
    super(message);
  }
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Up to this length, characters are put together faster than the decoder starts. */
const SHORT_STRING = 24;

/** What a prefix says: how many items or bytes follow. */
type Kind = 'scalar' | 'string' | 'bytes' | 'extension' | 'array' | 'map';

/** Reads values one after the other. */
export class MsgpackReader {
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** Of the value whose prefix was read last. */
  kind: Kind = 'scalar';
  /** Bytes of a string or of bytes, items of an array, pairs of a map. */
  length = 0;
  #prefix = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get atEnd(): boolean {
    return this.at === this.#bytes.length;
  }

  /** Reads the prefix of the next value. Its content begins at `at`. */
  prefix(): Kind {
    const prefix = this.#uint(1);
    this.#prefix = prefix;
    if (prefix < 0x80 || prefix > 0xdf) return this.#is('scalar', 0);
    if (prefix < 0x90) return this.#is('map', prefix & 0x0f);
    if (prefix < 0xa0) return this.#is('array', prefix & 0x0f);
    if (prefix < 0xc0) return this.#is('string', prefix & 0x1f);
    if (prefix === 0xc1) throw new MsgpackError('the byte c1 stands for nothing');
    if (prefix <= 0xc3) return this.#is('scalar', 0);
    if (prefix <= 0xc6) return this.#is('bytes', this.#uint(1 << (prefix - 0xc4)));
    if (prefix <= 0xc9) return this.#is('extension', this.#uint(1 << (prefix - 0xc7)));
    if (prefix <= 0xcb) return this.#is('scalar', prefix === 0xca ? 4 : 8);
    if (prefix <= 0xd3) return this.#is('scalar', 1 << ((prefix - 0xcc) & 3));
    if (prefix <= 0xd8) return this.#is('extension', 1 << (prefix - 0xd4));
    if (prefix <= 0xdb) return this.#is('string', this.#uint(1 << (prefix - 0xd9)));
    if (prefix <= 0xdd) return this.#is('array', this.#uint(prefix === 0xdc ? 2 : 4));
    return this.#is('map', this.#uint(prefix === 0xde ? 2 : 4));
  }

  #is(kind: Kind, length: number): Kind {
    this.kind = kind;
    this.length = length;
    const needed = kind === 'map' ? length * 2 : kind === 'extension' ? length + 1 : length;
    // Every item takes a byte at least: a count that can't be true makes no array of that size.
    if (this.at + needed > this.#bytes.length) throw new MsgpackError('it ends in the middle of a value');
    return kind;
  }

  #uint(size: number): number {
    const { at } = this;
    if (at + size > this.#bytes.length) throw new MsgpackError('it ends in the middle of a value');
    this.at += size;
    if (size === 1) return this.#bytes[at] as number;
    return size === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  /** The value whose prefix was read, where it is neither array nor map. */
  leaf(): unknown {
    const { kind, length, at } = this;
    if (kind === 'scalar') return this.#scalar();
    this.at += kind === 'extension' ? length + 1 : length;
    if (kind === 'string') return this.#string(at, length);
    if (kind === 'bytes') return this.#bytes.subarray(at, at + length);
    return this.#extension(at, length);
  }

  #scalar(): unknown {
    const prefix = this.#prefix;
    const { at, length } = this;
    this.at += length;
    if (prefix < 0x80) return prefix;
    if (prefix > 0xdf) return prefix - 0x100;
    const view = this.#view;
    switch (prefix) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xca:
        return view.getFloat32(at);
      case 0xcb:
        return view.getFloat64(at);
      case 0xcc:
        return view.getUint8(at);
      case 0xcd:
        return view.getUint16(at);
      case 0xce:
        return view.getUint32(at);
      case 0xcf:
        return view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4);
      case 0xd0:
        return view.getInt8(at);
      case 0xd1:
        return view.getInt16(at);
      case 0xd2:
        return view.getInt32(at);
      default:
        return view.getInt32(at) * 2 ** 32 + view.getUint32(at + 4);
    }
  }

  #string(at: number, length: number): string {
    if (length <= SHORT_STRING) {
      let text = '';
      for (let i = at; i < at + length; i++) {
        const byte = this.#bytes[i] as number;
        if (byte >= 0x80) return utf8.decode(this.#bytes.subarray(at, at + length));
        text += String.fromCharCode(byte);
      }
      return text;
    }
    return utf8.decode(this.#bytes.subarray(at, at + length));
  }

  #extension(at: number, length: number): unknown {
    const type = this.#view.getInt8(at);
    const view = this.#view;
    if (type === 0) {
      if (this.#prefix === 0xd4) return undefined;
      if (this.#prefix === 0xd7) return new Date(view.getInt32(at + 1) * 2 ** 32 + view.getUint32(at + 5));
      // An ArrayBuffer.
      if (this.#prefix <= 0xc9) return this.#bytes.subarray(at + 1, at + 1 + length);
    }
    if (type === -1) {
      // Timestamps of the specification, which notepack writes from 3.0 on.
      if (length === 4) return new Date(view.getUint32(at + 1) * 1000);
      if (length === 8) {
        const high = view.getUint32(at + 1);
        return new Date(((high & 3) * 2 ** 32 + view.getUint32(at + 5)) * 1000 + (high >>> 2) / 1e6);
      }
      if (length === 12) {
        const seconds = view.getInt32(at + 5) * 2 ** 32 + view.getUint32(at + 9);
        return new Date(seconds * 1000 + view.getUint32(at + 1) / 1e6);
      }
    }
    return new Extension(type, this.#bytes.subarray(at + 1, at + 1 + length));
  }

  /** Passes over the next `count` values, whatever they hold. */
  skip(count = 1): void {
    for (let left = count; left > 0; left--) {
      const kind = this.prefix();
      if (kind === 'array') left += this.length;
      else if (kind === 'map') left += this.length * 2;
      else this.at += kind === 'extension' ? this.length + 1 : this.length;
    }
  }

  /** The next value, whole. */
  value(): unknown {
    const root: unknown[] = [];
    const open: { readonly into: unknown[] | Record<string, unknown>; left: number }[] = [{ into: root, left: 1 }];
    for (let inner = open.at(-1); inner; inner = open.at(-1)) {
      if (inner.left === 0) {
        open.pop();
        continue;
      }
      inner.left -= 1;
      const { into } = inner;
      const key = Array.isArray(into) ? undefined : this.key();
      const kind = this.prefix();
      let value: unknown;
      if (kind === 'array' || kind === 'map') {
        value = kind === 'array' ? [] : {};
        open.push({ into: value as unknown[], left: this.length });
      } else value = this.leaf();
      if (key === undefined) (into as unknown[]).push(value);
      else if (key !== '__proto__') (into as Record<string, unknown>)[key] = value;
      // Defined, not assigned: it stays data.
      else Object.defineProperty(into, key, { value, writable: true, enumerable: true, configurable: true });
    }
    return root[0];
  }

  /** The next value as the key of a map. */
  key(): string {
    const kind = this.prefix();
    if (kind === 'array' || kind === 'map') throw new MsgpackError('a key is an array or a map', 'msgpack-key');
    const { at, length } = this;
    const key = this.leaf();
    if (key instanceof Extension) throw new MsgpackError('a key is an extension', 'msgpack-key');
    return kind === 'bytes' ? this.#string(at, length) : String(key);
  }
}

/** The one value in these bytes. @throws MsgpackError */
export function decodeMsgpack(bytes: Uint8Array): unknown {
  const reader = new MsgpackReader(bytes);
  const value = reader.value();
  if (!reader.atEnd) throw new MsgpackError('bytes follow behind its end');
  return value;
}
