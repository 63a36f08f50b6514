import { describe, expect, it } from 'vitest';
import { flatten, type Root } from './tree.ts';
import { pathOf, searchTree } from './tree-search.ts';

const args = (...values: unknown[]): Root[] => values.map((value, index) => ({ key: String(index), value }));

describe('search in a tree', () => {
  it('finds keys and leaves in any case, whatever is open', () => {
    const { found } = searchTree(args({ User: { name: 'Ann', tags: ['annex', 1] } }, 'x'), 'ann');
    expect(found.map(({ id }) => id)).toEqual(['/0/User/name', '/0/User/tags/0']);
    expect(searchTree(args({ User: 1 }), 'user').found).toEqual([{ id: '/0/User', open: ['/0'] }]);
  });

  it('tells what to open for a find to be seen, through ranges of ranges', () => {
    const long = new Array(20_001).fill(0).map((_, at) => `n${at}`);
    const roots = args({ long });
    for (const at of [0, 9_999, 10_000, 12_345, 20_000]) {
      const { found } = searchTree(roots, `n${at}`);
      const match = found.find(({ id }) => id === `/0/long/${at}`);
      const lines = flatten(roots, (id) => match?.open.includes(id) ?? false);
      expect(lines.some(({ id }) => id === match?.id)).toBe(true);
    }
  });

  it('stops at its bounds and says so', () => {
    expect(searchTree(args(new Array(5000).fill('x')), 'x')).toMatchObject({ cut: true, found: { length: 1000 } });
    expect(searchTree(args(new Array(300_000).fill('x')), 'y')).toEqual({ found: [], cut: true });
  });

  it('does not overflow on 20,000 levels', () => {
    const deep = JSON.parse(`${'['.repeat(20_000)}7${']'.repeat(20_000)}`);
    expect(searchTree(args(deep), '7').found).toEqual([]);
  });
});

describe('paths', () => {
  it('are as JavaScript writes them', () => {
    const path = (id: string) => pathOf('args', args({ list: [0, 1, 2, {}] }), id);
    expect(path('/0/list/3/a b')).toBe('args[0].list[3]["a b"]');
    expect(path('/0/a~1b~0')).toBe('args[0]["a/b~"]');
    expect(pathOf('args', args('[{"x":1}]'), '/0/~j/0/x')).toBe('JSON.parse(args[0])[0].x');
    expect(pathOf('data', [{ key: '', value: 7 }], '/')).toBe('data');
    expect(pathOf('data', [{ key: 'a', value: [1] }], '/a/0')).toBe('data.a[0]');
  });
});
