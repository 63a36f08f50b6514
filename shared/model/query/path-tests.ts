/** Tests of values inside of payloads. */
import { ROW_KINDS } from '../columns.ts';
import type { RowKind } from '../types.ts';
import { ordered } from './column-tests.ts';
import type { Comparison, Term } from './query.ts';
import type { QueryWorld, RowTest } from './row-test.ts';
import { stretchTest } from './stretches.ts';
import { textPattern } from './text-tests.ts';

type PathTerm = Extract<Term, { readonly type: 'path' }>;
type ValueTest = (value: unknown) => boolean;

const WITH_PAYLOAD = new Uint8Array(ROW_KINDS.length);
for (const kind of ['event', 'ack', 'connect', 'connected', 'refused'] satisfies RowKind[]) {
  WITH_PAYLOAD[ROW_KINDS.indexOf(kind)] = 1;
}

export function pathTest({ path, comparison }: PathTerm, { rows, content }: QueryWorld): RowTest {
  const wanted = valueTest(comparison);
  const mayHold = quickTest(path, comparison);
  const mayHoldNear = stretchTest(content, mayHold);
  return ({ kind, entry }, cell) => {
    if (WITH_PAYLOAD[kind[cell] as number] !== 1 || !mayHoldNear(entry[cell] as number)) return false;
    const row = cell + rows.base;
    const json = content.json(row);
    if (json !== undefined && !mayHold(json)) return false;
    return reaches(content.args(row), path, 0, wanted);
  };
}

/** Whether some value at the path passes; `*` is any key or index. */
function reaches(value: unknown, path: readonly string[], depth: number, wanted: ValueTest): boolean {
  if (depth === path.length) return wanted(value);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
  const key = path[depth] as string;
  if (key === '*') return Object.values(value).some((below) => reaches(below, path, depth + 1, wanted));
  return Object.hasOwn(value, key) && reaches((value as Record<string, unknown>)[key], path, depth + 1, wanted);
}

/** What can't be written in another way than character by character, or with code points. */
const PLAINLY_WRITTEN = /^[\w$-]+$/;
const POWER_OF_TEN = /\d[eE][+-]?\d/;

/** Rules out most payloads by their text: key and value have to stand there, unless they are written with escapes. */
function quickTest(path: readonly string[], comparison: Comparison): (json: string) => boolean {
  const key = path.findLast((segment) => segment !== '*' && !/^\d+$/.test(segment));
  const parts = [
    ...(key !== undefined && PLAINLY_WRITTEN.test(key) ? [`"${key}"`] : []),
    ...(comparison.operator === '=' && isWrittenOneWay(comparison.text) ? [comparison.text] : []),
  ];
  const isNumber = comparison.operator === '=' && !Number.isNaN(Number(comparison.text));
  return (json) =>
    parts.every((part) => json.includes(part)) || json.includes('\\u') || (isNumber && POWER_OF_TEN.test(json));
}

/** Whether a value that equals this text has its characters, powers of ten aside. */
function isWrittenOneWay(text: string): boolean {
  const number = Number(text);
  return PLAINLY_WRITTEN.test(text) && (Number.isNaN(number) || String(number) === text);
}

function valueTest(comparison: Comparison): ValueTest {
  switch (comparison.operator) {
    case 'exists':
      return () => true;
    case '~': {
      const { test } = textPattern(comparison.pattern);
      return (value) => isPlain(value) && test(String(value));
    }
    case '=':
      return equals(comparison.text, comparison.quoted);
    case '!=': {
      const equal = equals(comparison.text, comparison.quoted);
      return (value) => !equal(value);
    }
    default: {
      const holds = ordered(comparison.operator);
      const bound = Number(comparison.text);
      return (value) => typeof value === 'number' && holds(value, bound);
    }
  }
}

const isPlain = (value: unknown): boolean => value === null || typeof value !== 'object';

/** `7` is the number and the text, `"7"` the text only. */
function equals(text: string, quoted: boolean): ValueTest {
  if (quoted) return (value) => value === text;
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return (value) => (typeof value === 'number' ? value === number : isPlain(value) && String(value) === text);
}
