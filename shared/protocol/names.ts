/**
 * A small cache of event names and namespaces, so that scanning a header makes no new string for a name seen before. Bounded:
 * a page that makes up names fills it at most to its size.
 */
const SLOTS = 1024;
const LONGEST = 64;

/** One step of the hash that `take` expects; begin with 0 and feed the name's character codes. */
export const hashStep = (hash: number, code: number): number => (Math.imul(hash, 31) + code) | 0;

/**
 * A copy that does not keep `text` alive: V8's `slice` of 13 characters and more points into the whole string, and a name
 * outlives its frame by far.
 */
const ownCopy = (text: string): string => (text.length < 13 ? text : (JSON.parse(JSON.stringify(text)) as string));

export class NameCache {
  readonly #slots: (string | undefined)[] = new Array(SLOTS).fill(undefined);

  /** The text between `start` and `end`, the same string object as before where it is cached. `hash`: see `hashStep`. */
  take(text: string, start: number, end: number, hash: number): string {
    const length = end - start;
    if (length > LONGEST) return ownCopy(text.slice(start, end));
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const cached = this.#slots[slot];
    if (cached !== undefined && cached.length === length && text.startsWith(cached, start)) return cached;
    const name = ownCopy(text.slice(start, end));
    this.#slots[slot] = name;
    return name;
  }
}
