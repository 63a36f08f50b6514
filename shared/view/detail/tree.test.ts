import { describe, expect, it } from 'vitest';
import { flatten, openAtFirst, type Root, summary } from './tree.ts';

const args = (...values: unknown[]): Root[] => values.map((value, index) => ({ key: String(index), value }));
const lines = (roots: readonly Root[], ...open: string[]): string[] =>
  flatten(roots, (id) => open.includes(id)).map(
    ({ depth, key, text }) => `${'  '.repeat(depth)}${key ?? ''}${text && ': '}${text}`,
  );

describe('tree', () => {
  it('writes leaves as JSON does', () => {
    expect(lines(args('a"b', 1, -0, true, null, undefined, {}, []))).toEqual([
      '0: "a\\"b"',
      '1: 1',
      '2: -0',
      '3: true',
      '4: null',
      '5: undefined',
      '6: {}',
      '7: []',
    ]);
  });

  it('writes dates, which msgpack carries', () => {
    const roots = args(new Date(86_400_000), new Date(Number.NaN), [new Date(0)]);
    expect(lines(roots)).toEqual([
      '0: Date · 1970-01-02T00:00:00.000Z',
      '1: Invalid Date',
      '2: [Date · 1970-01-01T00:00:00.000Z]',
    ]);
  });

  it('walks open branches only', () => {
    const roots = args({ room: 'lobby', at: { x: 1 } });
    expect(lines(roots)).toEqual(['0: {room: "lobby", at: {…}}']);
    expect(lines(roots, '/0')).toEqual(['0: {2}', '  room: "lobby"', '  at: {x: 1}']);
    expect(lines(roots, '/0', '/0/at')).toEqual(['0: {2}', '  room: "lobby"', '  at: {1}', '    x: 1']);
  });

  it('gives every line an id of its own, whatever the keys hold', () => {
    const roots = args({ 'a/b': { c: 1 }, a: { 'b/c': 1, b: { c: 2 } }, '~': 1 });
    const ids = flatten(roots, () => true).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('groups long arrays by a hundred, and the groups again', () => {
    const roots = args(Array.from({ length: 250 }, (_, index) => index));
    expect(lines(roots, '/0')).toEqual(['0: [250]', '  0…99', '  100…199', '  200…249']);
    const opened = lines(roots, '/0', '/0/[200…249]');
    expect(opened).toHaveLength(54);
    expect(opened[4]).toBe('    200: 200');
    const huge = args(new Array(20_001).fill(0));
    expect(lines(huge, '/0')).toEqual(['0: [20,001]', '  0…9999', '  10000…19999', '  20000…20000']);
    expect(lines(huge, '/0', '/0/[0…9999]')).toHaveLength(104);
  });

  it('cuts long strings until they are opened', () => {
    const [shut] = flatten(args('x'.repeat(1000)), () => false);
    expect(shut).toMatchObject({ cutFrom: 1000, open: false });
    expect(shut?.text).toBe(`"${'x'.repeat(300)}…`);
    const [open] = flatten(args('x'.repeat(1000)), () => true);
    expect(open?.text).toHaveLength(1002);
  });

  it('shows bytes as a block below', () => {
    const opened = flatten(args(new Uint8Array(3)), () => true);
    expect(opened.map(({ kind }) => kind)).toEqual(['bytes', 'hex']);
    expect(opened[0]?.text).toBe('Uint8Array · 3 bytes');
  });

  it('opens small values at first and leaves large ones shut', () => {
    expect([...openAtFirst(args({ a: { b: 1 } }))]).toEqual(['/0', '/0/a']);
    expect([...openAtFirst(args(new Array(101).fill(0)))]).toEqual([]);
    const wide = { rows: Array.from({ length: 30 }, () => ({})) };
    expect([...openAtFirst(args(wide))]).toEqual(['/0']);
  });

  it('does not recurse into what is deeply nested', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 20_000; i++) deep = [deep];
    const open = openAtFirst(args(deep));
    expect(open.size).toBeLessThan(30);
    expect(flatten(args(deep), (id) => open.has(id)).length).toBeLessThan(30);
  });

  it('sums up on one line', () => {
    expect(summary({ a: [1, 2], b: new Uint8Array(2), c: 'x'.repeat(100) }, 40)).toMatch(
      /^\{a: \[2\], b: ‹2 bytes›, …\}$/,
    );
    expect(summary([])).toBe('[]');
  });

  it('offers JSON inside of strings, and reads it when it is opened', () => {
    const roots = args('{"a":[1]}', '{not json}', '"x"');
    expect(lines(roots)).toEqual(['0: "{\\"a\\":[1]}"', '  as JSON: {…}', '1: "{not json}"', '2: "\\"x\\""']);
    expect(lines(roots, '/0/~j').slice(0, 3)).toEqual(['0: "{\\"a\\":[1]}"', '  as JSON: {1}', '    a: [1]']);
  });
});
