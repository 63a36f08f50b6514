/** A value as the lines of a tree of which only the open branches are walked. Pure: what is open is handed in. */
import { formatCount } from '../parts/format.ts';
import { texts } from '../texts.ts';
import { looksNested, nestedJson } from './nested-json.ts';

export type LineKind = 'text' | 'number' | 'word' | 'object' | 'array' | 'bytes' | 'range' | 'hex';

export interface Line {
  /** Path from the root, as a JSON pointer; the same as long as the value has the same shape. */
  readonly id: string;
  readonly depth: number;
  /** Key, index or range before the value; `undefined` for a hex block. */
  readonly key: string | undefined;
  readonly kind: LineKind;
  /** One line, as JSON would write it, shortened. */
  readonly text: string;
  /** Whether its branch is open; `undefined` for a leaf. */
  readonly open: boolean | undefined;
  /** Characters of a string that is shown in part, or could be. */
  readonly cutFrom: number | undefined;
  readonly value: unknown;
}

export interface Root {
  readonly key: string;
  readonly value: unknown;
}

/** Children are grouped by this many: a branch of 10,000 shows 100 lines. */
const CHUNK = 100;
const STRING_CHARS = 300;
const SUMMARY_CHARS = 72;
/** Branches open by themselves while the tree stays this short. */
const OPEN_LINES = 24;

/** Stands in an id for "what this string holds as JSON": no key is escaped to it. */
export const NESTED = '~j';

export const escapeKey = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** The lines of a tree; `isOpen` says which branches (and which long strings) are open. */
export function flatten(roots: readonly Root[], isOpen: (id: string) => boolean): Line[] {
  const lines: Line[] = [];
  for (const { key, value } of roots) pushValue(lines, `/${escapeKey(key)}`, key, value, 0, isOpen);
  return lines;
}

/** The branches that are open at first: breadth first, while the tree stays short. */
export function openAtFirst(roots: readonly Root[]): ReadonlySet<string> {
  const open = new Set<string>();
  let lines = roots.length;
  let level = roots.map(({ key, value }) => ({ id: `/${escapeKey(key)}`, value }));
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { id, value } of level) {
      const children = childCount(value);
      if (children === 0 || children > CHUNK || lines + children > OPEN_LINES) continue;
      open.add(id);
      lines += children;
      for (const key of Object.keys(value as object)) {
        next.push({ id: `${id}/${escapeKey(key)}`, value: (value as Record<string, unknown>)[key] });
      }
    }
    level = next;
  }
  return open;
}

function childCount(value: unknown): number {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date) return 0;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

function pushValue(
  lines: Line[],
  id: string,
  key: string,
  value: unknown,
  depth: number,
  isOpen: (id: string) => boolean,
): void {
  const base = { id, depth, key, value, cutFrom: undefined };
  if (typeof value === 'string') {
    const cutFrom = value.length > STRING_CHARS ? value.length : undefined;
    const shown = cutFrom !== undefined && !isOpen(id) ? value.slice(0, STRING_CHARS) : value;
    const open = cutFrom === undefined ? undefined : isOpen(id);
    const text = cutFrom !== undefined && !open ? `${JSON.stringify(shown).slice(0, -1)}…` : JSON.stringify(shown);
    lines.push({ ...base, kind: 'text', text, open, cutFrom });
    if (looksNested(value)) pushNested(lines, `${id}/${NESTED}`, value, depth + 1, isOpen);
  } else if (typeof value === 'number' || typeof value === 'bigint') {
    lines.push({ ...base, kind: 'number', text: Object.is(value, -0) ? '-0' : String(value), open: undefined });
  } else if (value instanceof Uint8Array) {
    const open = isOpen(id);
    lines.push({ ...base, kind: 'bytes', text: bytesText(value), open });
    if (open)
      lines.push({
        ...base,
        id: `${id}/hex`,
        depth: depth + 1,
        key: undefined,
        kind: 'hex',
        text: '',
        open: undefined,
      });
  } else if (value instanceof Date) {
    lines.push({ ...base, kind: 'word', text: dateText(value), open: undefined });
  } else if (typeof value === 'object' && value !== null) {
    const count = childCount(value);
    const open = count === 0 ? undefined : isOpen(id);
    const array = Array.isArray(value);
    const text = open ? (array ? `[${formatCount(count)}]` : `{${formatCount(count)}}`) : summary(value);
    lines.push({ ...base, kind: array ? 'array' : 'object', text, open });
    if (open) pushChildren(lines, id, value, array ? undefined : Object.keys(value), 0, count, depth + 1, isOpen);
  } else {
    lines.push({ ...base, kind: 'word', text: String(value), open: undefined });
  }
}

