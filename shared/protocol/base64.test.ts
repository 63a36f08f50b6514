import { describe, expect, it } from 'vitest';
import { bytesFromBase64, isBase64 } from './base64.ts';

describe('base64', () => {
  it('reads every length and every byte as Node does', () => {
    for (let length = 0; length < 300; length++) {
      const bytes = Buffer.from(Array.from({ length }, (_, i) => (i * 7 + length) & 255));
      for (const text of [bytes.toString('base64'), bytes.toString('base64url')]) {
        expect(Buffer.from(bytesFromBase64(text)).equals(bytes)).toBe(true);
      }
    }
  });

  it.each(['', 'A', 'AQ', 'AQI', 'AQ==', 'A Q I', 'AQ=I', '====', 'é!AQI', 'AQIDB'])(
    'leaves out of %j what is none',
    (text) => {
      expect(Buffer.from(bytesFromBase64(text)).toString('hex')).toBe(Buffer.from(text, 'base64').toString('hex'));
    },
  );

  it('tells what is none', () => {
    expect(['', 'AQI=', 'AQ'].every(isBase64)).toBe(true);
    expect(['A-', 'A=Q', 'AQ===', ' '].some(isBase64)).toBe(false);
  });
});
