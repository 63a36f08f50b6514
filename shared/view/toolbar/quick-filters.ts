/** Chips that widen and narrow the list by a press: what is asked for most often. */
import { parseQuery } from '../../model/query/parse.ts';
import { all, any, eventNamed, not, type Query } from '../../model/query/query.ts';
import type { SavedFilter } from './saved-filters.ts';

export const QUICK_FILTERS = {
  errors: 'has:error',
  pending: 'ack:pending',
  slow: 'ack>200ms',
  duplicates: 'has:duplicate',
  big: 'size>10kb',
} as const;

export type QuickFilter = keyof typeof QUICK_FILTERS;

export interface Chosen {
  readonly quick: ReadonlySet<QuickFilter>;
  readonly saved: readonly SavedFilter[];
  readonly muted: readonly string[];
  readonly solo: string | undefined;
}

const queryOf = (text: string): Query => {
  const { query } = parseQuery(text);
  if (!query) throw new Error(`invariant: no query: ${text}`);
  return query;
};

const hides = (query: Query): boolean =>
  query.type === 'not' || (query.type === 'all' && query.of.length > 0 && query.of.every(hides));

/** Of what shows something, one is enough ("errors or slow acks"); what hides something always does. */
export function chosenQuery({ quick, saved, muted, solo }: Chosen): Query {
  const queries = [
    ...[...quick].map((name) => QUICK_FILTERS[name]),
    ...saved.filter(({ on }) => on).map(({ text }) => text),
  ].map(queryOf);
  const shown = queries.filter((query) => !hides(query));
  return all(
    ...(shown.length > 0 ? [any(...shown)] : []),
    ...queries.filter(hides),
    ...(solo === undefined ? [] : [eventNamed(solo)]),
    ...muted.map((name) => not(eventNamed(name))),
  );
}
