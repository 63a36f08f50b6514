/**
 * The log of a viewer: entries in the order they arrived, append-only, bounded by count and by size. What falls to the
 * bound falls from the front, a block at a time; the first entries of transports that still live are kept aside, so that
 * a saved log still holds the handshakes.
 */
import { BLOCK_ENTRIES, Block, Carriers } from './block.ts';
import { LOG_BOUNDS, type LogBounds } from './bounds.ts';
import { Drops } from './drops.ts';
import type { Entry, RecorderInfo } from './entry.ts';

/** How many first entries of a transport outlive the bound: the handshake, CONNECTs and upgrade of a usual session. */
const HEAD_ENTRIES = 20;

interface Head {
  readonly entries: { readonly index: number; readonly entry: Entry }[];
  closed: boolean;
}

const transportKey = (recorder: string, transport: string): string => `${recorder.length} ${recorder} ${transport}`;

export class Log {
  /** Lower ones take effect with the next `trim`. */
  bounds: LogBounds;
  readonly #recorders = new Map<string, RecorderInfo>();
  readonly #heads = new Map<string, Head>();
  readonly #drops = new Drops();
  readonly #carriers = new Carriers();
  #blocks: Block[] = [];
  #firstBlock = 0;
  #count = 0;
  #sizeBytes = 0;
  #dropped = 0;

  constructor(bounds: LogBounds = LOG_BOUNDS.large) {
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
    if (!block || block.isFull) {
      block = new Block(this.#carriers);
      this.#blocks.push(block);
    }
    const before = block.sizeBytes;
    block.append(entry);
    this.#sizeBytes += block.sizeBytes - before;
    const index = this.first + this.#count++;
    this.#drops.saw(entry);
    this.#keepHead(entry, index);
    return index;
  }

  /** Lets the oldest blocks fall while the log is over its bounds; the newest block always stays. */
  trim(): void {
    while (
      this.#blocks.length > 1 &&
      (this.#count > this.bounds.maxEntries || this.#sizeBytes > this.bounds.maxBytes)
    ) {
      const block = this.#blocks.shift() as Block;
      this.#firstBlock += 1;
      this.#count -= block.count;
      this.#sizeBytes -= block.sizeBytes;
      this.#dropped += block.count;
      for (const [key, head] of this.#heads) if (head.closed) this.#heads.delete(key);
    }
  }

  /** The entry at an index; `undefined` where it fell to the bound or never was. */
  get(index: number): Entry | undefined {
    const place = index - this.first;
    if (place < 0 || place >= this.#count) return undefined;
    return this.#blocks[Math.floor(place / BLOCK_ENTRIES)]?.get(place % BLOCK_ENTRIES);
  }

  /** Entries of the same number are searched together by `textsNear`. */
  blockOf(index: number): number {
    return Math.floor(index / BLOCK_ENTRIES);
  }

  /** The texts of the entries of a block, in a few long strings: `Block.texts`. */
  textsNear(index: number): readonly string[] | undefined {
    return this.#blocks[Math.floor((index - this.first) / BLOCK_ENTRIES)]?.texts;
  }

  /**
   * Everything that is here, oldest first: first the kept beginnings of live transports that the bound would have taken. What fell to
   * the bound or was cleared is told by `lost` entries in its place, so that a saved log has no gap without a word of why.
   */
  entries(): Generator<Entry> {
    return this.#drops.told(this.#kept(), this.#present());
  }

  #kept(): Entry[] {
    const { first } = this;
    const heads = [...this.#heads.values()].flatMap(({ closed, entries }) => (closed ? [] : entries));
    const kept = heads.filter(({ index }) => index < first).map(({ entry }) => entry);
    return kept.sort((a, b) => a.at - b.at || a.pos - b.pos);
  }

  *#present(): Generator<Entry> {
    for (const block of this.#blocks) {
      for (let place = 0; place < block.count; place++) yield block.get(place) as Entry;
    }
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

  #keepHead(entry: Entry, index: number): void {
    if (!('transport' in entry)) return;
    const key = transportKey(entry.recorder, entry.transport);
    let head = this.#heads.get(key);
    if (!head) {
      head = { entries: [], closed: false };
      this.#heads.set(key, head);
    }
    if (head.entries.length < HEAD_ENTRIES) head.entries.push({ index, entry });
    if (entry.kind === 'transport-close') head.closed = true;
  }
}
