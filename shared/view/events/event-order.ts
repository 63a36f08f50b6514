/** The catalogue in the order that a person chose. */
import type { CatalogueItem } from '../../model/catalogue/types.ts';

export type EventColumn =
  | 'name'
  | 'nsp'
  | 'dir'
  | 'count'
  | 'rate'
  | 'bytes'
  | 'p50'
  | 'p95'
  | 'max'
  | 'never'
  | 'last';

export interface EventOrder {
  readonly key: EventColumn;
  readonly down: boolean;
}

/** Emits that were never answered: lost, or still waiting. */
export const unanswered = ({ lost, waiting }: CatalogueItem): number => lost + waiting;

type Value = string | number;

const VALUES: Readonly<Record<EventColumn, (item: CatalogueItem, nowAt: number) => Value>> = {
  name: ({ name }) => name,
  nsp: ({ nsp }) => nsp,
  dir: ({ dir }) => dir,
  count: ({ count }) => count,
  rate: ({ rates }, nowAt) => rates.perSecond(nowAt),
  bytes: ({ sizeBytes }) => sizeBytes,
  p50: ({ latencies }) => latencies?.percentile(0.5) ?? -1,
  p95: ({ latencies }) => latencies?.percentile(0.95) ?? -1,
  max: ({ latencies }) => latencies?.maxMs ?? -1,
  never: unanswered,
  last: ({ lastAt }) => lastAt,
};

const compare = (a: Value, b: Value): number =>
  typeof a === 'string' ? a.localeCompare(String(b), 'en') : a - Number(b);

/** Numbers begin with the largest, words with the first. */
export const usualOrder = (key: EventColumn): EventOrder => ({ key, down: !['name', 'nsp', 'dir'].includes(key) });

export function sorted(
  items: readonly CatalogueItem[],
  { key, down }: EventOrder,
  nowAt: number,
): readonly CatalogueItem[] {
  const read = VALUES[key];
  return items
    .map((item) => ({ item, value: read(item, nowAt) }))
    .sort((a, b) => {
      const order = compare(a.value, b.value);
      // Equal ones keep to their names, so that rows don't change places for nothing.
      return (down ? -order : order) || compare(a.item.name, b.item.name) || compare(a.item.nsp, b.item.nsp);
    })
    .map(({ item }) => item);
}

export const itemKey = ({ nsp, dir, name }: CatalogueItem): string => JSON.stringify([nsp, dir, name]);
