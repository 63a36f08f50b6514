import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./view.css', import.meta.url), 'utf8');

/** The custom properties of a rule that are colours. */
function colours(selector: string): Record<string, string> {
  const start = css.indexOf(`${selector} {`);
  const body = css.slice(start, css.indexOf('}', start));
  return Object.fromEntries(
    [...body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, value!]),
  );
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

const light = colours('.sio');
const dark = { ...light, ...colours('.sio[data-theme="dark"]') };
const inks = ['ink', 'quiet', 'accent', 'amber', 'red', 'violet'];
/** What words stand on: lists, bars, rows under the pointer, selected rows. */
const grounds = ['bg', 'bar', 'hover', 'idle', 'chosen'];

describe.each([
  ['light', light],
  ['dark', dark],
])('contrast, %s', (_theme, palette) => {
  it.each(inks.flatMap((ink) => grounds.map((ground) => [ink, ground] as const)))('%s on %s', (ink, ground) => {
    expect(contrast(palette[ink]!, palette[ground]!)).toBeGreaterThanOrEqual(4.5);
  });
});
