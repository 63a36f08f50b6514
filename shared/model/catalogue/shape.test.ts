import { describe, expect, it } from 'vitest';
import { argsShape, drifts, hasOtherTypes, missingIn, shapeOf, shapeWords } from './shape.ts';

describe('the shape of payloads', () => {
  it('says types, fields and items', () => {
    const shape = shapeOf([{ id: 1, tags: ['a'], user: { name: 'x' }, file: { _placeholder: true, num: 0 } }]);
    expect(shapeWords(shape)).toBe('{id: number, tags: string[], user: {name: string}, file: binary}');
    expect(drifts(shape)).toBe(false);
  });

  it('marks fields that are missing in some, and types that change', () => {
    const shape = shapeOf([{ id: 1, at: 5 }, { id: '1', at: null }, { id: 2 }]);
    expect(shapeWords(shape)).toBe('{id: (number | string), at?: (number | null)}');
    expect(drifts(shape)).toBe(true);
    expect(missingIn(shape.fields.get('at')!, 3)).toBe(1);
    expect(hasOtherTypes(shape.fields.get('id')!)).toBe(true);
    expect(drifts(shapeOf([[{ a: 1 }, {}]]))).toBe(true);
    expect(drifts(shapeOf([{ a: 1 }, { a: 2 }]))).toBe(false);
  });

  it('takes objects with ever new keys as a table', () => {
    const table = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, i]));
    expect(shapeWords(shapeOf([table]))).toBe('{[key]: number}');
  });

  it('ends in deep and in empty values', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 1000; i++) deep = { deep };
    expect(shapeWords(shapeOf([deep]))).toBe('{deep: {deep: {…}}}');
    expect(shapeWords(shapeOf([[], {}]))).toBe('[] | {}');
  });

  it('takes each argument by itself', () => {
    const shapes = argsShape([['a', 1], ['b'], ['c', 'd']]);
    expect(shapes.map((shape) => shapeWords(shape))).toEqual(['string', 'number | string']);
    expect(missingIn(shapes[1]!, 3)).toBe(1);
    expect(argsShape([])).toEqual([]);
  });
});
