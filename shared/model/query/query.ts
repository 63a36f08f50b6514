/** What a filter asks of a row, as a tree. The filter box writes one, so do chips, menus and catalogues; `compile.ts` runs it. */
import type { Dir } from '../../log/entry.ts';
import type { RowKind } from '../row-kind.ts';

/** A name to compare with: exactly, or with `*` for anything. */
export interface NamePattern {
  readonly text: string;
  /** `*` in the text stands for anything. */
  readonly wild: boolean;
}

export type NameField = 'event' | 'ns' | 'room';

/** Ack states as a query calls them; `twice` and `orphan` are of acks, the others of emits and their answers. */
export const ACK_WORDS = ['pending', 'answered', 'lost', 'orphan', 'twice'] as const;
export type AckWord = (typeof ACK_WORDS)[number];

/** What a row can have. */
export const TRAITS = ['error', 'ack', 'binary', 'duplicate'] as const;
export type Trait = (typeof TRAITS)[number];

/** `ack` in milliseconds, `size` in bytes, `time` in epoch milliseconds. */
export type NumberField = 'ack' | 'size' | 'time';

export const ORDERS = ['>=', '<=', '>', '<', '='] as const;
export type Order = (typeof ORDERS)[number];

/** What a payload's value is compared with. `text` holds a number or a word as it was written. */
export type Comparison =
  | { readonly operator: Order | '!='; readonly text: string; readonly quoted: boolean }
  | { readonly operator: '~'; readonly pattern: TextTerm | RegexTerm }
  | { readonly operator: 'exists' };

export interface TextTerm {
  readonly type: 'text';
  /** Looked for anywhere, whatever its case. */
  readonly text: string;
}

export interface RegexTerm {
  readonly type: 'regex';
  readonly source: string;
  /** Of `i`, `m` and `s`, in this order. */
  readonly flags: string;
}

export type Term =
  | { readonly type: 'name'; readonly field: NameField; readonly names: readonly NamePattern[] }
  | { readonly type: 'dir'; readonly dir: Dir }
  | { readonly type: 'kinds'; readonly kinds: readonly RowKind[] }
  | { readonly type: 'session'; readonly sessions: readonly number[] }
  | { readonly type: 'ack'; readonly state: AckWord }
  | { readonly type: 'number'; readonly field: NumberField; readonly operator: Order; readonly value: number }
  | { readonly type: 'trait'; readonly trait: Trait }
  | { readonly type: 'path'; readonly path: readonly string[]; readonly comparison: Comparison }
  | TextTerm
  | RegexTerm;

export type Query =
  | { readonly type: 'all'; readonly of: readonly Query[] }
  | { readonly type: 'any'; readonly of: readonly Query[] }
  | { readonly type: 'not'; readonly of: Query }
  | Term;

/** Every row. */
export const EVERYTHING: Query = { type: 'all', of: [] };

/** All of these at once: flat, so that what is equal looks equal. */
export function all(...queries: readonly Query[]): Query {
  const of = queries.flatMap((query) => (query.type === 'all' ? query.of : [query]));
  return of.length === 1 ? (of[0] as Query) : { type: 'all', of };
}

/** One of these at least. */
export function any(...queries: readonly Query[]): Query {
  const of = queries.flatMap((query) => (query.type === 'any' ? query.of : [query]));
  return of.length === 1 ? (of[0] as Query) : { type: 'any', of };
}

/** Rows that the other query leaves out. */
export function not(query: Query): Query {
  return query.type === 'not' ? query.of : { type: 'not', of: query };
}

/** Rows of events with exactly this name, and their acks. */
export function eventNamed(name: string): Query {
  return { type: 'name', field: 'event', names: [{ text: name, wild: false }] };
}

/** Whether a term of this type stands anywhere in a query. */
export function mentions(query: Query, type: Term['type']): boolean {
  if (query.type === 'all' || query.type === 'any') return query.of.some((part) => mentions(part, type));
  return query.type === 'not' ? mentions(query.of, type) : query.type === type;
}
