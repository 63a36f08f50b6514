/** Tests that look through a row's text. */
import { ROW_KINDS } from '../columns.ts';
import { nameTest } from './name-pattern.ts';
import type { NamePattern, RegexTerm, TextTerm } from './query.ts';
import { compileRegex } from './regex/regex.ts';
import type { QueryWorld, RowTest } from './row-test.ts';
import { stretchTest } from './stretches.ts';

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export interface TextPattern {
  readonly test: (text: string) => boolean;
  /** Says `false` only of texts in which `test` finds nothing, neither in them nor in a part of them; quick. */
  readonly mayFind: (text: string) => boolean;
}

/** Text in any case, or a regular expression. The platform's own searches for a text without fail in one pass. */
export function textPattern(term: TextTerm | RegexTerm): TextPattern {
  if (term.type === 'text') {
    const found = new RegExp(escapeRegExp(term.text), 'i');
    const test = (text: string): boolean => found.test(text);
    return { test, mayFind: test };
  }
  const { test, literal } = compileRegex(term.source, term.flags);
  if (literal === '') return { test, mayFind: () => true };
  const quick = new RegExp(escapeRegExp(literal), term.flags.includes('i') ? 'i' : '');
  const mayFind = (text: string): boolean => quick.test(text);
  return { test: (text) => mayFind(text) && test(text), mayFind };
}

/** In the name, the namespace, or what crossed the wire. */
export function textTest(term: TextTerm | RegexTerm, { rows, names, nsps, content }: QueryWorld): RowTest {
  const pattern = textPattern(term);
  const nameHits: (boolean | undefined)[] = [];
  const nspHits: (boolean | undefined)[] = [];
  const mayHold = stretchTest(content, pattern.mayFind);
  return (columns, cell) => {
    const name = columns.name[cell] as number;
    if ((nameHits[name] ??= pattern.test(names.name(name)))) return true;
    const nsp = columns.nsp[cell] as number;
    if ((nspHits[nsp] ??= pattern.test(nsps.name(nsp)))) return true;
    if (!mayHold(columns.entry[cell] as number)) return false;
    const text = content.text(cell + rows.base);
    return text !== undefined && pattern.test(text);
  };
}

const EVENT = ROW_KINDS.indexOf('event');
const ROOM = ROW_KINDS.indexOf('room');

export function roomTest(patterns: readonly NamePattern[], { rows, content }: QueryWorld): RowTest {
  const matches = nameTest(patterns);
  return ({ kind }, cell) =>
    (kind[cell] === EVENT || kind[cell] === ROOM) && (content.rooms(cell + rows.base)?.some(matches) ?? false);
}