/** A string that holds JSON: shut it is only offered, opened it is read. */
function pushNested(lines: Line[], id: string, text: string, depth: number, isOpen: (id: string) => boolean): void {
  const key = texts.detail.nested;
  if (isOpen(id)) {
    const parsed = nestedJson(text);
    if (parsed) {
      pushValue(lines, id, key, parsed.value, depth, isOpen);
      return;
    }
  }
  const kind = text.trimStart().startsWith('[') ? 'array' : 'object';
  lines.push({
    id,
    depth,
    key,
    kind,
    text: kind === 'array' ? '[…]' : '{…}',
    open: false,
    cutFrom: undefined,
    value: text,
  });
}

/** The ranges that a child of a long branch stands in, the outermost first: branches that must be open for it to be seen. */
export function rangesOf(id: string, index: number, count: number): string[] {
  const found: string[] = [];
  let from = 0;
  let end = count;
  while (end - from > CHUNK) {
    let chunk = CHUNK;
    while ((end - from) / chunk > CHUNK) chunk *= CHUNK;
    from += Math.floor((index - from) / chunk) * chunk;
    end = Math.min(end, from + chunk);
    found.push(`${id}/[${from}…${end - 1}]`);
  }
  return found;
}

/** Children `from` ≤ i < `end`; more than a chunk of them are grouped, and the groups again. */
function pushChildren(
  lines: Line[],
  id: string,
  value: object,
  keys: readonly string[] | undefined,
  from: number,
  end: number,
  depth: number,
  isOpen: (id: string) => boolean,
): void {
  if (end - from <= CHUNK) {
    for (let i = from; i < end; i++) {
      const key = keys ? keys[i]! : String(i);
      pushValue(lines, `${id}/${escapeKey(key)}`, key, (value as Record<string, unknown>)[key], depth, isOpen);
    }
    return;
  }
  let chunk = CHUNK;
  while ((end - from) / chunk > CHUNK) chunk *= CHUNK;
  for (let start = from; start < end; start += chunk) {
    const stop = Math.min(end, start + chunk);
    const range = `${start}…${stop - 1}`;
    const rangeId = `${id}/[${range}]`;
    const open = isOpen(rangeId);
    lines.push({ id: rangeId, depth, key: range, kind: 'range', text: '', open, cutFrom: undefined, value });
    if (open) pushChildren(lines, id, value, keys, start, stop, depth + 1, isOpen);
  }
}

/** Parsers other than the default one carry dates. */
const dateText = (date: Date): string => (Number.isNaN(date.getTime()) ? String(date) : `Date · ${date.toISOString()}`);

export const bytesText = (bytes: Uint8Array): string => `Uint8Array · ${texts.detail.binary(bytes.length)}`;

/** A container on one line: `{room: "lobby", at: [3], …}`. */
export function summary(value: object, most = SUMMARY_CHARS): string {
  const array = Array.isArray(value);
  const keys = array ? undefined : Object.keys(value);
  const count = keys ? keys.length : (value as readonly unknown[]).length;
  const parts: string[] = [];
  let length = 2;
  for (let i = 0; i < count; i++) {
    const key = keys ? keys[i]! : String(i);
    const part = `${keys ? `${key.slice(0, 40)}: ` : ''}${brief((value as Record<string, unknown>)[key])}`;
    length += part.length + 2;
    if (length > most && i > 0) {
      parts.push('…');
      break;
    }
    parts.push(part);
  }
  const inner = parts.join(', ');
  return array ? `[${inner}]` : `{${inner}}`;
}

function brief(value: unknown): string {
  if (typeof value === 'string') {
    return value.length > 40 ? `${JSON.stringify(value.slice(0, 39)).slice(0, -1)}…"` : JSON.stringify(value);
  }
  if (value instanceof Uint8Array) return `‹${texts.detail.binary(value.length)}›`;
  if (value instanceof Date) return dateText(value);
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${formatCount(value.length)}]`;
  if (typeof value === 'object' && value !== null) return childCount(value) === 0 ? '{}' : '{…}';
  return String(value);
}
