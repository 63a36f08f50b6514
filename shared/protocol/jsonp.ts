/** What JSONP polling wraps around a body (`docs/protocol.md` §2.2). */

const CALL = /^(?:\/\*\*\/)?\s*___eio\[\d+\]\(([\s\S]*)\);?\s*$/;

/**
 * The payload of a JSONP body: the string in `___eio[j]("…");`, or the form's field `d`, as the server reads it. `undefined`
 * where the body is neither, for instance because the recorder got the callback's argument itself.
 */
export function unwrapJsonp(body: string): string | undefined {
  if (body.startsWith('d=')) return formPayload(body);
  const call = body.includes('___eio[') ? CALL.exec(body) : null;
  if (!call) return undefined;
  try {
    // engine.io writes the argument by JSON.stringify, and escapes U+2028 and U+2029 the way JSON does.
    const payload: unknown = JSON.parse(call[1] as string);
    return typeof payload === 'string' ? payload : undefined;
  } catch {
    return undefined;
  }
}

/** A percent-encoded form field, with anything that is no encoding left as it is. */
function formDecoded(field: string): string {
  const spaced = field.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** Forms change line ends, so the client escapes them; the server undoes that (engine.io/lib/transports/polling-jsonp.ts). */
function formPayload(body: string): string {
  const field = body.slice(2).split('&', 1)[0] as string;
  return formDecoded(field)
    .replace(/(\\)?\\n/g, (match, slash) => (slash ? match : '\n'))
    .replaceAll('\\\\n', '\\n');
}
