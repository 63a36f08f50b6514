/**
 * The secrets found so far and what stands for them. A stand-in is a number given in order of sight: equal values stay equal
 * within an export, and nothing of the value is in it that could be reversed or compared with another export.
 */

/** Shorter ones would hit ordinary words and numbers: they are masked where a rule says so, and not looked for elsewhere. */
const MIN_KNOWN_CHARS = 6;

/** A longer one is a document, and looking for it would cost more than it finds. */
const MAX_KNOWN_CHARS = 2_000;

/** Secrets that are looked for in all other text, and their characters: of more, no pattern can be made. */
export const MAX_KNOWN = 2_000;
const MAX_PATTERN_CHARS = 100_000;

export const STAND_IN = /^masked-\d+$/;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export class Vault {
  readonly #standIns = new Map<string, string>();
  readonly #known: string[] = [];
  #pattern: RegExp | undefined;
  #stale = false;
  #masked = 0;
  #patternChars = 0;
  #unsought = 0;

  /** How many values were masked, the same value counted each time. */
  get masked(): number {
    return this.#masked;
  }

  /** Different values. */
  get size(): number {
    return this.#standIns.size;
  }

  /** Secrets that were not looked for in other text, since there were too many. */
  get unsought(): number {
    return this.#unsought;
  }

  /** What stands for a text that is no secret by itself but may hold some: it is not looked for elsewhere. */
  maskText(text: string): string {
    return this.#standInOf(text).standIn;
  }

  /** What stands for the value. */
  mask(value: string): string {
    const { standIn, isNew } = this.#standInOf(value);
    if (isNew && value.length >= MIN_KNOWN_CHARS && value.length <= MAX_KNOWN_CHARS) this.#seek(value);
    return standIn;
  }

  #standInOf(value: string): { readonly standIn: string; readonly isNew: boolean } {
    if (STAND_IN.test(value)) return { standIn: value, isNew: false };
    this.#masked += 1;
    const known = this.#standIns.get(value);
    if (known !== undefined) return { standIn: known, isNew: false };
    const standIn = `masked-${this.#standIns.size + 1}`;
    this.#standIns.set(value, standIn);
    return { standIn, isNew: true };
  }

  #seek(value: string): void {
    if (this.#known.length >= MAX_KNOWN || this.#patternChars + value.length > MAX_PATTERN_CHARS) {
      this.#unsought += 1;
      return;
    }
    this.#known.push(value);
    this.#patternChars += value.length;
    this.#stale = true;
  }

  /** The text with every known secret in it masked. */
  maskKnown(text: string): string {
    if (this.#stale) {
      this.#stale = false;
      // The longest first: one secret may begin with another.
      const longestFirst = [...this.#known].sort((a, b) => b.length - a.length);
      this.#pattern = new RegExp(longestFirst.map(escaped).join('|'), 'g');
    }
    return this.#pattern ? text.replace(this.#pattern, (value) => this.mask(value)) : text;
  }
}
