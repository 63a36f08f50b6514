/** Walks over a query's text: the letters of its grammar, and what stands where. */

/** What is wrong with a query, and where: places are characters of its text. */
export interface QueryProblem {
  readonly start: number;
  readonly end: number;
  /** A full sentence for a person. */
  readonly message: string;
}

/** Thrown inside of the parser only; `parseQuery` returns it. */
export class QueryError extends Error {
  readonly problem: QueryProblem;

  constructor(start: number, end: number, message: string) {
    super(message);
    this.problem = { start, end: Math.max(end, start + 1), message };
  }
}

export interface Value {
  readonly text: string;
  readonly quoted: boolean;
  readonly start: number;
  readonly end: number;
}

/** What ends a word. */
const BREAK = /[\s()"]/;

export class Scanner {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  get char(): string {
    return this.text[this.at] ?? '';
  }

  /** Whether the text goes on like this. */
  sees(what: string): boolean {
    return this.text.startsWith(what, this.at);
  }

  /** Steps over it where it stands here. */
  take(what: string): boolean {
    if (!this.sees(what)) return false;
    this.at += what.length;
    return true;
  }

  blanks(): void {
    while (/\s/.test(this.char)) this.at += 1;
  }

  /** Whether a word ends at a place. */
  isBreak(at: number): boolean {
    return at >= this.text.length || BREAK.test(this.text[at] as string);
  }

  /** The word from here on, which it does not step over. */
  peekWord(): string {
    let end = this.at;
    while (!this.isBreak(end)) end += 1;
    return this.text.slice(this.at, end);
  }

  /** A quoted text, `\` before what would end it; the quote stands here. */
  quoted(): Value {
    const start = this.at;
    this.at += 1;
    let text = '';
    for (;;) {
      if (this.done) throw new QueryError(start, this.text.length, 'This quote is not closed.');
      if (this.take('"')) break;
      if (this.sees('\\')) this.at += 1;
      text += this.char;
      this.at += 1;
    }
    return { text, quoted: true, start, end: this.at };
  }

  /** A quoted text or a word, up to a break or one of `stops`. */
  value(stops = ''): Value {
    if (this.char === '"') return this.quoted();
    const start = this.at;
    while (!this.isBreak(this.at) && !stops.includes(this.char)) this.at += 1;
    return { text: this.text.slice(start, this.at), quoted: false, start, end: this.at };
  }

  /** Where a regular expression that begins here ends, one past its flags; `undefined` where it is none. */
  regexEnd(): number | undefined {
    let inClass = false;
    for (let at = this.at + 1; at < this.text.length; at++) {
      const char = this.text[at];
      if (char === '\\') at += 1;
      else if (char === '[') inClass = true;
      else if (char === ']') inClass = false;
      else if (char === '/' && !inClass) {
        if (at === this.at + 1) return undefined;
        let end = at + 1;
        while (/[a-z]/i.test(this.text[end] ?? '')) end += 1;
        return end >= this.text.length || /[\s)]/.test(this.text[end] as string) ? end : undefined;
      }
    }
    return undefined;
  }
}
