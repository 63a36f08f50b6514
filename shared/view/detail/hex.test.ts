import { describe, expect, it } from 'vitest';
import { hexText, offsetDigits } from './hex.ts';

describe('hex', () => {
  const bytes = new Uint8Array([0x48, 0x69, 0x00, 0x7f, 0x20, 0x7e, 1, 2, 3]);

  it('lines up offset, hex and ASCII', () => {
    expect(hexText(bytes, 9, 8).split('\n')).toEqual([
      '0000  48 69 00 7f 20 7e 01 02  Hi·· ~··',
      '0008  03                       ·',
    ]);
  });

  it('parts sixteen bytes in the middle', () => {
    expect(hexText(bytes, 9, 16)).toBe('0000  48 69 00 7f 20 7e 01 02  03                       Hi·· ~···');
  });

  it('shows as many bytes as asked for', () => {
    expect(hexText(bytes, 2, 8)).toBe('0000  48 69                    Hi');
    expect(hexText(new Uint8Array(), 0, 8)).toBe('');
  });

  it('gives offsets room', () => {
    expect([0, 1, 65_536, 65_537].map(offsetDigits)).toEqual([4, 4, 4, 5]);
  });
});
