/**
 * Some entries that stand next to each other in the log. Once a block is full, its frames become columns and their text one long
 * string: an object and a string for each cost half as much again as what they say. An entry is made anew when it is asked for.
 */
import type { Dir, Entry, FrameEntry } from './entry.ts';

/** Entries fall in blocks: dropping one by one would have every list of rows look for its dead at every frame. */
export const BLOCK_ENTRIES = 128;

/** What an entry that stays an object costs beside its text: measured objects of this shape in V8 are about this large. */
const OBJECT_BYTES = 160;
/** The same for one in columns. */
const COLUMNS_BYTES = 32;
/** What the model keeps for the rows of an entry. */
const ROW_BYTES = 96;

const WIDE = /[\u0100-\uffff]/;

/** Who wrote a frame, over what, and which way. */
interface Carrier {
  readonly recorder: string;
  readonly transport: string;
  readonly dir: Dir;
}

/** Carriers of a log by number. */
export class Carriers {
  readonly #ids = new Map<string, number>();
  readonly #all: Carrier[] = [];

  id({ recorder, transport, dir }: FrameEntry): number {
    // Ids of a file may hold anything: the length tells where one ends.
    const key = `${dir} ${recorder.length} ${recorder} ${transport}`;
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#all.push({ recorder, transport, dir }) - 1;
      this.#ids.set(key, id);
    }
    return id;
  }

  get(id: number): Carrier {
    return this.#all[id] as Carrier;
  }
}

/** The parts of a frame that most frames don't have. */
type Rest = Pick<FrameEntry, 'http' | 'size'>;

const PLAIN_KEYS: ReadonlySet<string> = new Set([
  ...['pos', 'at', 'recorder', 'kind', 'transport', 'dir', 'text', 'base64', 'size', 'http'],
]);

/** A frame that columns can hold whole; one that was cut, or has fields of a newer version, stays as it is. */
function isPlain(entry: Entry): entry is FrameEntry {
  if (entry.kind !== 'frame' || (entry.text === undefined) === (entry.base64 === undefined)) return false;
  for (const key in entry) {
    if (!PLAIN_KEYS.has(key) && entry[key as keyof FrameEntry] !== undefined) return false;
  }
  return true;
}

/** Bits of a frame's mark, below its carrier's number. */
const IS_FRAME = 1;
const IS_WIDE = 2;
const IS_BASE64 = 4;
const MARK_BITS = 3;

interface Sealed {
  /** Position and time of each. */
  readonly numbers: Float64Array;
  /** Where its text ends (it begins where that of the one before ends), and its mark; 0 for what stays an object. */
  readonly marks: Uint32Array;
  /** Text of one byte a character, and the other: one wide character would double what all the others take. */
  readonly narrow: string;
  readonly wide: string;
  readonly objects: ReadonlyMap<number, Entry>;
  readonly rests: ReadonlyMap<number, Rest>;
  /** Whether a search through the texts finds whatever stands in a frame. */
  readonly searchable: boolean;
}

export class Block {
  readonly #carriers: Carriers;
  #entries: Entry[] | undefined = [];
  #sealed: Sealed | undefined;
  count = 0;
  /** About how much memory it takes. */
  sizeBytes = 0;

  constructor(carriers: Carriers) {
    this.#carriers = carriers;
  }

  get isFull(): boolean {
    return this.count === BLOCK_ENTRIES;
  }

  append(entry: Entry): void {
    this.#entries?.push(entry);
    this.count += 1;
    this.sizeBytes += OBJECT_BYTES + ROW_BYTES + textLength(entry);
    if (this.isFull) this.#seal();
  }

  /** The entry at a place in the block. */
  get(place: number): Entry | undefined {
    return this.#entries ? this.#entries[place] : this.#sealed && this.#read(this.#sealed, place);
  }

  /**
   * The texts of all entries in a few long strings: what is not found in them is in none of them. `undefined` where the block
   * holds something else too.
   */
  get texts(): readonly string[] | undefined {
    const sealed = this.#sealed;
    return sealed?.searchable ? [sealed.narrow, sealed.wide] : undefined;
  }

  #seal(): void {
    const entries = this.#entries as Entry[];
    const numbers = new Float64Array(2 * entries.length);
    const marks = new Uint32Array(2 * entries.length);
    const narrow: string[] = [];
    const wide: string[] = [];
    const length = { narrow: 0, wide: 0 };
    const objects = new Map<number, Entry>();
    const rests = new Map<number, Rest>();
    let searchable = true;
    let sizeBytes = 0;
    for (const [place, entry] of entries.entries()) {
      if (!isPlain(entry)) {
        objects.set(place, entry);
        sizeBytes += OBJECT_BYTES + ROW_BYTES + textLength(entry);
        searchable = false;
        continue;
      }
      const { text, base64, size, http } = entry;
      const content = (text ?? base64) as string;
      const isWide = WIDE.test(content);
      const kind = isWide ? 'wide' : 'narrow';
      (isWide ? wide : narrow).push(content);
      length[kind] += content.length;
      numbers[2 * place] = entry.pos;
      numbers[2 * place + 1] = entry.at;
      marks[2 * place] = length[kind];
      const bits = IS_FRAME | (isWide ? IS_WIDE : 0) | (base64 === undefined ? 0 : IS_BASE64);
      marks[2 * place + 1] = (this.#carriers.id(entry) << MARK_BITS) | bits;
      sizeBytes += COLUMNS_BYTES + ROW_BYTES + content.length * (isWide ? 2 : 1);
      if (base64 !== undefined) searchable = false;
      if (size === undefined && http === undefined) continue;
      rests.set(place, { ...(size !== undefined && { size }), ...(http && { http }) });
      sizeBytes += OBJECT_BYTES + (http?.url.length ?? 0);
      // A polling body may hold a packet's text with escapes; a binary frame may hold packets that are no text at all.
      searchable = false;
    }
    this.#sealed = {
      numbers,
      marks,
      narrow: narrow.join(''),
      wide: wide.join(''),
      objects,
      rests,
      searchable: searchable && length.narrow + length.wide > 0,
    };
    this.#entries = undefined;
    this.sizeBytes = sizeBytes;
  }

  #read(sealed: Sealed, place: number): Entry | undefined {
    const { numbers, marks, objects, rests } = sealed;
    const mark = marks[2 * place + 1] as number;
    if ((mark & IS_FRAME) === 0) return objects.get(place);
    const isWide = mark & IS_WIDE;
    let before = place - 1;
    while (before >= 0 && !sameText(marks[2 * before + 1] as number, isWide)) before -= 1;
    const start = before < 0 ? 0 : (marks[2 * before] as number);
    const content = (isWide ? sealed.wide : sealed.narrow).slice(start, marks[2 * place]);
    const { recorder, transport, dir } = this.#carriers.get(mark >>> MARK_BITS);
    return {
      pos: numbers[2 * place] as number,
      at: numbers[2 * place + 1] as number,
      recorder,
      kind: 'frame',
      transport,
      dir,
      ...(mark & IS_BASE64 ? { base64: content } : { text: content }),
      ...rests.get(place),
    };
  }
}

const sameText = (mark: number, isWide: number): boolean => (mark & IS_FRAME) !== 0 && (mark & IS_WIDE) === isWide;

function textLength(entry: Entry): number {
  if (entry.kind !== 'frame') return 0;
  return (entry.text?.length ?? entry.base64?.length ?? entry.cut?.head.length ?? 0) + (entry.http?.url.length ?? 0);
}
