import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROW_KINDS } from '../columns.ts';
import { parseQuery } from './parse.ts';
import { printQuery } from './print.ts';
import { ACK_WORDS, all, any, eventNamed, not, ORDERS, type Query, TRAITS } from './query.ts';

const read = (text: string): Query => {
  const { query, problem } = parseQuery(text);
  if (!query) throw new Error(`${problem.start}–${problem.end} ${problem.message}`);
  return query;
};
const text = (text: string): Query => ({ type: 'text', text });

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((word) => word.trim() !== '');
const key = words.filter((word) => word !== '*');
const name = fc.oneof(
  words.map((text) => ({ text, wild: false })),
  fc.constantFrom('chat*', '*:made', '*').map((text) => ({ text, wild: true })),
);
const some = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { minLength: 1, maxLength: 3 });
const pattern = fc.oneof(
  words.map((text) => ({ type: 'text' as const, text })),
  fc
    .tuple(fc.constantFrom('a+b', 'x|[/y]', 'a\\/b', '^\\s "q" (c)'), fc.subarray(['i', 'm', 's']))
    .map(([source, flags]) => ({ type: 'regex' as const, source, flags: flags.join('') })),
);
const amount = fc.oneof(fc.nat(), fc.double({ min: 0, max: 1e22, noNaN: true }).map(Math.abs));
const term: fc.Arbitrary<Query> = fc.oneof(
  fc.record({ type: fc.constant('name'), field: fc.constantFrom('event', 'ns', 'room'), names: some(name) }),
  fc.record({ type: fc.constant('dir'), dir: fc.constantFrom('in', 'out') }),
  fc.record({ type: fc.constant('kinds'), kinds: some(fc.constantFrom(...ROW_KINDS)) }),
  fc.record({ type: fc.constant('session'), sessions: some(fc.nat(1000)) }),
  fc.record({ type: fc.constant('ack'), state: fc.constantFrom(...ACK_WORDS) }),
  fc.record({
    type: fc.constant('number'),
    field: fc.constantFrom('ack', 'size', 'time'),
    operator: fc.constantFrom(...ORDERS),
    value: amount,
  }),
  fc.record({ type: fc.constant('trait'), trait: fc.constantFrom(...TRAITS) }),
  fc.record({
    type: fc.constant('path'),
    path: some(fc.oneof(key, fc.constant('0'), fc.constant('*'))),
    comparison: fc.oneof(
      fc.record({ operator: fc.constantFrom('=', '!='), text: words, quoted: fc.constant(true) }),
      fc.record({
        operator: fc.constantFrom('=', '!=', ...ORDERS),
        text: fc.integer().map(String),
        quoted: fc.constant(false),
      }),
      fc.record({ operator: fc.constant('~'), pattern }),
      fc.constant({ operator: 'exists' }),
    ),
  }),
  pattern,
) as fc.Arbitrary<Query>;
const query = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 4 },
    term,
    fc.array(tie('query'), { minLength: 1, maxLength: 3 }).map((of) => all(...of)),
    fc.array(tie('query'), { minLength: 1, maxLength: 3 }).map((of) => any(...of)),
    tie('query').map(not),
  ),
})).query;

