/**
 * Runs a machine over a text in one pass, whatever the expression: sets of states are made when they are first met, and kept
 * (a lazy DFA). The time is in proportion to the text, so that nobody's expression can freeze the view.
 */
import { has, LINE_ENDS, pairs, WORDS } from './char-set.ts';
import type { Program } from './program.ts';

/** What stood before: assertions ask for it. */
const OTHER = 0;
const WORD = 1;
const LINE_END = 2;
const EDGE = 3;
type Context = typeof OTHER | typeof WORD | typeof LINE_END | typeof EDGE;

/** Sets kept at once; more are forgotten and made anew. */
const MAX_KEPT = 1000;

interface StateSet {
  readonly core: readonly number[];
  readonly before: Context;
  /** What follows, by class of the character: `found` where it has matched before that character. */
  readonly next: (StateSet | typeof FOUND | undefined)[];
  end: boolean | undefined;
}
const FOUND = Symbol('found');

const contextOf = (code: number): Context => (has(WORDS, code) ? WORD : has(LINE_ENDS, code) ? LINE_END : OTHER);

export class Matcher {
  readonly #program: Program;
  readonly #multiline: boolean;
  /** First characters of classes that no state tells apart. */
  readonly #bounds: readonly number[];
  readonly #latin = new Uint16Array(256);
  #kept = new Map<string, StateSet>();
  readonly #mark: Uint32Array;
  #round = 0;

  constructor(program: Program, multiline: boolean) {
    this.#program = program;
    this.#multiline = multiline;
    this.#mark = new Uint32Array(program.states.length);
    const bounds = new Set([0]);
    const sets = program.states.flatMap((state) => (state.type === 'chars' ? [state.set] : []));
    for (const set of [...sets, WORDS, LINE_ENDS]) {
      for (const [from, to] of pairs(set)) {
        bounds.add(from);
        bounds.add(to + 1);
      }
    }
    this.#bounds = [...bounds].sort((a, b) => a - b);
    for (let code = 0; code < 256; code++) this.#latin[code] = this.#search(code);
  }

  /** Whether it matches anywhere in the text. */
  test(text: string): boolean {
    let set = this.#set([], EDGE);
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const group = code < 256 ? (this.#latin[code] as number) : this.#search(code);
      let next = set.next[group];
      if (next === undefined) {
        next = this.#step(set, this.#bounds[group] as number);
        set.next[group] = next;
      }
      if (next === FOUND) return true;
      set = next;
    }
    set.end ??= this.#closure(set, EDGE) === FOUND;
    return set.end;
  }

  #search(code: number): number {
    let low = 0;
    let high = this.#bounds.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#bounds[middle] as number) <= code) low = middle;
      else high = middle;
    }
    return low;
  }

  #set(core: readonly number[], before: Context): StateSet {
    const key = `${before}:${core.join()}`;
    let set = this.#kept.get(key);
    if (!set) {
      if (this.#kept.size >= MAX_KEPT) this.#kept = new Map();
      set = { core, before, next: [], end: undefined };
      this.#kept.set(key, set);
    }
    return set;
  }

  #step(set: StateSet, code: number): StateSet | typeof FOUND {
    const closure = this.#closure(set, contextOf(code));
    if (closure === FOUND) return FOUND;
    const next = new Set<number>();
    for (const index of closure) {
      const state = this.#program.states[index];
      if (state?.type === 'chars' && has(state.set, code)) next.add(state.next);
    }
    return this.#set(
      [...next].sort((a, b) => a - b),
      contextOf(code),
    );
  }

  /** States that can be reached without a character, between what stood before and what follows; every place may be the start. */
  #closure(set: StateSet, after: Context): number[] | typeof FOUND {
    this.#round += 1;
    const found: number[] = [];
    const open = [this.#program.start, ...set.core];
    while (open.length > 0) {
      const index = open.pop() as number;
      if (this.#mark[index] === this.#round) continue;
      this.#mark[index] = this.#round;
      const state = this.#program.states[index];
      switch (state?.type) {
        case 'match':
          return FOUND;
        case 'split':
          open.push(state.other, state.next);
          break;
        case 'assert':
          if (this.#holds(state.what, set.before, after)) open.push(state.next);
          break;
        case 'chars':
          found.push(index);
          break;
      }
    }
    return found;
  }

  #holds(what: 'start' | 'end' | 'word' | 'not-word', before: Context, after: Context): boolean {
    if (what === 'start') return before === EDGE || (this.#multiline && before === LINE_END);
    if (what === 'end') return after === EDGE || (this.#multiline && after === LINE_END);
    return ((before === WORD) !== (after === WORD)) === (what === 'word');
  }
}
