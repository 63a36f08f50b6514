/**
 * The query language: `docs/design.md`, "The query language". Words that are no term of it are looked for as text, so that an
 * event's name can be typed as it is (`file:upload`).
 */
import { ROW_KINDS } from '../columns.ts';
import type { RowKind } from '../types.ts';
import {
  ACK_WORDS,
  type AckWord,
  all,
  any,
  type Comparison,
  type NameField,
  type NamePattern,
  type NumberField,
  not,
  type ORDERS,
  type Query,
  type RegexTerm,
  type Term,
  type TextTerm,
  TRAITS,
  type Trait,
} from './query.ts';
import { compileRegex, RegexError } from './regex/regex.ts';
import { QueryError, type QueryProblem, Scanner, type Value } from './scanner.ts';
import { readAmount, unitsOf } from './units.ts';

export type Parsed =
  | { readonly query: Query; readonly problem?: undefined }
  | { readonly query?: undefined; readonly problem: QueryProblem };

/** Deeper brackets than these are no person's. */
const MAX_DEPTH = 100;

const COLON_FIELD = /^(event|ns|room|dir|type|session|ack|has):/;
const NUMBER_FIELD = /^(ack|size|time)(>=|<=|>|<|=)/;
const PATH_HEAD = /^(data|args)\./;
const PATH_OPERATORS = ['!=', '>=', '<=', '>', '<', '=', '~'] as const;

/** Reads a query. Never throws: what is wrong comes with its place. */
export function parseQuery(text: string): Parsed {
  const scanner = new Scanner(text);
  try {
    const query = readAny(scanner, 0);
    if (!scanner.done) throw new QueryError(scanner.at, scanner.at + 1, 'This bracket was never opened.');
    return { query };
  } catch (error) {
    if (error instanceof QueryError) return { problem: error.problem };
    throw error;
  }
}

const isOr = (scanner: Scanner): boolean => scanner.peekWord().toLowerCase() === 'or';

function readAny(scanner: Scanner, depth: number): Query {
  if (depth > MAX_DEPTH) throw new QueryError(scanner.at, scanner.at + 1, 'Too many brackets inside of one another.');
  const parts = [readAll(scanner, depth)];
  while (isOr(scanner)) {
    const at = scanner.at;
    scanner.at += 2;
    const part = readAll(scanner, depth);
    if (isEmpty(part) || isEmpty(parts.at(-1) as Query)) {
      throw new QueryError(at, at + 2, '“or” needs a term on both sides. To look for the word, quote it: "or".');
    }
    parts.push(part);
  }
  return any(...parts);
}

const isEmpty = (query: Query): boolean => query.type === 'all' && query.of.length === 0;

function readAll(scanner: Scanner, depth: number): Query {
  const parts: Query[] = [];
  for (;;) {
    scanner.blanks();
    if (scanner.done || scanner.char === ')' || isOr(scanner)) return all(...parts);
    parts.push(readNot(scanner, depth));
  }
}

function readNot(scanner: Scanner, depth: number): Query {
  const start = scanner.at;
  if (scanner.take('-')) {
    if (scanner.done || /[\s)]/.test(scanner.char)) {
      throw new QueryError(start, start + 1, '“-” leaves out what follows it: put the term right behind it.');
    }
    if (depth > MAX_DEPTH) throw new QueryError(start, start + 1, 'Too many “-” in a row.');
    return not(readNot(scanner, depth + 1));
  }
  if (!scanner.take('(')) return readTerm(scanner);
  const query = readAny(scanner, depth + 1);
  if (!scanner.take(')')) throw new QueryError(start, start + 1, 'This bracket is not closed.');
  if (isEmpty(query)) throw new QueryError(start, scanner.at, 'There is nothing in these brackets.');
  return query;
}

function readTerm(scanner: Scanner): Query {
  const word = scanner.peekWord();
  const colon = COLON_FIELD.exec(word);
  if (colon) return readColon(scanner, colon[1] as string);
  const number = NUMBER_FIELD.exec(word);
  if (number) return readNumber(scanner, number[1] as NumberField, number[2] as (typeof ORDERS)[number]);
  if (PATH_HEAD.test(word)) {
    const path = readPath(scanner);
    if (path) return path;
  }
  if (word === 'binary') {
    scanner.at += word.length;
    return { type: 'trait', trait: 'binary' };
  }
  return readPattern(scanner);
}

/** A text, quoted or not, or a regular expression. */
function readPattern(scanner: Scanner): TextTerm | RegexTerm {
  const start = scanner.at;
  if (scanner.char === '/') {
    const end = scanner.regexEnd();
    if (end !== undefined) {
      scanner.at = end;
      return regexOf(scanner.text.slice(start, end), start, end);
    }
  }
  const value = scanner.value();
  if (value.text === '') throw new QueryError(value.start, value.end, 'There is nothing to look for here.');
  return { type: 'text', text: value.text };
}

