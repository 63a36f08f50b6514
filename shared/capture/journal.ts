/**
 * What a recorder keeps until somebody reads it: the last entries, bounded by count and bytes, and the first ones of every
 * live transport, so that a viewer that comes late still sees the handshake. Nothing is serialised before it is read.
 */
import { indexOf, monotonicMs, slice, stringify, timeOriginMs } from '../base/primordials.ts';
import type { Dir, EntryKind, HttpFacts } from '../log/entry.ts';
import { base64Of, byteLength, copyText, utf8Length } from './bytes.ts';

/** A transport as the recorder knows it. */
export interface Carrier {
  readonly id: string;
  /** Entries so far. */
  count: number;
  /** Whether its first entries outlive the bound. */
  live(): boolean;
}

/** One entry, not serialised: small, since there is one for every frame. */
interface Held {
  readonly pos: number;
  readonly at: number;
  readonly kind: EntryKind;
  readonly carrier: Carrier | undefined;
  /** Which of its transport's entries it is, from 0. */
  readonly nth: number;
  readonly dir: Dir | undefined;
  readonly http: HttpFacts | undefined;
  /** The kind's own fields as JSON text, each with a leading comma. */
  readonly fields: string;
  /** A frame's content; `undefined` while a Blob is being read. */
  body: string | Uint8Array | Cut | undefined;
  sizeBytes: number;
  /** Among those that outlived the ring. */
  kept: boolean;
}

export interface Cut {
  readonly head: string;
  readonly size: number;
}

export interface Bounds {
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** Larger frames are cut. */
  readonly maxFrameBytes: number;
}

/**
 * The bound's frame size is half of the ring's: Socket.IO apps do send megabytes (uploads, documents), and without the whole
 * text nothing can be decoded; but one frame must not push out everything else.
 */
export const DEFAULT_BOUNDS: Bounds = { maxEntries: 5000, maxBytes: 8 << 20, maxFrameBytes: 4 << 20 };

/** How many first entries of a live transport are kept beyond the bound. */
const FIRST_ENTRIES = 20;

/** What the first entries of all live transports may weigh together, beyond the ring: as much as the ring's own default. */
const MAX_FIRST_BYTES = 8 << 20;

/** What is kept of a cut text. */
const CUT_HEAD_CHARS = 1 << 16;

/** What an entry weighs beside its content. */
const OVERHEAD_BYTES = 120;

const httpJson = (http: HttpFacts): string =>
  `,"http":{"request":${http.request},"method":${stringify(http.method)},"url":${stringify(http.url)}${
    http.status === undefined ? '' : `,"status":${http.status}`
  }${http.contentType === undefined ? '' : `,"contentType":${stringify(http.contentType)}`}}`;

function bodyJson(body: Held['body']): string {
  if (typeof body === 'string') return `,"text":${stringify(body)}`;
  if (body === undefined) return '';
  if ('head' in body) return `,"cut":{"head":${stringify(body.head)},"size":${body.size}}`;
  return `,"base64":"${base64Of(body)}","size":${byteLength(body)}`;
}

export class Journal {
  readonly recorder: string;
  readonly #bounds: Bounds;
  /** A ring that grows to its bound: the entry at position p stands at p mod the bound while p ≥ `#first`. */
  readonly #ring: (Held | undefined)[] = [];
  #first = 0;
  #end = 0;
  #bytes = 0;
  /** Entries of live transports that the ring let fall, by position. */
  #kept: Held[] = [];
  #keptBytes = 0;
  readonly #listeners: (() => void)[] = [];

  constructor(recorder: string, bounds: Bounds) {
    this.recorder = recorder;
    this.#bounds = bounds;
  }

  /** Writes an entry that is no frame. `fields`: its own fields as JSON text, each with a leading comma. */
  note(kind: EntryKind, fields: string, carrier?: Carrier, http?: HttpFacts): void {
    this.#push(kind, carrier, undefined, http, fields, undefined, fields.length);
  }

  /** Writes a frame with text or bytes that are ours to keep. */
  frame(carrier: Carrier, dir: Dir, content: string | Uint8Array, http?: HttpFacts): void {
    const size = typeof content === 'string' ? content.length : byteLength(content);
    const body = size > this.#bounds.maxFrameBytes ? this.#cut(content, size) : content;
    this.#push('frame', carrier, dir, http, '', body, body === content ? size : CUT_HEAD_CHARS);
  }

