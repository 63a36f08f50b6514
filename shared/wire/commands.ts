/** A viewer's lines, read on the page side: by hand, with nothing that the page could watch or break. */
import { charCode, indexOf, slice } from '../base/primordials.ts';

export type Command =
  | { readonly type: 'hello' }
  | { readonly type: 'want'; readonly from: number }
  | { readonly type: 'raw'; readonly on: boolean }
  | { readonly type: 'say'; readonly transport: string; readonly text: string };

/** `undefined` for what is none. The version of a `hello` is not looked at: the viewer judges ours. */
export function readCommand(line: string): Command | undefined {
  const space = indexOf(line, ' ');
  if (space === -1) return undefined;
  const name = slice(line, 0, space);
  const argument = slice(line, space + 1);
  if (name === 'hello') return { type: 'hello' };
  if (name === 'want') {
    const from = wholeNumber(argument);
    return from === -1 ? undefined : { type: 'want', from };
  }
  if (name === 'raw' && (argument === 'on' || argument === 'off')) return { type: 'raw', on: argument === 'on' };
  if (name === 'say') {
    const end = indexOf(argument, ' ');
    if (end > 0) return { type: 'say', transport: slice(argument, 0, end), text: slice(argument, end + 1) };
  }
  return undefined;
}

/** A whole number written in at most 15 digits, or -1. No regular expression: the page can watch those. */
function wholeNumber(text: string): number {
  if (text.length === 0 || text.length > 15) return -1;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = charCode(text, i) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