function regexOf(written: string, start: number, end: number): RegexTerm {
  const close = written.lastIndexOf('/');
  const source = written.slice(1, close);
  const flags = [...new Set(written.slice(close + 1))].sort().join('');
  try {
    compileRegex(source, flags);
  } catch (error) {
    if (error instanceof RegexError) {
      const at = start + 1 + error.at;
      throw new QueryError(Math.min(at, end - 1), Math.min(at + 1, end), error.message);
    }
    throw error;
  }
  return { type: 'regex', source, flags };
}

function readColon(scanner: Scanner, field: string): Term {
  const start = scanner.at;
  scanner.at += field.length + 1;
  switch (field) {
    case 'event':
    case 'ns':
    case 'room':
      return { type: 'name', field: field as NameField, names: list(scanner, start, field).map(namePattern) };
    case 'type':
      return { type: 'kinds', kinds: list(scanner, start, field).map((value) => oneOf(value, ROW_KINDS) as RowKind) };
    case 'session':
      return { type: 'session', sessions: list(scanner, start, field).map(sessionNumber) };
    case 'dir':
      return { type: 'dir', dir: oneOf(needed(scanner.value(), start, field), ['in', 'out']) as 'in' | 'out' };
    case 'ack':
      return { type: 'ack', state: oneOf(needed(scanner.value(), start, field), ACK_WORDS) as AckWord };
    default:
      return has(scanner, start);
  }
}

function has(scanner: Scanner, start: number): Term {
  if (PATH_HEAD.test(scanner.peekWord())) {
    const path = readSegments(scanner);
    if (path && scanner.isBreak(scanner.at)) return { type: 'path', path, comparison: { operator: 'exists' } };
    throw new QueryError(start, scanner.at + 1, 'This is no path: write has:data.name or has:args.1.name.');
  }
  return { type: 'trait', trait: oneOf(needed(scanner.value(), start, 'has'), TRAITS) as Trait };
}

/** Values with commas between. */
function list(scanner: Scanner, start: number, field: string): Value[] {
  const values: Value[] = [];
  do values.push(needed(scanner.value(','), start, field));
  while (scanner.take(','));
  return values;
}

function needed(value: Value, start: number, field: string): Value {
  if (value.text === '' && !value.quoted) {
    throw new QueryError(
      start,
      Math.max(value.end, start + field.length + 1),
      `“${field}:” needs a value right behind it.`,
    );
  }
  return value;
}

function oneOf(value: Value, words: readonly string[]): string {
  const found = words.find((word) => word === value.text.toLowerCase());
  if (found !== undefined) return found;
  throw new QueryError(value.start, value.end, `“${value.text}” is none of ${words.join(', ')}.`);
}

function sessionNumber(value: Value): number {
  const number = Number(value.text.replace(/^#/, ''));
  if (Number.isInteger(number) && number > 0) return number - 1;
  throw new QueryError(value.start, value.end, 'Sessions are numbered 1, 2, 3, …');
}

const namePattern = ({ text, quoted }: Value): NamePattern => ({ text, wild: !quoted && text.includes('*') });

function readNumber(scanner: Scanner, field: NumberField, operator: (typeof ORDERS)[number]): Term {
  scanner.at += field.length + operator.length;
  const written = scanner.value();
  const value = readAmount(field, written.text);
  if (value === undefined) {
    const units = unitsOf(field);
    const form = field === 'time' ? 'a date like 2026-03-01T09:04:01' : `a number, and a unit of ${units.join(', ')}`;
    throw new QueryError(written.start, written.end, `“${field}${operator}” needs ${form} right behind it.`);
  }
  return { type: 'number', field, operator, value };
}

/** `data.user.id`: `data` is the first argument, `args.1` the second. The first segment of the result is its index. */
function readSegments(scanner: Scanner): string[] | undefined {
  const path: string[] = [];
  if (scanner.take('data')) path.push('0');
  else scanner.take('args');
  while (scanner.take('.')) {
    const segment = scanner.value('.=!<>~');
    if (segment.text === '' && !segment.quoted) return undefined;
    path.push(segment.text);
  }
  return path;
}

function readPath(scanner: Scanner): Term | undefined {
  const start = scanner.at;
  const path = readSegments(scanner);
  const operator = PATH_OPERATORS.find((one) => scanner.take(one));
  if (!path || operator === undefined) {
    // Words like "data.csv" are text.
    scanner.at = start;
    return undefined;
  }
  return { type: 'path', path, comparison: readComparison(scanner, operator, start) };
}

function readComparison(scanner: Scanner, operator: (typeof PATH_OPERATORS)[number], start: number): Comparison {
  if (scanner.isBreak(scanner.at) && scanner.char !== '"') {
    throw new QueryError(start, scanner.at, `“${operator}” needs a value right behind it.`);
  }
  if (operator === '~') return { operator, pattern: readPattern(scanner) };
  const { text, quoted, start: from, end } = scanner.value();
  if (operator !== '=' && operator !== '!=' && (quoted || text === '' || !Number.isFinite(Number(text)))) {
    throw new QueryError(from, end, `“${operator}” compares numbers, and “${text}” is none.`);
  }
  return { operator, text, quoted };
}