  /** Reserves a frame's place; the returned function fills it in. Readers wait before it until then. */
  reserve(carrier: Carrier, dir: Dir, http?: HttpFacts): (content: string | Uint8Array | Cut) => void {
    const held = this.#push('frame', carrier, dir, http, '', undefined, 0);
    return (content) => {
      if (held.body !== undefined) return;
      const size = typeof content === 'string' ? content.length : 'head' in content ? 0 : byteLength(content);
      held.body = size > this.#bounds.maxFrameBytes ? this.#cut(content as string | Uint8Array, size) : content;
      const weight = typeof held.body === 'string' || !('head' in held.body) ? size : held.body.head.length;
      held.sizeBytes += weight;
      if (held.pos >= this.#first) this.#bytes += weight;
      else if (held.kept) this.#keptBytes += weight;
      this.#trim();
      this.wake();
    };
  }

  onGrow(listener: () => void): () => void {
    this.#listeners[this.#listeners.length] = listener;
    return () => {
      for (let i = 0; i < this.#listeners.length; i++) {
        if (this.#listeners[i] !== listener) continue;
        this.#listeners[i] = this.#listeners[this.#listeners.length - 1] as () => void;
        this.#listeners.length -= 1;
        return;
      }
    };
  }

  wake(): void {
    for (let i = 0; i < this.#listeners.length; i++) {
      try {
        this.#listeners[i]?.();
      } catch {
        // A reader's failure is its own: we are inside a call or an event of the page.
      }
    }
  }

  /** See `EntrySource.read`. */
  read(from: number, maxEntries: number, maxChars: number): { next: number; count: number; json: string } {
    let json = '[';
    let count = 0;
    let next = from;
    /** Adds an entry; false when the batch is full or must wait. */
    const take = (held: Held): boolean => {
      if (held.kind === 'frame' && held.body === undefined) return false;
      if (count >= maxEntries || (count > 0 && json.length >= maxChars)) return false;
      if (held.pos > next) {
        json += `${count === 0 ? '' : ','}${this.#lostJson(next, held)}`;
        count += 1;
        next = held.pos;
        if (count >= maxEntries) return false;
      }
      json += `${count === 0 ? '' : ','}${this.#json(held)}`;
      count += 1;
      next = held.pos + 1;
      return true;
    };
    let open = true;
    for (let i = 0; open && i < this.#kept.length; i++) {
      const held = this.#kept[i] as Held;
      if (held.pos >= next && held.pos < this.#first && (held.carrier?.live() ?? false)) open = take(held);
    }
    for (let pos = Math.max(next, this.#first); open && pos < this.#end; pos++) {
      open = take(this.#ring[pos % this.#bounds.maxEntries] as Held);
    }
    return { next, count, json: `${json}]` };
  }

  #push(
    kind: EntryKind,
    carrier: Carrier | undefined,
    dir: Dir | undefined,
    http: HttpFacts | undefined,
    fields: string,
    body: Held['body'],
    size: number,
  ): Held {
    const at = timeOriginMs + monotonicMs();
    const nth = carrier ? carrier.count++ : 0;
    const sizeBytes = OVERHEAD_BYTES + size;
    const held: Held = { pos: this.#end, at, kind, carrier, nth, dir, http, fields, body, sizeBytes, kept: false };
    if (this.#end - this.#first === this.#bounds.maxEntries) this.#evict();
    this.#ring[this.#end % this.#bounds.maxEntries] = held;
    this.#end += 1;
    this.#bytes += sizeBytes;
    if (this.#bytes > this.#bounds.maxBytes) this.#trim();
    if (this.#listeners.length > 0 && (kind !== 'frame' || body !== undefined)) this.wake();
    return held;
  }

  #trim(): void {
    while (this.#bytes > this.#bounds.maxBytes && this.#end - this.#first > 1) this.#evict();
  }

  /** The oldest entry falls, or moves to the kept ones. */
  #evict(): void {
    const place = this.#first % this.#bounds.maxEntries;
    const held = this.#ring[place] as Held;
    this.#ring[place] = undefined;
    this.#first += 1;
    this.#bytes -= held.sizeBytes;
    if (held.nth >= FIRST_ENTRIES || !held.carrier?.live()) return;
    if (this.#kept.length % 64 === 63 || this.#keptBytes + held.sizeBytes > MAX_FIRST_BYTES) this.#forgetDead();
    if (this.#keptBytes + held.sizeBytes > MAX_FIRST_BYTES) return;
    held.kept = true;
    this.#kept[this.#kept.length] = held;
    this.#keptBytes += held.sizeBytes;
  }

  #forgetDead(): void {
    let alive = 0;
    this.#keptBytes = 0;
    for (let i = 0; i < this.#kept.length; i++) {
      const held = this.#kept[i] as Held;
      held.kept = held.carrier?.live() ?? false;
      if (!held.kept) continue;
      this.#kept[alive++] = held;
      this.#keptBytes += held.sizeBytes;
    }
    this.#kept.length = alive;
  }

  #cut(content: string | Uint8Array, size: number): Cut {
    if (typeof content !== 'string') return { head: '', size };
    return { head: copyText(slice(content, 0, CUT_HEAD_CHARS)), size: utf8Length(content) };
  }

  #json(held: Held): string {
    const transport = held.carrier ? `,"transport":"${held.carrier.id}"` : '';
    const dir = held.dir === undefined ? '' : `,"dir":"${held.dir}"`;
    const http = held.http ? httpJson(held.http) : '';
    return `{"pos":${held.pos},"at":${held.at},"recorder":"${this.recorder}","kind":"${held.kind}"${transport}${dir}${held.fields}${bodyJson(held.body)}${http}}`;
  }

  #lostJson(from: number, before: Held): string {
    const count = before.pos - from;
    return `{"pos":${from},"at":${before.at},"recorder":"${this.recorder}","kind":"lost","count":${count}}`;
  }
}

/** A session id in an Engine.IO handshake, found without parsing: `"sid":"…"`. */
export function sidIn(text: string): string {
  const key = '"sid":"';
  const at = indexOf(text, key);
  if (at === -1 || at > 200) return '';
  const start = at + key.length;
  const end = indexOf(text, '"', start);
  return end === -1 ? '' : slice(text, start, end);
}
