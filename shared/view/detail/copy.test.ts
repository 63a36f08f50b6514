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

  it('has words for what JSON has not', () => {
    expect(toJson(undefined)).toBe('undefined');
  });
});
