import { describe, expect, it } from 'vitest';
import { fileType } from './file-type.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

describe('file type', () => {
  it('knows images and common files by their first bytes', () => {
    expect(fileType(bytes('\x89PNG\r\n\x1a\n rest'))).toEqual({ mime: 'image/png', extension: 'png', image: true });
    expect(fileType(bytes('\xff\xd8\xff\xe0')).extension).toBe('jpg');
    expect(fileType(bytes('RIFF\0\0\0\0WEBPVP8 ')).image).toBe(true);
    expect(fileType(bytes('%PDF-1.7'))).toMatchObject({ extension: 'pdf', image: false });
  });

  it('calls the rest bytes', () => {
    for (const text of ['', 'PNG', 'RIFF\0\0\0\0WAVE', '\x89PN']) expect(fileType(bytes(text)).extension).toBe('bin');
  });
});
