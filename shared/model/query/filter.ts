/** What a view's controls narrow the log to, as one query. */
import type { Dir } from '../../log/entry.ts';
import { ROW_KINDS } from '../columns.ts';
import type { RowKind } from '../types.ts';
import { all, any, mentions, type Query } from './query.ts';

/** Folded away unless asked for: beats, transport packets and what the server tells us say nothing that the application said. */
export const HIDDEN_KINDS: ReadonlySet<RowKind> = new Set(['heartbeat', 'engine', 'transport', 'companion']);

/** Kinds that tell of trouble by themselves. */
export const ERROR_KINDS: ReadonlySet<RowKind> = new Set(['refused', 'broken', 'http-error']);

/** Which rows to show. Everything that is set must hold. */
export interface Filter {
  readonly query?: Query;
  readonly dir?: Dir;
  /** Kinds to show; unset shows the default, everything but `HIDDEN_KINDS`, unless the query says `type:` itself. */
  readonly kinds?: ReadonlySet<RowKind>;
  readonly nsp?: string;
  readonly session?: number;
  /** Epoch milliseconds, both included. */
  readonly fromAt?: number;
  readonly toAt?: number;
}

const kindsQuery = (kinds: readonly RowKind[]): Query => (kinds.length === 0 ? any() : { type: 'kinds', kinds });

export function filterQuery({ query, dir, kinds, nsp, session, fromAt, toAt }: Filter): Query {
  const parts: Query[] = [];
  if (kinds) parts.push(kindsQuery([...kinds]));
  else if (!query || !mentions(query, 'kinds'))
    parts.push(kindsQuery(ROW_KINDS.filter((kind) => !HIDDEN_KINDS.has(kind))));
  if (dir) parts.push({ type: 'dir', dir });
  if (session !== undefined) parts.push({ type: 'session', sessions: [session] });
  if (nsp !== undefined) parts.push({ type: 'name', field: 'ns', names: [{ text: nsp, wild: false }] });
  if (fromAt !== undefined) parts.push({ type: 'number', field: 'time', operator: '>=', value: fromAt });
  if (toAt !== undefined) parts.push({ type: 'number', field: 'time', operator: '<=', value: toAt });
  if (query) parts.push(query);
  return all(...parts);
}
