import { describe, expect, it } from 'vitest';
import { toJson } from './copy.ts';

describe('copy', () => {
  it('writes JSON that can be read back', () => {
    const value = [{ a: [1, null], 'b c': 'é' }];
    expect(JSON.parse(toJson(value))).toEqual(value);
  });

  it('keeps binary as a data URL', () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index & 255);
    const [url] = JSON.parse(toJson([bytes])) as [string];
    const head = 'data:application/octet-stream;base64,';
    expect(url.startsWith(head)).toBe(true);
    expect(Buffer.from(url.slice(head.length), 'base64').equals(bytes)).toBe(true);
  });

  it.each([
    [[[], {}, [[]], { a: {} }, [1, [2, { b: [3] }]], 'x\n"', null, 1e22]],
    [{ a: undefined, b: [undefined, 1], c: new Date(0), 'd e': { f: [] }, g: undefined }],
    [JSON.parse('{"__proto__":{"x":1},"y":[{"__proto__":2}]}')],
    ['text'],
  ])('writes what JSON.stringify writes', (value) => {
    expect(toJson(value)).toBe(JSON.stringify(value, null, 2));
  });

  it('does not overflow on 20,000 levels', () => {
    const text = `${'['.repeat(20_000)}7${']'.repeat(20_000)}`;
    expect(toJson(JSON.parse(text)).replace(/\s/g, '')).toBe(text);
  });

  it('has words for what JSON has not', () => {
    expect(toJson(undefined)).toBe('undefined');
  });
});
