/**
 * A message of `_webSocketMessages`, which is no part of HAR 1.2: Chrome brought it up (type, time, opcode, data) and mitmproxy, HTTP
 * Toolkit and Playwright followed.
 */
import type { Dir } from '../entry.ts';
import { type Fields, numberOf } from './fields.ts';

const OPCODE_TEXT = 1;
const OPCODE_BINARY = 2;

/** Opcodes of control frames (RFC 6455 §5.2): close, ping, pong. They carry nothing of the application. */
const isControl = (opcode: unknown): boolean => opcode === 8 || opcode === 9 || opcode === 10;

/** Chrome writes seconds since the epoch, Playwright milliseconds: these as seconds would be of the year 5138. */
const LEAST_MS = 100_000_000_000;

export interface SocketMessage {
  readonly dir: Dir;
  /** Epoch milliseconds; `undefined` where the file was written without times. */
  readonly at: number | undefined;
  readonly content: { readonly text: string } | { readonly base64: string; readonly size: number };
}

/** How many bytes a base64 text stands for. */
export const base64Bytes = (base64: string): number =>
  Math.floor((base64.length * 3) / 4) - (base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0);

function timeOf(value: unknown): number | undefined {
  const time = numberOf(value);
  if (time === undefined || time < 0) return undefined;
  return time < LEAST_MS ? time * 1000 : time;
}

/** `control`: a control frame; `undefined`: none of what is known. */
export function readMessage({ type, time, opcode = OPCODE_TEXT, data }: Fields): SocketMessage | 'control' | undefined {
  if (type !== 'send' && type !== 'receive') return undefined;
  if (isControl(opcode)) return 'control';
  if (typeof data !== 'string' || (opcode !== OPCODE_TEXT && opcode !== OPCODE_BINARY)) return undefined;
  const content = opcode === OPCODE_TEXT ? { text: data } : { base64: data, size: base64Bytes(data) };
  return { dir: type === 'send' ? 'out' : 'in', at: timeOf(time), content };
}
