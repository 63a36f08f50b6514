/** JSON inside of strings: read when it is opened, and kept for as long as it is likely to be looked at. */

/** Longer strings are offered by their first and last character alone; others only when they are JSON indeed. */
const CHECKED_CHARS = 10_000;
const MAX_KEPT = 20;

const kept = new Map<string, { readonly value: object } | undefined>();

/** What the string holds, where that is an object or an array. */
export function nestedJson(text: string): { readonly value: object } | undefined {
  if (kept.has(text)) return kept.get(text);
  let found: { readonly value: object } | undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) found = { value };
  } catch {}
  kept.set(text, found);
  if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value as string);
  return found;
}

/** Whether a string is worth being offered as JSON. */
export function looksNested(text: string): boolean {
  const shape = text.slice(0, 20).trimStart()[0];
  const end = text.slice(-20).trimEnd().at(-1);
  if (!((shape === '{' && end === '}') || (shape === '[' && end === ']'))) return false;
  return text.length > CHECKED_CHARS || nestedJson(text) !== undefined;
}
