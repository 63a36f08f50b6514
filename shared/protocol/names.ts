/**
 * A small cache of event names and namespaces, so that scanning a header makes no new string for a name seen before. Bounded:
 * a page that makes up names fills it at most to its size.
 */
const SLOTS = 1024;
const LONGEST = 64;

export class NameCache {
  readonly #slots: (string | undefined)[] = new Array(SLOTS);

  /** The text between `start` and `end`, the same string object as before where it is cached. */
  take(text: string, start: number, end: number): string {
    const length = end - start;
    if (length > LONGEST) return text.slice(start, end);
    let hash = length;
    for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const cached = this.#slots[slot];
    if (cached !== undefined && cached.length === length && text.startsWith(cached, start)) return cached;
    const name = text.slice(start, end);
    this.#slots[slot] = name;
    return name;
  }
}
