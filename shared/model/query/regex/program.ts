/** A tree as a machine: states that take a character, split, or assert (Thompson's construction). */
import type { CharSet } from './char-set.ts';
import { type Assertion, type Node, RegexError } from './parse.ts';

export type State =
  | { readonly type: 'chars'; readonly set: CharSet; next: number }
  | { readonly type: 'assert'; readonly what: Assertion; next: number }
  | { readonly type: 'split'; next: number; other: number }
  | { readonly type: 'match' };

export interface Program {
  readonly states: readonly State[];
  readonly start: number;
}

/** The work for one character is at most as large as this. */
const MAX_STATES = 400;

/** @throws RegexError where it would be too large */
export function compileProgram(node: Node): Program {
  const states: State[] = [{ type: 'match' }];
  const add = (state: State): number => {
    if (states.length >= MAX_STATES) throw new RegexError(0, 'This expression is too large: its repetitions multiply.');
    return states.push(state) - 1;
  };
  /** From the end to the beginning: what follows is known. */
  const emit = (part: Node, next: number): number => {
    switch (part.type) {
      case 'chars':
        return add({ type: 'chars', set: part.set, next });
      case 'assert':
        return add({ type: 'assert', what: part.what, next });
      case 'sequence':
        return part.of.reduceRight((after, one) => emit(one, after), next);
      case 'choice': {
        let entry = emit(part.of.at(-1) as Node, next);
        for (const one of part.of.slice(0, -1).reverse())
          entry = add({ type: 'split', next: emit(one, next), other: entry });
        return entry;
      }
      case 'repeat': {
        let entry = next;
        if (part.most === Number.POSITIVE_INFINITY) {
          const loop = { type: 'split', next: -1, other: next } as const;
          entry = add({ ...loop });
          const body = emit(part.of, entry);
          (states[entry] as { next: number }).next = body;
        } else {
          for (let i = part.least; i < part.most; i++)
            entry = add({ type: 'split', next: emit(part.of, entry), other: next });
        }
        for (let i = 0; i < part.least; i++) entry = emit(part.of, entry);
        return entry;
      }
    }
  };
  const start = emit(node, 0);
  return { states, start };
}
