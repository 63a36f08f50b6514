/** WebSockets of a foreign HAR. */
import { type Fields, fieldsOf, listOf, numberOf, textOf } from './fields.ts';
import type { Found } from './found.ts';
import { readMessage } from './message.ts';

/** Whether this is a WebSocket: Firefox and HTTP Toolkit write their addresses as `https:`. */
export const isSocket = (har: Fields, url: string): boolean =>
  Array.isArray(har._webSocketMessages) ||
  har._resourceType === 'websocket' ||
  /^wss?:/.test(url) ||
  (fieldsOf(har.response).status === 101 && /^https?:/.test(url));

export interface SocketPlace {
  readonly found: Found;
  readonly recorder: string;
  /** Of the HAR's entry, from 1. */
  readonly number: number;
  /** When it began: epoch milliseconds. */
  readonly at: number;
}

/** A socket, its messages in the order of the file, and its close where the file tells one (HTTP Toolkit). */
export function readSocket(har: Fields, { found, recorder, number, at }: SocketPlace): void {
  const transport = `w${number}`;
  const url = textOf(fieldsOf(har.request).url).replace(/^http/, 'ws');
  found.add({ at, recorder, kind: 'transport-open', transport, type: 'websocket', url });
  if (!Array.isArray(har._webSocketMessages)) {
    const kept = typeof fieldsOf(fieldsOf(har.response).content)._file === 'string';
    const where = kept
      ? 'keep their messages in files beside it (record it with embedded content)'
      : 'are WebSockets without messages (Firefox writes none, nor do they stand in it where there were none)';
    found.trouble('har-missing', where, number);
  }
  let orderAt = at;
  let lastAt = at;
  for (const fields of listOf(har._webSocketMessages)) {
    const message = readMessage(fields);
    if (message === 'control') continue;
    if (!message) {
      found.trouble('har-entry', 'hold messages of an unknown sort, which were left out', number);
      continue;
    }
    lastAt = message.at ?? lastAt;
    orderAt = Math.max(orderAt, lastAt);
    found.add({ at: lastAt, recorder, kind: 'frame', transport, dir: message.dir, ...message.content }, orderAt);
  }
  const { code, reason, timestamp } = fieldsOf(har._webSocketClose);
  const closeCode = numberOf(code);
  if (closeCode === undefined || !Number.isSafeInteger(closeCode) || closeCode < 0) return;
  const seconds = numberOf(timestamp);
  const closeAt = seconds === undefined ? lastAt : seconds * 1000;
  found.add(
    {
      at: closeAt,
      recorder,
      kind: 'transport-close',
      transport,
      code: closeCode,
      reason: textOf(reason),
      clean: closeCode !== 1006,
      by: 'unknown',
    },
    Math.max(orderAt, closeAt),
  );
}
