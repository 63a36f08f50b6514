/** What differs between two values, leaf by leaf. Arrays are compared place by place. */

export interface Change {
  /** Like `args[0].user.id`. */
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before: unknown;
  readonly after: unknown;
}

export interface Difference {
  readonly changes: readonly Change[];
  /** A bound left the rest uncompared. */
  readonly cut: boolean;
}

const MAX_CHANGES = 200;
const MAX_VALUES = 50_000;
const PLAIN_KEY = /^[A-Za-z_$][\w$]*$/;

interface Pair {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The path of a child, as JavaScript writes it. */
export function childPath(path: string, key: string, ofArray: boolean): string {
  if (ofArray) return `${path}[${key}]`;
  return PLAIN_KEY.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

export function diff(path: string, before: unknown, after: unknown): Difference {
  const changes: Change[] = [];
  const left: Pair[] = [{ path, before, after }];
  let looked = 0;
  for (let pair = left.pop(); pair; pair = left.pop()) {
    if (changes.length >= MAX_CHANGES) return { changes, cut: true };
    if (!comparable(pair.before, pair.after)) {
      if (!sameLeaf(pair.before, pair.after)) changes.push({ ...pair, kind: 'changed' });
      continue;
    }
    const was = pair.before as Record<string, unknown>;
    const is = pair.after as Record<string, unknown>;
    const ofArray = Array.isArray(was);
    const inner: Pair[] = [];
    for (const key in was) {
      if (++looked > MAX_VALUES || changes.length >= MAX_CHANGES) return { changes, cut: true };
      const there = Object.hasOwn(is, key);
      // Most values are equal: no path is made for them.
      if (there && Object.is(was[key], is[key])) continue;
      const at = childPath(pair.path, key, ofArray);
      if (there) inner.push({ path: at, before: was[key], after: is[key] });
      else changes.push({ path: at, kind: 'removed', before: was[key], after: undefined });
    }
    for (const key in is) {
      if (Object.hasOwn(was, key)) continue;
      if (++looked > MAX_VALUES || changes.length >= MAX_CHANGES) return { changes, cut: true };
      changes.push({ path: childPath(pair.path, key, ofArray), kind: 'added', before: undefined, after: is[key] });
    }
    for (let at = inner.length - 1; at >= 0; at--) left.push(inner[at] as Pair);
  }
  return { changes, cut: false };
}

const isContainer = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array) && !(value instanceof Date);

const comparable = (a: unknown, b: unknown): boolean =>
  isContainer(a) && isContainer(b) && Array.isArray(a) === Array.isArray(b);

function sameLeaf(a: unknown, b: unknown): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    return a.length === b.length && a.every((byte, at) => byte === b[at]);
  }
  if (a instanceof Date && b instanceof Date) return Object.is(a.getTime(), b.getTime());
  return Object.is(a, b);
}
