import { type Signal, signal } from '@preact/signals';
import type { Host } from '../host.ts';

export const TIME_MODES = ['clock', 'relative', 'delta', 'selected'] as const;
export type TimeMode = (typeof TIME_MODES)[number];

/** A signal whose value outlives the view. A stored value that `parse` does not know is the default again. */
export function persisted<T>(
  settings: Host['settings'],
  key: string,
  initial: T,
  parse: (text: string) => T | undefined,
): { readonly value: Signal<T>; save(next: T): void } {
  const stored = settings.get(key);
  const value = signal(stored === undefined ? initial : (parse(stored) ?? initial));
  return {
    value,
    save(next) {
      value.value = next;
      settings.set(key, String(next));
    },
  };
}

export function oneOf<T extends string>(...allowed: readonly T[]): (text: string) => T | undefined {
  return (text) => allowed.find((value) => value === text);
}

export const asBoolean = (text: string): boolean | undefined =>
  text === 'true' ? true : text === 'false' ? false : undefined;

/** Whole pixels, for pane sizes. */
export const asPixels = (text: string): number | undefined => {
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? Math.round(value) : undefined;
};
