/**
 * Connection state recovery (Socket.IO 4.6): what a socket asked for when it came back, and what came of it. The client sends
 * the private id and the last offset that it has; it is recovered when the reply has the same private id
 * (`docs/protocol.md` §4, socket.io-client/lib/socket.ts, `onconnect`).
 */

/**
 * - `asked`: no reply yet · `recovered`
 * - `no-offset`: it had received no event yet, so it had no offset, and servers restore nothing then
 * - `odd-offset`: what it sent as the offset is none that servers make: likely the last argument of a volatile event, which
 *   carries no offset and whose text the client takes for one
 * - `not-restored`: the server kept the state no longer (expired, restarted, another node), or does not keep any
 */
export type Recovery = 'asked' | 'recovered' | 'no-offset' | 'odd-offset' | 'not-restored';

export interface RecoveryClaim {
  readonly pid: string;
  readonly offset: string | undefined;
}

/**
 * Offsets of the official adapters: `yeast` ids in memory (7 or more of 64 characters, a counter behind a dot where two fall
 * into one millisecond), ids of a Redis stream, object ids of MongoDB, numbers of Postgres.
 */
const OFFSET = /^(?:[\w-]{7,}(?:\.[\w-]+)?|\d+(?:-\d+)?)$/;

/** What a CONNECT of the client claims; `undefined` where it asks for no recovery. */
export function claimOf(pid: unknown, offset: unknown): RecoveryClaim | undefined {
  if (typeof pid !== 'string') return undefined;
  return { pid, offset: typeof offset === 'string' ? offset : undefined };
}

/** What came of a claim, by the private id in the server's reply. */
export function recoveryBy(claim: RecoveryClaim, repliedPid: unknown): Recovery {
  if (repliedPid === claim.pid) return 'recovered';
  if (claim.offset === undefined) return 'no-offset';
  return OFFSET.test(claim.offset) ? 'not-restored' : 'odd-offset';
}

const YEAST = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_';
const DAY_MS = 86_400_000;

/**
 * Whether a text is an offset made within a day of a time: ids of the adapters in memory, of a Redis stream and of MongoDB begin with
 * their time (numbers of Postgres do not). An application's own text at the end of a volatile event hardly does.
 */
export function isOffset(text: string, atMs: number): boolean {
  const madeAt = offsetAtMs(text);
  return madeAt !== undefined && Math.abs(madeAt - atMs) < DAY_MS;
}

function offsetAtMs(text: string): number | undefined {
  if (/^\d{13}-\d+$/.test(text)) return Number.parseInt(text, 10);
  if (/^[\da-f]{24}$/.test(text)) return Number.parseInt(text.slice(0, 8), 16) * 1000;
  if (!/^[\w-]{7}(?:\.[\w-]+)?$/.test(text)) return undefined;
  let ms = 0;
  for (const char of text.slice(0, 7)) ms = ms * 64 + YEAST.indexOf(char);
  return ms;
}
