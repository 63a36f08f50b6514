/** `npm run bench [group…]`: one JSON line per figure. A group `x` is `bench/x.ts`, exporting `xFigures()`. */
import type { Figure } from './figure.ts';

const GROUPS = ['companion', 'decode', 'hook', 'rooms', 'scale', 'timeline'];

async function figuresOf(group: string): Promise<Figure[]> {
  const module = (await import(new URL(`${group}.ts`, import.meta.url).href)) as Record<string, unknown>;
  const measure = module[`${group}Figures`];
  if (typeof measure !== 'function') throw new Error(`bench/${group}.ts exports no ${group}Figures()`);
  return (await measure()) as Figure[];
}

const asked = process.argv.slice(2);
const unknown = asked.filter((group) => !GROUPS.includes(group));
if (unknown.length > 0) {
  console.error(`No such group: ${unknown.join(', ')}. There are: ${GROUPS.join(', ')}.`);
  process.exit(2);
}
for (const group of asked.length > 0 ? asked : GROUPS) {
  for (const figure of await figuresOf(group)) console.log(JSON.stringify(figure));
}
