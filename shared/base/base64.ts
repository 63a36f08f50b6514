/** `String.fromCharCode` takes its arguments on the stack. */
const PIECE_BYTES = 0x8000;

/** Bytes to base64. */
export function base64FromBytes(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    binary += String.fromCharCode(...bytes.subarray(at, at + PIECE_BYTES));
  }
  return btoa(binary);
}
