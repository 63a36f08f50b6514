/**
 * The log of a viewer: entries in the order they arrived, append-only, bounded by count and by size. What falls to the
 * bound falls from the front, a block at a time; the first entries of transports that still live are kept aside, so that
 * a saved log still holds the handshakes.
 */
import type { Entry, RecorderInfo } from './entry.ts';

/** Entries fall in blocks: dropping one by one would have every list of rows look for its dead at every frame. */
const BLOCK_ENTRIES = 128;

/** How many first entries of a transport outlive the bound: the handshake, CONNECTs and upgrade of a usual session. */
const HEAD_ENTRIES = 20;

/** What an entry costs beside its text: measured objects of this shape in V8 are about this large. */
const ENTRY_OVERHEAD_BYTES = 160;

export interface LogBounds {
  readonly maxEntries: number;
  /** Approximate bytes in memory. */
  readonly maxBytes: number;
}

export const DEFAULT_BOUNDS: LogBounds = { maxEntries: 250_000, maxBytes: 64_000_000 };

interface Block {
  readonly entries: Entry[];
  sizeBytes: number;
}

interface Head {
  readonly entries: Entry[];
  closed: boolean;
}

/** Bytes that an entry weighs in the bound. V8 keeps text of one byte a character where it can. */
function weigh(entry: Entry): number {
  if (entry.kind !== 'frame') return ENTRY_OVERHEAD_BYTES;
  return (
    ENTRY_OVERHEAD_BYTES +
    (entry.text?.length ?? entry.base64?.length ?? entry.cut?.head.length ?? 0) +
    (entry.http?.url.length ?? 0)
  );
}

const transportKey = (recorder: string, transport: string): string => `${recorder} ${transport}`;

export class Log {
  readonly bounds: LogBounds;
  readonly #recorders = new Map<string, RecorderInfo>();
  readonly #heads = new Map<string, Head>();
  #blocks: Block[] = [];
  #firstBlock = 0;
  #count = 0;
  #sizeBytes = 0;
  #dropped = 0;

  constructor(bounds: LogBounds = DEFAULT_BOUNDS) {
    this.bounds = bounds;
  }

  /** Index of the oldest entry that is still here. Indexes are given once and never reused. */
  get first(): number {
    return this.#firstBlock * BLOCK_ENTRIES;
  }

  /** One past the newest entry's index. */
  get end(): number {
    return this.first + this.#count;
  }

  get count(): number {
    return this.#count;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** How many entries fell to this log's bound. */
  get dropped(): number {
    return this.#dropped;
  }

  get recorders(): readonly RecorderInfo[] {
    return [...this.#recorders.values()];
  }

  addRecorder(info: RecorderInfo): void {
    this.#recorders.set(info.id, info);
  }

  /** Takes an entry and returns its index. */
  append(entry: Entry): number {
    let block = this.#blocks.at(-1);
    if (!block || block.entries.length === BLOCK_ENTRIES) {
      block = { entries: [], sizeBytes: 0 };
      this.#blocks.push(block);
    }
    const sizeBytes = weigh(entry);
    block.entries.push(entry);
    block.sizeBytes += sizeBytes;
    this.#sizeBytes += sizeBytes;
    this.#count += 1;
    this.#keepHead(entry);
    return this.first + this.#count - 1;
  }

  /** Lets the oldest blocks fall while the log is over its bounds; the newest block always stays. */
  trim(): void {
    while (
      this.#blocks.length > 1 &&
      (this.#count > this.bounds.maxEntries || this.#sizeBytes > this.bounds.maxBytes)
    ) {
      const block = this.#blocks.shift() as Block;
      this.#firstBlock += 1;
      this.#count -= block.entries.length;
      this.#sizeBytes -= block.sizeBytes;
      this.#dropped += block.entries.length;
      for (const [key, head] of this.#heads) if (head.closed) this.#heads.delete(key);
    }
  }

  /** The entry at an index; `undefined` where it fell to the bound or never was. */
  get(index: number): Entry | undefined {
    const place = index - this.first;
    if (place < 0 || place >= this.#count) return undefined;
    return this.#blocks[Math.floor(place / BLOCK_ENTRIES)]?.entries[place % BLOCK_ENTRIES];
  }

  /** Everything that is here, oldest first: first the kept beginnings of live transports that the bound would have taken. */
  *entries(): Generator<Entry> {
    const kept = [...this.#heads.values()].flatMap((head) => (head.closed ? [] : head.entries));
    const here = new Set<Entry>(this.#blocks.flatMap((block) => block.entries));
    yield* kept.filter((entry) => !here.has(entry)).sort((a, b) => a.at - b.at || a.pos - b.pos);
    for (const block of this.#blocks) yield* block.entries;
  }

  /** Forgets the entries; the beginnings of live transports are kept for saving. Indexes go on counting. */
  clear(): void {
    this.#firstBlock += this.#blocks.length;
    this.#blocks = [];
    this.#count = 0;
    this.#sizeBytes = 0;
    this.#dropped = 0;
    for (const [key, head] of this.#heads) if (head.closed) this.#heads.delete(key);
  }

  #keepHead(entry: Entry): void {
    if (!('transport' in entry)) return;
    const key = transportKey(entry.recorder, entry.transport);
    let head = this.#heads.get(key);
    if (!head) {
      head = { entries: [], closed: false };
      this.#heads.set(key, head);
    }
    if (head.entries.length < HEAD_ENTRIES) head.entries.push(entry);
    if (entry.kind === 'transport-close') head.closed = true;
  }
}
