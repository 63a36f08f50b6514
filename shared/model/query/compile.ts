/** A query as one test for rows, over the model's columns; payloads are read only where a term needs them. */
import { columnTest } from './column-tests.ts';
import { pathTest } from './path-tests.ts';
import { mentions, type Query } from './query.ts';
import type { QueryWorld, RowTest } from './row-test.ts';
import { roomTest, textTest } from './text-tests.ts';

/** How dear a test is beside others: the cheap ones go first. */
const COLUMN = 0;
const TEXT = 1;
const PAYLOAD = 2;

interface Costed {
  readonly test: RowTest;
  readonly cost: number;
}

export interface CompiledQuery {
  readonly test: RowTest;
  /** Whether a row may pass later that does not now, or the other way round. */
  readonly changes: boolean;
}

/** Terms about what may become known of a row after it came: answers, attachments, rooms. */
const CHANGING = ['ack', 'number', 'trait', 'name'] as const;

export function compileQuery(query: Query, world: QueryWorld): CompiledQuery {
  const changes = CHANGING.some((type) => mentions(query, type));
  return { test: build(query, world).test, changes };
}

function build(query: Query, world: QueryWorld): Costed {
  switch (query.type) {
    case 'all':
    case 'any': {
      const parts = query.of.map((part) => build(part, world)).sort((a, b) => a.cost - b.cost);
      const tests = parts.map(({ test }) => test);
      return { test: query.type === 'all' ? everyOf(tests) : someOf(tests), cost: parts.at(-1)?.cost ?? COLUMN };
    }
    case 'not': {
      const { test, cost } = build(query.of, world);
      return { test: (columns, cell) => !test(columns, cell), cost };
    }
    case 'text':
    case 'regex':
      return { test: textTest(query, world), cost: TEXT };
    case 'path':
      return { test: pathTest(query, world), cost: PAYLOAD };
    case 'name':
      if (query.field === 'room') return { test: roomTest(query.names, world), cost: TEXT };
      return { test: columnTest(query, world), cost: COLUMN };
    case 'trait':
      return { test: columnTest(query, world), cost: query.trait === 'duplicate' ? TEXT : COLUMN };
    default:
      return { test: columnTest(query, world), cost: COLUMN };
  }
}

function everyOf(tests: readonly RowTest[]): RowTest {
  const [first, second] = tests;
  if (!first) return () => true;
  if (!second) return first;
  if (tests.length === 2) return (columns, cell) => first(columns, cell) && second(columns, cell);
  return (columns, cell) => {
    for (const test of tests) if (!test(columns, cell)) return false;
    return true;
  };
}

function someOf(tests: readonly RowTest[]): RowTest {
  return (columns, cell) => {
    for (const test of tests) if (test(columns, cell)) return true;
    return false;
  };
}
