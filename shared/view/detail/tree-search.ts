/** Looks for words in the keys and leaves of a tree, whatever of it is open. */
import { childPath } from './diff.ts';
import { nestedJson } from './nested-json.ts';
import { escapeKey, NESTED, type Root, rangesOf } from './tree.ts';

export interface TreeMatches {
  /** Ids of the lines, from the top, each with the branches that must be open for it to be seen. */
  readonly found: readonly { readonly id: string; readonly open: readonly string[] }[];
  /** A bound left the rest unsearched. */
  readonly cut: boolean;
}

const MAX_VALUES = 50_000;
const MAX_FOUND = 1000;
/** What is nested deeper can't be drawn either. */
const MAX_DEPTH = 200;

interface Open {
  readonly id: string;
  readonly value: Record<string, unknown>;
  readonly keys: readonly string[];
  next: number;
}

export function searchTree(roots: readonly Root[], words: string): TreeMatches {
  const wanted = words.toLowerCase();
  const found: { id: string; open: string[] }[] = [];
  let looked = 0;
  for (const root of roots) {
    const open: Open[] = [];
    visit(`/${escapeKey(root.key)}`, root.key, root.value, open);
    for (let branch = open.at(-1); branch; branch = open.at(-1)) {
      if (looked >= MAX_VALUES || found.length >= MAX_FOUND) return { found, cut: true };
      const key = branch.keys[branch.next++];
      if (key === undefined) open.pop();
      else visit(`${branch.id}/${escapeKey(key)}`, key, branch.value[key], open);
    }
  }
  return { found, cut: false };

  function visit(id: string, key: string, value: unknown, open: Open[]): void {
    looked++;
    const branch = isBranch(value);
    if (key.toLowerCase().includes(wanted) || (!branch && leafText(value).toLowerCase().includes(wanted))) {
      const ancestors = open.flatMap((one) => [one.id, ...rangesOf(one.id, one.next - 1, one.keys.length)]);
      found.push({ id, open: ancestors });
    }
    if (branch && open.length < MAX_DEPTH) {
      open.push({ id, value: value as Record<string, unknown>, keys: Object.keys(value), next: 0 });
    }
  }
}

const isBranch = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array) && !(value instanceof Date);

function leafText(value: unknown): string {
  if (value instanceof Uint8Array) return '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  return String(value);
}

/** A line's id as a JavaScript path: `args[0].user["a b"]`; what a string holds as JSON by `JSON.parse`. */
export function pathOf(base: string, roots: readonly Root[], id: string): string {
  let path = base;
  let ofArray = base === 'args';
  let value: unknown = Object.fromEntries(roots.map((root) => [root.key, root.value]));
  for (const part of id.split('/').slice(1)) {
    if (part === NESTED) {
      path = `JSON.parse(${path})`;
      value = nestedJson(String(value))?.value;
    } else {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      // The one root of a value without fields has no key.
      if (key !== '' || path !== base) path = childPath(path, key, ofArray);
      value = (value as Record<string, unknown> | undefined)?.[key];
    }
    ofArray = Array.isArray(value);
  }
  return path;
}
