/** Numbers with units as a query writes them. */
import type { NumberField } from './query.ts';

const UNITS: Readonly<Record<Exclude<NumberField, 'time'>, Readonly<Record<string, number>>>> = {
  ack: { '': 1, ms: 1, s: 1000, min: 60_000 },
  size: { '': 1, b: 1, kb: 1000, mb: 1_000_000 },
};

const AMOUNT = /^((?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)([a-z]*)$/i;

/** What units a field takes, for messages and completion. */
export const unitsOf = (field: NumberField): readonly string[] =>
  field === 'time' ? [] : Object.keys(UNITS[field]).filter((unit) => unit !== '');

/** The value of `200ms`, `10kb`, `2026-03-01T09:04:01`; `undefined` where it is none. */
export function readAmount(field: NumberField, text: string): number | undefined {
  if (field === 'time') {
    if (/^\d+(\.\d+)?(e[+-]?\d+)?$/.test(text)) return finite(Number(text));
    const at = Date.parse(text);
    return Number.isNaN(at) ? undefined : at;
  }
  const found = AMOUNT.exec(text);
  if (!found) return undefined;
  const unit = UNITS[field][(found[2] as string).toLowerCase()];
  return unit === undefined ? undefined : finite(Number(found[1]) * unit);
}

/** Written so that `readAmount` gives the same value again. */
export function writeAmount(field: NumberField, value: number): string {
  if (field === 'time') return String(value);
  const units = Object.entries(UNITS[field]).filter(([unit]) => unit !== '');
  for (const [unit, worth] of units.reverse()) {
    const count = value / worth;
    // Whole numbers only, so that nothing is lost in writing.
    if (Number.isInteger(count) && count * worth === value && (count >= 1 || worth === 1)) return `${count}${unit}`;
  }
  return String(value);
}

const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);
