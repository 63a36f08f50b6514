/** Sets of UTF-16 code units, as sorted ranges that do not touch: `[from, to, from, to, …]`, ends included. */
export type CharSet = readonly number[];

export const MOST = 0xffff;

/** Letters whose case differs stand below this, but for a few that nobody searches for by the other case. */
const CASED_BELOW = 0x600;

export function charSet(ranges: readonly (readonly [number, number])[]): CharSet {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const set: number[] = [];
  for (const [from, to] of sorted) {
    const last = set.length - 1;
    if (set.length > 0 && from <= (set[last] as number) + 1) set[last] = Math.max(set[last] as number, to);
    else set.push(from, to);
  }
  return set;
}

export function pairs(set: CharSet): [number, number][] {
  const found: [number, number][] = [];
  for (let i = 0; i < set.length; i += 2) found.push([set[i] as number, set[i + 1] as number]);
  return found;
}

export const union = (...sets: readonly CharSet[]): CharSet => charSet(sets.flatMap(pairs));

export function negate(set: CharSet): CharSet {
  const rest: [number, number][] = [];
  let next = 0;
  for (const [from, to] of pairs(set)) {
    if (from > next) rest.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= MOST) rest.push([next, MOST]);
  return charSet(rest);
}

export function has(set: CharSet, code: number): boolean {
  for (let i = 0; i < set.length; i += 2) {
    if (code < (set[i] as number)) return false;
    if (code <= (set[i + 1] as number)) return true;
  }
  return false;
}

const fold = (code: number): number => {
  const upper = String.fromCharCode(code).toUpperCase();
  // As ECMAScript's Canonicalize: one unit stays one unit, and nothing becomes ASCII that was none.
  if (upper.length !== 1) return code;
  const folded = upper.charCodeAt(0);
  return code >= 128 && folded < 128 ? code : folded;
};

let byFolded: Map<number, number[]> | undefined;

function variants(code: number): readonly number[] {
  if (!byFolded) {
    byFolded = new Map();
    for (let other = 0; other < CASED_BELOW; other++) {
      const folded = fold(other);
      byFolded.set(folded, [...(byFolded.get(folded) ?? []), other]);
    }
  }
  return byFolded.get(fold(code)) ?? [];
}

/** The set with the other cases of its letters. */
export function caseless(set: CharSet): CharSet {
  const more: [number, number][] = [];
  for (const [from, to] of pairs(set)) {
    for (let code = from; code <= Math.min(to, CASED_BELOW - 1); code++) {
      for (const variant of variants(code)) more.push([variant, variant]);
    }
  }
  return charSet([...pairs(set), ...more]);
}

export const DIGITS = charSet([[0x30, 0x39]]);
export const WORDS = charSet([
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]);
export const LINE_ENDS = charSet([
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
]);
export const SPACES = charSet([
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
]);
export const ALL: CharSet = [0, MOST];
