/** Gunzip of a stream that gives what it can: a file that was cut or damaged is read up to there. */
import { Gunzip } from 'fflate';

/** The stream is damaged or cut from here on; everything before was given. */
export class DamagedGzip extends Error {}

const isGzip = (chunk: Uint8Array): boolean => chunk[0] === 0x1f && chunk[1] === 0x8b;

/** Joins chunks until two bytes are there, the least that tells a gzip file. */
async function firstChunk(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let first = new Uint8Array();
  while (first.length < 2) {
    const { done, value } = await chunks.next();
    if (done) break;
    const joined = new Uint8Array(first.length + value.length);
    joined.set(first);
    joined.set(value, first.length);
    first = joined;
  }
  return first;
}

/** The bytes as they are, or unpacked where they are gzip. Throws `DamagedGzip` after the last byte that could be unpacked. */
export async function* gunzipped(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await firstChunk(chunks);
  if (first.length > 0 && !isGzip(first)) yield first;
  if (isGzip(first)) yield* unpacked(first, chunks);
  else for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
}

/** What a damaged block can cost beside what follows it: the library gives nothing of a piece in which it fails. */
const PIECE_BYTES = 4096;

/**
 * By fflate and not by `DecompressionStream`: that unpacks in another thread, and an error throws away what it had not handed
 * over by then, so that what is read of a cut file depends on how busy the machine is.
 */
async function* unpacked(first: Uint8Array, chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const out: Uint8Array[] = [];
  /** Bytes out of the member that is being read, and the last four bytes read: at its end they say the same (RFC 1952). */
  let size = 0;
  const tail = new Uint8Array(4);
  const gunzip = new Gunzip((bytes) => {
    out.push(bytes);
    size += bytes.length;
  });
  gunzip.onmember = () => {
    size = 0;
  };
  let failed = false;
  for (let next: IteratorResult<Uint8Array> = { value: first }; !next.done && !failed; next = await chunks.next()) {
    const chunk = next.value as Uint8Array;
    for (let at = 0; at < chunk.length && !failed; at += PIECE_BYTES) {
      const piece = chunk.subarray(at, at + PIECE_BYTES);
      if (piece.length < 4) tail.copyWithin(0, piece.length);
      tail.set(piece.subarray(-4), 4 - Math.min(4, piece.length));
      try {
        gunzip.push(piece);
      } catch {
        failed = true;
      }
      yield* out.splice(0);
    }
  }
  const told = new DataView(tail.buffer).getUint32(0, true);
  if (failed || told !== size % 2 ** 32) throw new DamagedGzip('The compressed data is damaged or cut off.');
}
