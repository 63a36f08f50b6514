/** Bytes as text: offset, hex, ASCII. */

const hexByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;

/** Digits that the offsets of so many bytes need, at least four. */
export function offsetDigits(count: number): number {
  return Math.max(4, Math.max(0, count - 1).toString(16).length);
}

/** The bytes from 0 to `end` as lines; a gap in the middle of a line of sixteen, as hex viewers have it. */
export function hexText(bytes: Uint8Array, end: number, perLine: 8 | 16): string {
  const digits = offsetDigits(bytes.length);
  const lines: string[] = [];
  for (let at = 0; at < end; at += perLine) {
    let hex = '';
    let ascii = '';
    for (let i = 0; i < perLine; i++) {
      if (i === 8) hex += ' ';
      const byte = at + i < end ? bytes[at + i]! : undefined;
      hex += byte === undefined ? '   ' : `${hexByte[byte]} `;
      if (byte !== undefined) ascii += isPrintable(byte) ? String.fromCharCode(byte) : '·';
    }
    lines.push(`${at.toString(16).padStart(digits, '0')}  ${hex} ${ascii}`);
  }
  return lines.join('\n');
}
