/** Reads a regular expression into a tree: ECMAScript's grammar without what takes more than one pass over the text. */
import { ALL, type CharSet, caseless, charSet, DIGITS, LINE_ENDS, negate, SPACES, union, WORDS } from './char-set.ts';

export class RegexError extends Error {
  /** Place in the expression. */
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

export type Assertion = 'start' | 'end' | 'word' | 'not-word';

export type Node =
  | { readonly type: 'chars'; readonly set: CharSet }
  | { readonly type: 'sequence'; readonly of: readonly Node[] }
  | { readonly type: 'choice'; readonly of: readonly Node[] }
  | { readonly type: 'repeat'; readonly of: Node; readonly least: number; readonly most: number }
  | { readonly type: 'assert'; readonly what: Assertion };

const ESCAPED_SETS: Readonly<Record<string, CharSet>> = {
  d: DIGITS,
  D: negate(DIGITS),
  w: WORDS,
  W: negate(WORDS),
  s: SPACES,
  S: negate(SPACES),
};
const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, 0: 0 };
const QUANTIFIER = /^(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})/;
const MAX_DEPTH = 50;

const one = (code: number): CharSet => [code, code];

export class RegexParser {
  readonly #source: string;
  readonly #ignoreCase: boolean;
  readonly #dotAll: boolean;
  #at = 0;
  #depth = 0;

  constructor(source: string, flags: string) {
    this.#source = source;
    this.#ignoreCase = flags.includes('i');
    this.#dotAll = flags.includes('s');
  }

  /** @throws RegexError */
  parse(): Node {
    const node = this.#choice();
    if (this.#at < this.#source.length) throw new RegexError(this.#at, 'This bracket was never opened.');
    return node;
  }

  get #char(): string {
    return this.#source[this.#at] ?? '';
  }

  #take(what: string): boolean {
    if (!this.#source.startsWith(what, this.#at)) return false;
    this.#at += what.length;
    return true;
  }

  #chars(set: CharSet): Node {
    return { type: 'chars', set: this.#ignoreCase ? caseless(set) : set };
  }

  #choice(): Node {
    if (++this.#depth > MAX_DEPTH) throw new RegexError(this.#at, 'Too many groups inside of one another.');
    const of = [this.#sequence()];
    while (this.#take('|')) of.push(this.#sequence());
    this.#depth -= 1;
    return of.length === 1 ? (of[0] as Node) : { type: 'choice', of };
  }

  #sequence(): Node {
    const of: Node[] = [];
    while (this.#at < this.#source.length && this.#char !== '|' && this.#char !== ')') of.push(this.#repeated());
    return of.length === 1 ? (of[0] as Node) : { type: 'sequence', of };
  }

  #repeated(): Node {
    const start = this.#at;
    if (/[*+?]/.test(this.#char)) throw new RegexError(start, 'There is nothing to repeat before this.');
    const node = this.#atom();
    const found = QUANTIFIER.exec(this.#source.slice(this.#at));
    if (!found) return node;
    if (node.type === 'assert' && this.#source[start] !== '(')
      throw new RegexError(this.#at, 'There is nothing to repeat before this.');
    const [quantifier, from, comma, to] = found;
    const simple: Readonly<Record<string, [number, number]>> = { '*': [0, Infinity], '+': [1, Infinity], '?': [0, 1] };
    const [least, most] = simple[quantifier] ?? [Number(from), comma ? (to ? Number(to) : Infinity) : Number(from)];
    if (least > most) throw new RegexError(this.#at, 'The numbers of this repetition are the wrong way round.');
    this.#at += quantifier.length;
    // Whether as few or as many as possible are taken makes no difference to whether something is found.
    this.#take('?');
    if (QUANTIFIER.test(this.#source.slice(this.#at))) {
      throw new RegexError(this.#at, 'There is nothing to repeat before this.');
    }
    return { type: 'repeat', of: node, least, most };
  }

  #atom(): Node {
    const start = this.#at;
    if (this.#take('(')) return this.#group(start);
    if (this.#take('[')) return this.#class(start);
    if (this.#take('^')) return { type: 'assert', what: 'start' };
    if (this.#take('$')) return { type: 'assert', what: 'end' };
    if (this.#take('.')) return { type: 'chars', set: this.#dotAll ? ALL : negate(LINE_ENDS) };
    if (this.#take('\\')) {
      if (this.#take('b')) return { type: 'assert', what: 'word' };
      if (this.#take('B')) return { type: 'assert', what: 'not-word' };
      return this.#chars(this.#escape(start));
    }
    this.#at += 1;
    return this.#chars(one(this.#source.charCodeAt(start)));
  }

  #group(start: number): Node {
    if (/^\?(?:=|!|<=|<!)/.test(this.#source.slice(this.#at))) {
      throw new RegexError(start, 'Looking ahead or behind is left out here: it can take longer than anyone waits.');
    }
    if (this.#take('?')) {
      const named = /^(?::|<[A-Za-z_$][\w$]*>)/.exec(this.#source.slice(this.#at));
      if (!named) throw new RegexError(start, 'No group begins like this.');
      this.#at += named[0].length;
    }
    const node = this.#choice();
    if (!this.#take(')')) throw new RegexError(start, 'This group is not closed.');
    return node;
  }

  /** What follows a backslash. */
  #escape(start: number): CharSet {
    const letter = this.#char;
    if (letter === '') throw new RegexError(start, 'There is nothing behind this backslash.');
    this.#at += 1;
    const set = ESCAPED_SETS[letter];
    if (set) return set;
    if (/[1-9]/.test(letter) || letter === 'k') {
      throw new RegexError(start, 'References back are left out here: they can take longer than anyone waits.');
    }
    if (CONTROLS[letter] !== undefined) return one(CONTROLS[letter]);
    const digits = letter === 'x' ? 2 : letter === 'u' ? 4 : 0;
    const hex = this.#source.slice(this.#at, this.#at + digits);
    if (digits > 0 && hex.length === digits && /^[\da-f]+$/i.test(hex)) {
      this.#at += digits;
      return one(Number.parseInt(hex, 16));
    }
    if (letter === 'c' && /[a-z]/i.test(this.#char)) {
      this.#at += 1;
      return one(this.#source.charCodeAt(this.#at - 1) % 32);
    }
    return one(letter.charCodeAt(0));
  }

  #class(start: number): Node {
    const negated = this.#take('^');
    const sets: CharSet[] = [];
    while (!this.#take(']')) {
      if (this.#at >= this.#source.length) throw new RegexError(start, 'This class is not closed.');
      const from = this.#classAtom();
      const dash = this.#at;
      if (this.#char === '-' && this.#source[this.#at + 1] !== ']' && this.#at + 1 < this.#source.length) {
        this.#at += 1;
        const to = this.#classAtom();
        if (from[0] !== from.at(-1) || to[0] !== to.at(-1)) {
          // With a set at one end the dash is one of the characters.
          sets.push(from, to, one(0x2d));
        } else if ((from[0] as number) > (to[0] as number)) {
          throw new RegexError(dash, 'The ends of this range are the wrong way round.');
        } else sets.push(charSet([[from[0] as number, to[0] as number]]));
      } else sets.push(from);
    }
    const set = union(...sets);
    const folded = this.#ignoreCase ? caseless(set) : set;
    return { type: 'chars', set: negated ? negate(folded) : folded };
  }

  #classAtom(): CharSet {
    const start = this.#at;
    if (this.#take('\\')) return this.#take('b') ? one(8) : this.#take('-') ? one(0x2d) : this.#escape(start);
    this.#at += 1;
    return one(this.#source.charCodeAt(start));
  }
}
