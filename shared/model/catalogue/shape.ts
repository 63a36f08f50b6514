/** The shape of some values of one place: which types it had, which fields, and whether they differ. */

export type ShapeKind = 'string' | 'number' | 'boolean' | 'null' | 'binary' | 'array' | 'object';

export interface Shape {
  /** How many values there were of each type. */
  readonly kinds: ReadonlyMap<ShapeKind, number>;
  readonly seen: number;
  /** Of the objects: fields in order of first sight; fewer seen than objects means that it was missing in some. */
  readonly fields: ReadonlyMap<string, Shape>;
  /** Of all items of the arrays together. */
  readonly items: Shape | undefined;
  /** The objects had too many different fields to be meant as such: `fields` is empty, and this is what stood in them. */
  readonly values: Shape | undefined;
}

const MAX_DEPTH = 6;
const MAX_FIELDS = 60;

function kindOf(value: unknown): ShapeKind {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Uint8Array) return 'binary';
  if (typeof value !== 'object') return typeof value as 'string' | 'number' | 'boolean';
  // The place of an attachment in a packet that was read without them.
  return (value as { _placeholder?: unknown })._placeholder === true ? 'binary' : 'object';
}

export function shapeOf(values: readonly unknown[], depth = 0): Shape {
  const kinds = new Map<ShapeKind, number>();
  const byField = new Map<string, unknown[]>();
  const items: unknown[] = [];
  for (const value of values) {
    const kind = kindOf(value);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (depth >= MAX_DEPTH) continue;
    if (kind === 'array') for (const item of value as unknown[]) items.push(item);
    if (kind !== 'object') continue;
    for (const [field, below] of Object.entries(value as object)) {
      const known = byField.get(field);
      if (known) known.push(below);
      else byField.set(field, [below]);
    }
  }
  const isRecord = byField.size > MAX_FIELDS;
  return {
    kinds,
    seen: values.length,
    fields: new Map(isRecord ? [] : [...byField].map(([field, below]) => [field, shapeOf(below, depth + 1)])),
    items: items.length > 0 ? shapeOf(items, depth + 1) : undefined,
    values: isRecord ? shapeOf([...byField.values()].flat(), depth + 1) : undefined,
  };
}

/** Arguments of one event: each place by itself. Later ones may be missing. */
export function argsShape(samples: readonly (readonly unknown[])[]): readonly Shape[] {
  const most = Math.max(0, ...samples.map((args) => args.length));
  return Array.from({ length: most }, (_, index) =>
    shapeOf(samples.flatMap((args) => (index < args.length ? [args[index]] : []))),
  );
}

/** Whether a place had more than one type; `null` beside one other counts too. */
export const hasOtherTypes = ({ kinds }: Shape): boolean => kinds.size > 1;

/** In how many of so many a place was missing. */
export const missingIn = ({ seen }: Shape, of: number): number => of - seen;

/** Whether anything differs from sample to sample. */
export function drifts(shape: Shape): boolean {
  const objects = shape.kinds.get('object') ?? 0;
  return (
    hasOtherTypes(shape) ||
    [...shape.fields.values()].some((field) => missingIn(field, objects) > 0 || drifts(field)) ||
    (shape.items !== undefined && drifts(shape.items)) ||
    (shape.values !== undefined && drifts(shape.values))
  );
}

/** One line: `{id: number, user?: {…}}`. */
export function shapeWords(shape: Shape, depth = 0): string {
  const words = [...shape.kinds.keys()].map((kind) => {
    if (kind === 'array') return shape.items ? `${shapeWords(shape.items, depth + 1)}[]` : '[]';
    if (kind !== 'object') return kind;
    if (shape.values) return `{[key]: ${shapeWords(shape.values, depth + 1)}}`;
    if (depth > 1) return '{…}';
    const objects = shape.kinds.get('object') as number;
    const fields = [...shape.fields].map(
      ([name, field]) => `${name}${missingIn(field, objects) > 0 ? '?' : ''}: ${shapeWords(field, depth + 1)}`,
    );
    return `{${fields.join(', ')}}`;
  });
  return words.length > 1 && depth > 0 ? `(${words.join(' | ')})` : words.join(' | ');
}
