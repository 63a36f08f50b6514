/** What a page hands to a transport or gets from it, as frames. */
import { getterOf, react, uncurry } from '../base/primordials.ts';
import type { Dir, HttpFacts } from '../log/entry.ts';
import { copyBytes } from './bytes.ts';
import type { Carrier, Journal } from './journal.ts';

const { Blob: NativeBlob } = globalThis;
const blobSize = getterOf(NativeBlob.prototype, 'size');
const blobBytes = uncurry(NativeBlob.prototype.arrayBuffer);

/** A Blob's size; `undefined` for anything else. */
function sizeOfBlob(data: unknown): number | undefined {
  try {
    return blobSize(data as Blob);
  } catch {
    return undefined;
  }
}

/**
 * Writes a frame: text, a copy of bytes, or a Blob's bytes in their place among the frames (reading it leaves the page's Blob as
 * it is). Of another object it says that there was one, and no more: to make text of it could run code of the page.
 */
export function writeContent(journal: Journal, carrier: Carrier, dir: Dir, data: unknown, http?: HttpFacts): void {
  const bytes = copyBytes(data);
  if (bytes || (typeof data !== 'object' && typeof data !== 'function') || data === null) {
    journal.frame(carrier, dir, bytes ?? `${data}`, http);
    return;
  }
  const fill = journal.reserve(carrier, dir, http);
  const size = sizeOfBlob(data);
  const unread = () => fill({ head: '', size: size ?? 0 });
  if (size === undefined) unread();
  else react(blobBytes(data as Blob), (buffer) => fill(copyBytes(buffer) as Uint8Array), unread);
}
