/** Base64 to bytes. Characters that are not base64 are left out, as Node's decoder does; never throws. */
export function bytesFromBase64(base64: string): Uint8Array {
  let clean = base64;
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(clean)) {
    clean = clean
      .replace(/-/g, '+')
      .replace(/_/g, '/')
      .replace(/[^A-Za-z0-9+/]/g, '');
  } else {
    clean = clean.replace(/=+$/, '');
  }
  // A single left-over character holds less than a byte.
  if (clean.length % 4 === 1) clean = clean.slice(0, -1);
  const binary = atob(clean);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
