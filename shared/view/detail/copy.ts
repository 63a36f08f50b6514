import { base64FromBytes } from '../../base/base64.ts';
import type { Detail } from '../../model/types.ts';

const INDENT = '  ';

/** Deeper levels are not indented further: the indents of 20,000 levels are 400 MB. */
const MAX_INDENTS = 100;

/** A value that holds no others, as JSON; `undefined` where JSON leaves it out. */
function leaf(value: unknown): string | undefined {
  if (value instanceof Uint8Array) return `"data:application/octet-stream;base64,${base64FromBytes(value)}"`;
  return JSON.stringify(value);
}

const isContainer = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array) && !(value instanceof Date);

/** A container that is being written: what is left of it. */
interface Open {
  readonly value: Record<string, unknown>;
  readonly keys: readonly string[];
  readonly isArray: boolean;
  next: number;
  written: number;
}

const opened = (value: object): Open => ({
  value: value as Record<string, unknown>,
  keys: Object.keys(value),
  isArray: Array.isArray(value),
  next: 0,
  written: 0,
});

/**
 * JSON of a decoded value, indented; binary as a data URL, which any tool can read back. The same text as `JSON.stringify`
 * makes, which overflows the stack on payloads that nest some thousand levels deep.
 */
export function toJson(value: unknown): string {
  if (!isContainer(value)) return leaf(value) ?? String(value);
  const parts: string[] = [];
  const open = [opened(value)];
  parts.push(open[0]?.isArray ? '[' : '{');
  for (let inner = open.at(-1); inner; inner = open.at(-1)) {
    const { keys, isArray } = inner;
    const indent = `\n${INDENT.repeat(Math.min(open.length, MAX_INDENTS))}`;
    if (inner.next === keys.length) {
      open.pop();
      if (inner.written > 0) parts.push(indent.slice(0, -INDENT.length));
      parts.push(isArray ? ']' : '}');
      continue;
    }
    const key = keys[inner.next++] as string;
    const item = inner.value[key];
    const text = isContainer(item) ? '' : (leaf(item) ?? (isArray ? 'null' : undefined));
    if (text === undefined) continue;
    parts.push(inner.written++ > 0 ? ',' : '', indent, isArray ? '' : `${JSON.stringify(key)}: `, text);
    if (!isContainer(item)) continue;
    parts.push(Array.isArray(item) ? '[' : '{');
    open.push(opened(item));
  }
  return parts.join('');
}

/** What "copy JSON" gives for a row: its arguments or payload, or else the entry as it stands in the log. */
export function jsonOf(detail: Detail): unknown {
  const { packet, entry } = detail;
  if (packet?.args) return packet.args;
  if (packet?.data !== undefined) return packet.data;
  return entry;
}

/** What "copy raw" gives: the frame's text, or base64 of a binary one. */
export function rawOf(detail: Detail): string | undefined {
  if (detail.raw !== undefined) return detail.raw;
  return detail.bytes.length > 0 ? detail.bytes.map(base64FromBytes).join('\n') : undefined;
}
