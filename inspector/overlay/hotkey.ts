/** A key combination such as `Mod+Shift+Period`: modifiers, and a `KeyboardEvent.code` at the end. */
export interface Hotkey {
  readonly code: string;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

const MODIFIERS = ['mod', 'ctrl', 'control', 'meta', 'cmd', 'shift', 'alt'];

/**
 * Reads a combination; `Mod` is ⌘ on Apple systems and Ctrl elsewhere.
 * @throws TypeError where it names no key or an unknown modifier
 */
export function parseHotkey(text: string, apple: boolean): Hotkey {
  const parts = text.split('+').map((part) => part.trim());
  const code = parts.at(-1) ?? '';
  const modifiers = parts.slice(0, -1).map((part) => part.toLowerCase());
  const unknown = modifiers.find((part) => !MODIFIERS.includes(part));
  if (code === '' || MODIFIERS.includes(code.toLowerCase()) || unknown !== undefined) {
    throw new TypeError(`sioscope: "${text}" is no hotkey; write it like "Mod+Shift+Period"`);
  }
  const has = (...names: string[]) => names.some((name) => modifiers.includes(name));
  return {
    code: /^[a-z]$/i.test(code) ? `Key${code.toUpperCase()}` : code,
    ctrl: has('ctrl', 'control') || (!apple && has('mod')),
    meta: has('meta', 'cmd') || (apple && has('mod')),
    shift: has('shift'),
    alt: has('alt'),
  };
}

export const matches = (event: KeyboardEvent, hotkey: Hotkey): boolean =>
  event.code === hotkey.code &&
  event.ctrlKey === hotkey.ctrl &&
  event.metaKey === hotkey.meta &&
  event.shiftKey === hotkey.shift &&
  event.altKey === hotkey.alt;
