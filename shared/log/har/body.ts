/** A body in a HAR: its text, or base64 where its encoding says so. */
import { type Fields, textOf } from './fields.ts';
import { base64Bytes } from './message.ts';

export type Body = { readonly text: string } | { readonly base64: string; readonly size: number };

/** Some programs write every body in base64; what was text on the wire is text again. */
const isTextual = (mimeType: string): boolean =>
  /^(text\/|application\/(json|javascript|x-javascript))/i.test(mimeType);

function textFrom(base64: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** `undefined` where the body is not in the file. */
export function readBody(content: Fields, mimeType: string): Body | undefined {
  if (typeof content.text !== 'string') return undefined;
  if (textOf(content.encoding) !== 'base64') return { text: content.text };
  const text = isTextual(mimeType) ? textFrom(content.text) : undefined;
  return text === undefined ? { base64: content.text, size: base64Bytes(content.text) } : { text };
}
