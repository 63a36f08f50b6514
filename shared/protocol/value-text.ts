/** Values as text on one line: JSON where JSON has a word for them. Stops early and never recurses: payloads may be huge. */
import { Extension } from './msgpack.ts';

const MAX_LEVELS = 40;

const leaf = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Uint8Array) return `‹binary ${value.length.toLocaleString('en')} B›`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof Extension) return `‹extension ${value.type}, ${value.bytes.length.toLocaleString('en')} B›`;
  return String(value);
};

const isLeaf = (value: unknown): boolean =>
  typeof value !== 'object' ||
  value === null ||
  value instanceof Uint8Array ||
  value instanceof Date ||
  value instanceof Extension;

/** About `chars` characters of the values, separated by commas. */
export function valuesText(values: readonly unknown[], chars: number): string {
  let text = '';
  /** Containers that are open, innermost last, with what is left of them. */
  const open: { readonly keys: readonly string[] | undefined; readonly value: object; next: number; end: string }[] = [
    { keys: undefined, value: values, next: 0, end: '' },
  ];
  for (let inner = open.at(-1); inner && text.length < chars; inner = open.at(-1)) {
    const { keys, value, next, end } = inner;
    const count = keys ? keys.length : (value as readonly unknown[]).length;
    if (next >= count) {
      text += end;
      open.pop();
      continue;
    }
    inner.next += 1;
    if (next > 0) text += ',';
    const key = keys ? (keys[next] as string) : String(next);
    if (keys) text += `${JSON.stringify(key)}:`;
    const item = (value as Record<string, unknown>)[key];
    if (typeof item === 'string') text += JSON.stringify(item.slice(0, chars));
    else if (isLeaf(item)) text += leaf(item);
    else if (open.length > MAX_LEVELS) text += '…';
    else {
      const array = Array.isArray(item);
      text += array ? '[' : '{';
      open.push({
        keys: array ? undefined : Object.keys(item as object),
        value: item as object,
        next: 0,
        end: array ? ']' : '}',
      });
    }
  }
  return text.slice(0, chars);
}
