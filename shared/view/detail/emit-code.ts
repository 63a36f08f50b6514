import { base64FromBytes } from '../../base/base64.ts';
import type { Detail } from '../../model/types.ts';

/** A piece of code, or a value that is still to be written. */
type Piece = { readonly code: string } | { readonly value: unknown };

const PLAIN_KEY = /^[A-Za-z_$][\w$]*$/;

/** The event as the line of code that sends it once more; `undefined` for rows that no `emit` makes. */
export function emitCode({ packet, row }: Detail): string | undefined {
  if (row.kind !== 'event' || !packet?.args) return undefined;
  const words = [row.name, ...packet.args].map(literal);
  if (row.ackId !== undefined) words.push('(...response) => console.log(response)');
  const socket = row.nsp === '/' ? 'socket' : `socket /* of ${row.nsp.replaceAll('*/', '*∕')} */`;
  return `${socket}.emit(${words.join(', ')});`;
}

/** A value as JavaScript. By a stack of its own: payloads nest as deep as their sender likes. */
export function literal(root: unknown): string {
  const out: string[] = [];
  const left: Piece[] = [{ value: root }];
  for (let piece = left.pop(); piece; piece = left.pop()) {
    if ('code' in piece) {
      out.push(piece.code);
      continue;
    }
    const { value } = piece;
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date) {
      out.push(leaf(value));
      continue;
    }
    const isArray = Array.isArray(value);
    const inner: Piece[] = [{ code: isArray ? '[' : '{' }];
    let first = true;
    for (const [key, item] of Object.entries(value)) {
      const name = isArray ? '' : `${keyCode(key)}: `;
      inner.push({ code: `${first ? '' : ', '}${name}` }, { value: item });
      first = false;
    }
    inner.push({ code: isArray ? ']' : '}' });
    for (let at = inner.length - 1; at >= 0; at--) left.push(inner[at] as Piece);
  }
  return out.join('');
}

/** A plain `__proto__` would set the prototype. */
function keyCode(key: string): string {
  if (key === '__proto__') return '["__proto__"]';
  return PLAIN_KEY.test(key) ? key : JSON.stringify(key);
}

function leaf(value: unknown): string {
  if (value instanceof Uint8Array) {
    return `Uint8Array.from(atob("${base64FromBytes(value)}"), (char) => char.charCodeAt(0))`;
  }
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  return Object.is(value, -0) ? '-0' : String(value);
}
