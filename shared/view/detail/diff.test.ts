import { describe, expect, it } from 'vitest';
import { diff } from './diff.ts';

const lines = (before: unknown, after: unknown): string[] =>
  diff('args', before, after).changes.map(({ path, kind }) => `${kind} ${path}`);

describe('diff', () => {
  it('finds nothing between equals', () => {
    const value = () => [{ a: [1, null, Number.NaN], b: Uint8Array.of(1), c: new Date(3) }];
    expect(diff('args', value(), value())).toEqual({ changes: [], cut: false });
  });

  it('names what was added, removed and changed by its path', () => {
    expect(lines([{ a: 1, b: { 'x y': 2 } }], [{ a: 2, b: { 'x y': 3, z: 1 } }, 7])).toEqual([
      'added args[1]',
      'changed args[0].a',
      'added args[0].b.z',
      'changed args[0].b["x y"]',
    ]);
    expect(lines([1, 2], [1])).toEqual(['removed args[1]']);
  });

  it('does not look into values of different kinds', () => {
    expect(lines([[1]], [{ 0: 1 }])).toEqual(['changed args[0]']);
    expect(lines([null], [{}])).toEqual(['changed args[0]']);
    expect(lines([Uint8Array.of(1)], [Uint8Array.of(2)])).toEqual(['changed args[0]']);
    expect(lines([0], [-0])).toEqual(['changed args[0]']);
  });

  it('takes keys of every object for keys only', () => {
    expect(lines([JSON.parse('{"__proto__":1}')], [{ toString: 1 }])).toEqual([
      'removed args[0].__proto__',
      'added args[0].toString',
    ]);
  });

  it('stops at its bounds and says so', () => {
    const many = Array.from({ length: 1000 }, (_, at) => at);
    expect(
      diff(
        'args',
        many,
        many.map((at) => at + 1),
      ),
    ).toMatchObject({ cut: true, changes: { length: 200 } });
    const wide = new Array(200_000).fill(0);
    expect(diff('args', wide, [...wide]).cut).toBe(true);
  });

  it('does not overflow on 20,000 levels', () => {
    const deep = (leaf: number) => JSON.parse(`${'['.repeat(20_000)}${leaf}${']'.repeat(20_000)}`);
    expect(diff('args', deep(1), deep(2)).changes).toHaveLength(1);
  });
});
