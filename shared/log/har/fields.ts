/** Reads the fields of a HAR, which anybody may have written. */

export type Fields = Record<string, unknown>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const fieldsOf = (value: unknown): Fields => (isObject(value) ? value : {});
export const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isObject) : []);
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** The value of a header, whatever case its name is written in. */
export function headerIn(side: unknown, name: string): string {
  const header = listOf(fieldsOf(side).headers).find((one) => textOf(one.name).toLowerCase() === name);
  return textOf(header?.value);
}

/** Epoch milliseconds of an ISO 8601 date. */
export function dateOf(value: unknown): number | undefined {
  const at = Date.parse(textOf(value));
  return Number.isNaN(at) ? undefined : at;
}
