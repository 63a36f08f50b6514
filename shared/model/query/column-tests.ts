/** Tests that the columns alone answer. */
import { ACK_STATES, type Columns, DIR_IN, DIR_OUT, ROW_KINDS } from '../columns.ts';
import type { RowKind } from '../types.ts';
import { duplicateTest } from './duplicates.ts';
import { ERROR_KINDS } from './filter.ts';
import { nameTest } from './name-pattern.ts';
import type { AckWord, NamePattern, Order, Term, Trait } from './query.ts';
import type { QueryWorld, RowTest } from './row-test.ts';

type ColumnTerm = Exclude<Term, { readonly type: 'text' | 'regex' | 'path' }>;

const kindCode = (kind: RowKind): number => ROW_KINDS.indexOf(kind);
const EVENT = kindCode('event');
const ACK = kindCode('ack');
const BINARY = kindCode('binary');

/** The column's codes of the words that a query has for them. */
const ackCode = (word: AckWord): number => ACK_STATES.indexOf(word === 'pending' ? 'waiting' : word);
const TROUBLED_ACKS: ReadonlySet<number> = new Set((['lost', 'orphan', 'twice'] as const).map(ackCode));

const ORDER_TESTS: Readonly<Record<Order, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
};

export const ordered = (operator: Order): ((a: number, b: number) => boolean) => ORDER_TESTS[operator];

export function columnTest(term: ColumnTerm, world: QueryWorld): RowTest {
  switch (term.type) {
    case 'name':
      return term.field === 'event' ? eventTest(term.names, world) : nspTest(term.names, world);
    case 'dir': {
      const code = term.dir === 'in' ? DIR_IN : DIR_OUT;
      return ({ dir }, cell) => dir[cell] === code;
    }
    case 'kinds': {
      const wanted = new Uint8Array(ROW_KINDS.length);
      for (const kind of term.kinds) wanted[kindCode(kind)] = 1;
      return ({ kind }, cell) => wanted[kind[cell] as number] === 1;
    }
    case 'session': {
      const wanted = new Set(term.sessions);
      const [only] = term.sessions;
      if (wanted.size === 1) return ({ session }, cell) => session[cell] === only;
      return ({ session }, cell) => wanted.has(session[cell] as number);
    }
    case 'ack': {
      const code = ackCode(term.state);
      return ({ ack }, cell) => ack[cell] === code;
    }
    case 'number': {
      const key = { ack: 'ackMs', size: 'sizeBytes', time: 'at' }[term.field] as 'ackMs' | 'sizeBytes' | 'at';
      const holds = ordered(term.operator);
      const { value } = term;
      return (columns, cell) => holds(columns[key][cell] as number, value);
    }
    case 'trait':
      return traitTest(term.trait, world);
  }
}

function traitTest(trait: Trait, world: QueryWorld): RowTest {
  switch (trait) {
    case 'error':
      return hasError;
    case 'ack':
      return ({ kind, ack }, cell) => kind[cell] === ACK || (kind[cell] === EVENT && ack[cell] !== 0);
    case 'binary':
      return ({ kind, attachments }, cell) => attachments[cell] !== 0 || kind[cell] === BINARY;
    case 'duplicate':
      return duplicateTest(world);
  }
}

const errorCodes = new Uint8Array(ROW_KINDS.length);
for (const kind of ERROR_KINDS) errorCodes[kindCode(kind)] = 1;

/** Whether a row tells of trouble: it is refused, broken or failed, or an answer is missing or one too many. */
export function hasError(columns: Columns, cell: number): boolean {
  return (
    columns.problem[cell] !== 0 ||
    errorCodes[columns.kind[cell] as number] === 1 ||
    TROUBLED_ACKS.has(columns.ack[cell] as number)
  );
}

/** A test of names by their numbers: most rows share few names. */
function remembered(test: (name: string) => boolean, name: (id: number) => string): (id: number) => boolean {
  const known: (boolean | undefined)[] = [];
  return (id) => (known[id] ??= test(name(id)));
}

/** Events by their name, and acks by that of the emit they answer. */
function eventTest(patterns: readonly NamePattern[], { names }: QueryWorld): RowTest {
  const matches = remembered(nameTest(patterns), (id) => names.name(id));
  return ({ kind, pair, name }, cell) =>
    (kind[cell] === EVENT || (kind[cell] === ACK && pair[cell] !== -1)) && matches(name[cell] as number);
}

function nspTest(patterns: readonly NamePattern[], { nsps }: QueryWorld): RowTest {
  const matches = remembered(nameTest(patterns), (id) => nsps.name(id));
  // Number 0 is that of rows without a namespace.
  return ({ nsp }, cell) => nsp[cell] !== 0 && matches(nsp[cell] as number);
}
