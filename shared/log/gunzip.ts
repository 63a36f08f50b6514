/** Gunzip of a stream that gives what it can: a file that was cut or damaged is read up to there. */

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

async function* unpacked(first: Uint8Array, chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new DecompressionStream('gzip');
  const writer = writable.getWriter();
  const out: Uint8Array[] = [];
  let failed = false;
  let over = false;
  // An error throws away what waits in a stream's queue: so it is taken out of there at once, and handed on from `out`.
  const drain = (async () => {
    const reader = readable.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) out.push(next.value);
  })()
    .catch(() => {
      failed = true;
    })
    .finally(() => {
      over = true;
    });
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
  for (let next: IteratorResult<Uint8Array> = { value: first }; !next.done && !over; next = await chunks.next()) {
    await Promise.race([writer.write(next.value as Uint8Array<ArrayBuffer>).catch(() => {}), drain]);
    await settled();
    yield* out.splice(0);
  }
  await Promise.race([writer.close().catch(() => {}), drain]);
  await drain;
  yield* out.splice(0);
  if (failed) throw new DamagedGzip('The compressed data is damaged or cut off.');
}
