/** A bounded plain copy of what the application holds. Reads data properties only: no getter runs, nothing is written. */

const MAX_DEPTH = 4;
const MAX_VALUES = 100;
const MAX_CHARS = 2_000;
const MAX_NAME_CHARS = 256;
const CUT = '…';

/** A name as it is sent: whole up to a bound. */
export function clip(name: unknown): string {
  const text = typeof name === 'string' ? name : typeof name === 'symbol' ? '' : String(name);
  return text.length <= MAX_NAME_CHARS ? text : `${text.slice(0, MAX_NAME_CHARS)}${CUT}`;
}

export function copyBounded(value: unknown): unknown {
  let values = MAX_VALUES;
  let chars = MAX_CHARS;
  const take = (text: string): string => {
    const taken = text.length <= chars ? text : `${text.slice(0, chars)}${CUT}`;
    chars -= Math.min(chars, text.length);
    return taken;
  };
  const copy = (source: unknown, depth: number): unknown => {
    if (values-- <= 0) return CUT;
    if (typeof source === 'string') return take(source);
    if (typeof source === 'bigint') return take(`${source}n`);
    if (typeof source === 'number' || typeof source === 'boolean' || source === null) return source;
    if (typeof source !== 'object') return undefined;
    if (ArrayBuffer.isView(source)) return `(${source.byteLength} bytes)`;
    if (source instanceof Date) return Number.isNaN(source.getTime()) ? null : source.toISOString();
    if (depth >= MAX_DEPTH) return CUT;
    if (Array.isArray(source)) return source.slice(0, MAX_VALUES).map((item) => copy(item, depth + 1));
    const made: Record<string, unknown> = Object.create(null);
    for (const name in source) {
      if (values <= 0 || chars <= 0) break;
      const property = Object.getOwnPropertyDescriptor(source, name);
      if (property && 'value' in property) made[take(name)] = copy(property.value, depth + 1);
    }
    return made;
  };
  return copy(value, 0);
}
