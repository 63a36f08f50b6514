/** Copies of the page's bytes: it may change or transfer its buffers right after. */
import { apply, getterOf, uncurry } from '../base/primordials.ts';

const { isView } = ArrayBuffer;
const Bytes = Uint8Array;
const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;
const viewBuffer = getterOf(typedArray, 'buffer');
const viewOffset = getterOf(typedArray, 'byteOffset');
const viewLength = getterOf(typedArray, 'byteLength');
const dataBuffer = getterOf(DataView.prototype, 'buffer');
const dataOffset = getterOf(DataView.prototype, 'byteOffset');
const dataLength = getterOf(DataView.prototype, 'byteLength');
const bufferLength = getterOf(ArrayBuffer.prototype, 'byteLength');
const subarray = uncurry(Uint8Array.prototype.subarray);
const { fromCharCode } = String;
const encode = globalThis.btoa.bind(globalThis);

/** A copy of an ArrayBuffer's or a view's bytes; `undefined` for anything else. Realms don't matter. */
export function copyBytes(data: unknown): Uint8Array | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  try {
    if (isView(data)) {
      // A view made anew over the same bytes, then copied: typed array to typed array runs no code of the page.
      return new Bytes(
        new Bytes(viewBuffer(data as Uint8Array), viewOffset(data as Uint8Array), viewLength(data as Uint8Array)),
      );
    }
    bufferLength(data as ArrayBuffer);
    return new Bytes(new Bytes(data as ArrayBuffer));
  } catch {
    return isView(data) ? copyDataView(data as DataView) : undefined;
  }
}

function copyDataView(view: DataView): Uint8Array | undefined {
  try {
    return new Bytes(new Bytes(dataBuffer(view), dataOffset(view), dataLength(view)));
  } catch {
    return undefined;
  }
}

/** `fromCharCode` takes its characters as arguments: a stack's worth at a time, and a multiple of three for base64. */
const CHUNK = 0x6000;

export function base64Of(bytes: Uint8Array): string {
  const length = viewLength(bytes);
  let text = '';
  for (let at = 0; at < length; at += CHUNK) {
    text += encode(apply(fromCharCode, undefined, subarray(bytes, at, at + CHUNK) as unknown as number[]));
  }
  return text;
}

const encodeText = uncurry(TextEncoder.prototype.encode);
const encoder = new TextEncoder();

const decodeText = uncurry(TextDecoder.prototype.decode);
const decoder = new TextDecoder();

/** A text that shares nothing with the one it was cut from: engines let a slice keep its whole origin alive. */
export const copyText = (text: string): string => decodeText(decoder, encodeText(encoder, text));

/** Bytes of a text on the wire. Encodes it: for rare use. */
export const utf8Length = (text: string): number => viewLength(encodeText(encoder, text));

export const byteLength = (bytes: Uint8Array): number => viewLength(bytes);
