import { describe, expect, it } from 'vitest';
import {
  formatAge,
  formatClock,
  formatCount,
  formatDelta,
  formatDuration,
  formatRate,
  formatRelative,
  formatSize,
  logFileName,
  shortUrl,
} from './format.ts';

describe('formats', () => {
  it.each([
    [0, ''],
    [0.2, '0.2/s'],
    [9.96, '10/s'],
    [5000, '5,000/s'],
  ])('rate %d', (perSecond, text) => expect(formatRate(perSecond)).toBe(text));

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [9949, '9.9 kB'],
    [9951, '10 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [64 * 1024 * 1024, '67 MB'],
    [1_234_000_000, '1.2 GB'],
  ])('size %d', (bytes, text) => expect(formatSize(bytes)).toBe(text));

  it.each([
    [0, '0 ms'],
    [0.42, '0.4 ms'],
    [0.97, '1 ms'],
    [12.4, '12 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [1240, '1.24 s'],
    [9_996, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [185_000, '3 min 5 s'],
    [7_440_000, '2 h 4 min'],
    [90_000_000, '1 d 1 h'],
    [-12, '−12 ms'],
  ])('duration %d', (ms, text) => expect(formatDuration(ms)).toBe(text));

  it.each([
    [-5, '0 s'],
    [4999, '4 s'],
    [61_000, '1 min 1 s'],
  ])('age %d', (ms, text) => expect(formatAge(ms)).toBe(text));

  it.each([
    [0, '0:00.000'],
    [1250.9, '0:01.250'],
    [61_007, '1:01.007'],
    [3_723_004, '1:02:03.004'],
    [-1500, '−0:01.500'],
  ])('relative %d', (ms, text) => expect(formatRelative(ms)).toBe(text));

  it('says which way a gap goes', () => {
    expect(formatDelta(3)).toBe('+3 ms');
    expect(formatDelta(-3)).toBe('−3 ms');
  });

  it('groups digits', () => {
    expect(formatCount(999)).toBe('999');
    expect(formatCount(1_234_567)).toBe('1,234,567');
  });

  it('tells local time', () => {
    const at = new Date(2026, 2, 1, 9, 4, 1, 7).getTime();
    expect(formatClock(at)).toBe('09:04:01.007');
    expect(logFileName(at)).toBe('sioscope-20260301-090401.ndjson');
  });

  it.each([
    ['wss://app.example:8443/socket.io/', 'app.example:8443'],
    ['http://localhost:3000/socket.io/?EIO=4', 'localhost:3000'],
    ['https://example.com/my/path/', 'example.com/my/path'],
    ['ws://example.com/', 'example.com'],
    ['', ''],
  ])('address %s', (url, text) => expect(shortUrl(url)).toBe(text));
});