describe('the query language', () => {
  it('reads what it writes', () => {
    fc.assert(
      fc.property(query, (query) => {
        const written = printQuery(query);
        expect(read(written), written).toEqual(query);
        expect(printQuery(read(written))).toBe(written);
      }),
      { numRuns: 3000 },
    );
  });

  it('reads anything, or says where it is wrong', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...'ab"\\()-/[*,.:=<>~1 ', ' or ', 'ack>', 'data.', 'event:', 'has:'),
    });
    fc.assert(
      fc.property(letters, (written) => {
        const { query, problem } = parseQuery(written);
        if (query) expect(read(printQuery(query))).toEqual(query);
        else {
          expect(problem.start).toBeGreaterThanOrEqual(0);
          expect(problem.end).toBeGreaterThan(problem.start);
          expect(problem.start).toBeLessThanOrEqual(written.length);
          expect(problem.message).toMatch(/^[“A-Z].*[.…]$/);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it.each<[string, Query]>([
    ['', all()],
    ['event:chat*', { type: 'name', field: 'event', names: [{ text: 'chat*', wild: true }] }],
    ['event:"chat*"', eventNamed('chat*')],
    ['ns:/admin', { type: 'name', field: 'ns', names: [{ text: '/admin', wild: false }] }],
    ['room:lobby', { type: 'name', field: 'room', names: [{ text: 'lobby', wild: false }] }],
    ['type:ack,http-error', { type: 'kinds', kinds: ['ack', 'http-error'] }],
    ['session:2', { type: 'session', sessions: [1] }],
    ['session:#2', { type: 'session', sessions: [1] }],
    ['ack:pending', { type: 'ack', state: 'pending' }],
    ['ack>200ms', { type: 'number', field: 'ack', operator: '>', value: 200 }],
    ['ack>=1.5s', { type: 'number', field: 'ack', operator: '>=', value: 1500 }],
    ['size>10kb', { type: 'number', field: 'size', operator: '>', value: 10_000 }],
    ['binary', { type: 'trait', trait: 'binary' }],
    ['has:error', { type: 'trait', trait: 'error' }],
    [
      'data.user.id=7',
      { type: 'path', path: ['0', 'user', 'id'], comparison: { operator: '=', text: '7', quoted: false } },
    ],
    [
      'args.1.text~/hello/',
      {
        type: 'path',
        path: ['1', 'text'],
        comparison: { operator: '~', pattern: { type: 'regex', source: 'hello', flags: '' } },
      },
    ],
    ['has:data.user', { type: 'path', path: ['0', 'user'], comparison: { operator: 'exists' } }],
    ['/he(l)+o/i', { type: 'regex', source: 'he(l)+o', flags: 'i' }],
    ['/admin', text('/admin')],
    ['file:upload', text('file:upload')],
    ['data.csv', text('data.csv')],
    ['hello world', all(text('hello'), text('world'))],
    ['"hello world"', text('hello world')],
    ['a or b c', any(text('a'), all(text('b'), text('c')))],
    ['(a or b) c', all(any(text('a'), text('b')), text('c'))],
    ['-a -(b OR c)', all(not(text('a')), not(any(text('b'), text('c'))))],
    ['--a', text('a')],
    [
      '-event:typing,tick',
      not({ type: 'name', field: 'event', names: ['typing', 'tick'].map((text) => ({ text, wild: false })) }),
    ],
  ])('reads %s', (written, query) => {
    expect(read(written)).toEqual(query);
  });

  it.each([
    ['event: x', 0, 6, 'needs a value'],
    ['a (b', 2, 3, 'not closed'],
    ['a) b', 1, 2, 'never opened'],
    ['()', 0, 2, 'nothing in these brackets'],
    ['a "b', 2, 4, 'not closed'],
    ['a or', 2, 4, 'both sides'],
    ['or a', 0, 2, 'both sides'],
    ['a - b', 2, 3, 'right behind it'],
    ['dir:up', 4, 6, 'none of in, out'],
    ['x type:foo', 7, 10, '“foo” is none of event'],
    ['session:0', 8, 9, 'numbered'],
    ['ack>fast', 4, 8, 'unit of ms, s, min'],
    ['size>10xb', 5, 9, 'unit of b, kb, mb'],
    ['time>noon', 5, 9, 'a date like'],
    ['data.x>big', 7, 10, 'compares numbers'],
    ['data.x= 7', 0, 7, 'needs a value'],
    ['x /a(/', 4, 5, 'not closed'],
    ['/(a)\\1/', 4, 5, 'References back'],
    ['/a/g', 3, 4, 'Of flags'],
    ['has:data.', 0, 10, 'no path'],
  ])('says what is wrong with %s, and where', (written, start, end, message) => {
    const { problem } = parseQuery(written);
    expect(problem).toMatchObject({ start, end });
    expect(problem?.message).toContain(message);
  });
});
