/** The event's name: the first element of the payload's array, found without parsing the rest. */
import { BACKSLASH, BRACKET_CLOSE, COMMA, isJsonBlank, QUOTE } from './chars.ts';
import { hashStep, NameCache } from './names.ts';

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const names = new NameCache();

/**
 * The name of the event whose payload begins with the bracket at `open`. `undefined` where it is neither a string nor a
 * number, or does not end before `end`.
 */
export function scanEventName(text: string, open: number, end: number): string | number | undefined {
  let start = open + 1;
  while (start < end && isJsonBlank(text.charCodeAt(start))) start += 1;
  if (start >= end) return undefined;
  if (text.charCodeAt(start) !== QUOTE) return numberAt(text, start, end);
  start += 1;
  let hash = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return names.take(text, start, at, hash);
    if (code === BACKSLASH) return escapedName(text, start, at, end);
    hash = hashStep(hash, code);
  }
  return undefined;
}

/** A name with escapes, the first of them at `backslash`: found by its real end and unescaped by JSON. */
function escapedName(text: string, start: number, backslash: number, end: number): string | undefined {
  let at = backslash;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) break;
    at += code === BACKSLASH ? 2 : 1;
  }
  if (at >= end) return undefined;
  try {
    return JSON.parse(text.slice(start - 1, at + 1)) as string;
  } catch {
    return undefined;
  }
}

function numberAt(text: string, start: number, end: number): number | undefined {
  let at = start;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === BRACKET_CLOSE || isJsonBlank(code)) break;
  }
  const written = text.slice(start, at);
  return JSON_NUMBER.test(written) ? Number(written) : undefined;
}
