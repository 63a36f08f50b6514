/** Character codes of the grammars, and what JavaScript takes for a blank. */
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const DASH = 0x2d;
export const SLASH = 0x2f;
export const DIGIT_0 = 0x30;
export const DIGIT_9 = 0x39;
export const BRACKET_OPEN = 0x5b;
export const BACKSLASH = 0x5c;
export const BRACKET_CLOSE = 0x5d;
export const BRACE_OPEN = 0x7b;
export const BRACE_CLOSE = 0x7d;

/** Whether `Number` reads this one character as 0, as the official decoder does: ECMAScript's StrWhiteSpaceChar. */
export const isBlank = (code: number): boolean =>
  code <= 0x20
    ? code === 0x20 || (code >= 0x09 && code <= 0x0d)
    : code >= 0xa0 && /^\s$/.test(String.fromCharCode(code));

/** Whitespace inside JSON (RFC 8259 §2), which is less than `isBlank`. */
export const isJsonBlank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
