/** One key press as all drivers need it. */
export interface KeyStroke {
  /** `KeyboardEvent.key`. */
  readonly key: string;
  /** `KeyboardEvent.code`. */
  readonly code: string;
  /** Legacy `keyCode`; Chromium derives its default actions from it. */
  readonly keyCode: number;
  /** The character that it types, '' for none. */
  readonly text: string;
  readonly modifiers: readonly Modifier[];
}

export type Modifier = 'Alt' | 'Control' | 'Meta' | 'Shift';

const named: Record<string, readonly [code: string, keyCode: number, text: string]> = {
  Enter: ['Enter', 13, '\r'],
  Escape: ['Escape', 27, ''],
  Tab: ['Tab', 9, ''],
  Backspace: ['Backspace', 8, ''],
  Delete: ['Delete', 46, ''],
  ArrowLeft: ['ArrowLeft', 37, ''],
  ArrowUp: ['ArrowUp', 38, ''],
  ArrowRight: ['ArrowRight', 39, ''],
  ArrowDown: ['ArrowDown', 40, ''],
  PageUp: ['PageUp', 33, ''],
  PageDown: ['PageDown', 34, ''],
  End: ['End', 35, ''],
  Home: ['Home', 36, ''],
  ' ': ['Space', 32, ' '],
  '.': ['Period', 190, '.'],
  '>': ['Period', 190, '>'],
  ',': ['Comma', 188, ','],
  '/': ['Slash', 191, '/'],
  '?': ['Slash', 191, '?'],
  '-': ['Minus', 189, '-'],
};

const modifiers: readonly string[] = ['Alt', 'Control', 'Meta', 'Shift'];

/** Reads `'Control+Shift+.'`. With Control, Alt or Meta held a key types no character. */
export function strokeOf(combination: string): KeyStroke {
  const parts = combination === '+' ? ['+'] : combination.split('+');
  const key = parts.at(-1)!;
  const held = parts.slice(0, -1);
  const wrong = held.find((name) => !modifiers.includes(name));
  if (wrong !== undefined || key === '') throw new Error(`Not a key combination: ${combination}`);
  const known = named[key];
  if (!known && [...key].length !== 1) throw new Error(`Unknown key: ${key}`);
  const upper = key.toUpperCase();
  const isLetter = /^[A-Z]$/.test(upper);
  const isDigit = /^[0-9]$/.test(key);
  const code = known?.[0] ?? (isLetter ? `Key${upper}` : isDigit ? `Digit${key}` : '');
  const typesNothing = held.some((name) => name !== 'Shift');
  return {
    key,
    code,
    keyCode: known?.[1] ?? (isLetter || isDigit ? upper.charCodeAt(0) : 0),
    text: typesNothing ? '' : (known?.[2] ?? key),
    modifiers: held as Modifier[],
  };
}
