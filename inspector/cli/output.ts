/** What the command line prints and writes. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Prints lines in large pieces, no faster than the reader takes them. */
export class Printer {
  #waiting = '';

  async line(text: string): Promise<void> {
    this.#waiting += `${text}\n`;
    if (this.#waiting.length > 64 * 1024) await this.flush();
  }

  async flush(): Promise<void> {
    const text = this.#waiting;
    this.#waiting = '';
    if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
  }
}

/** Writes to a file (gzip where its name ends in `.gz`), or to standard output for `-`. The file is there whole or not at all. */
export async function writeOut(out: string, chunks: AsyncIterable<string>): Promise<void> {
  if (out === '-') {
    for await (const chunk of chunks) if (!process.stdout.write(chunk)) await once(process.stdout, 'drain');
    return;
  }
  const part = `${out}.part-${process.pid}`;
  try {
    const target = createWriteStream(part, { flags: 'wx' });
    if (out.endsWith('.gz')) await pipeline(Readable.from(chunks), createGzip(), target);
    else await pipeline(Readable.from(chunks), target);
    await rename(part, out);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
