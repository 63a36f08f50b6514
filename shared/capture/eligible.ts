/** Which URLs are Engine.IO's: known by `EIO=<digit>` in the query, since the path is configurable (`docs/protocol.md` §4). */
import { charCode, indexOf, slice } from '../base/primordials.ts';

/** The value of a query parameter as it stands in the URL, or ''. */
export function queryValue(url: string, name: string): string {
  const query = indexOf(url, '?');
  if (query === -1) return '';
  const wanted = `${name}=`;
  for (let at = indexOf(url, wanted, query); at !== -1; at = indexOf(url, wanted, at + 1)) {
    const before = charCode(url, at - 1);
    if (before !== 0x3f && before !== 0x26) continue;
    const start = at + wanted.length;
    const end = indexOf(url, '&', start);
    const hash = indexOf(url, '#', start);
    const stop = end === -1 ? (hash === -1 ? url.length : hash) : end;
    return slice(url, start, stop);
  }
  return '';
}

/** Whether this URL is a request or socket of Engine.IO. */
export function isEngineUrl(url: string): boolean {
  if (indexOf(url, 'EIO=') === -1) return false;
  const version = queryValue(url, 'EIO');
  const digit = charCode(version, 0) - 0x30;
  return version.length === 1 && digit >= 0 && digit <= 9;
}

/**
 * Whether a stream begins as an Engine.IO client's does (`docs/protocol.md` §2.4): an open packet, alone or with the sid of the
 * session that it upgrades. `undefined` while there are too few bytes to tell.
 */
export function isEngineStream(head: string): boolean | undefined {
  if (head === '') return undefined;
  // The frame's header: the length, or where it follows; its highest bit marks binary.
  const length = charCode(head, 0);
  const headerLength = length < 126 ? 1 : length === 126 ? 3 : length === 127 ? 9 : 0;
  if (headerLength === 0) return false;
  const expected = length === 1 ? '0' : '0{"sid":"';
  const given = slice(head, headerLength, headerLength + expected.length);
  if (given === expected) return true;
  return indexOf(expected, given) === 0 ? undefined : false;
}
