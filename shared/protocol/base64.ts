const CLEAN = /^[A-Za-z0-9+/]*$/;

/** Whether this is base64 as RFC 4648 has it, padded or not. Of anything else decoders make different bytes. */
export const isBase64 = (text: string): boolean => /^[A-Za-z0-9+/]*={0,2}$/.test(text);

/** Base64's letters alone: no padding, `-_` as `+/`, anything else left out, as Node's decoder does. */
function lettersOf(base64: string): string {
  const padding = base64.indexOf('=');
  const letters = padding === -1 ? base64 : base64.slice(0, padding);
  if (CLEAN.test(letters)) return letters;
  return letters
    .replace(/-/g, '+')
    .replace(/_/g, '/')
    .replace(/[^A-Za-z0-9+/]/g, '');
}

/** Base64 to bytes. Never throws: what is not base64 is left out, and the padding ends it. */
export function bytesFromBase64(base64: string): Uint8Array {
  const letters = lettersOf(base64);
  // A single left-over letter holds less than a byte.
  const binary = atob(letters.length % 4 === 1 ? letters.slice(0, -1) : letters);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
