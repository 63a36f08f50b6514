/** Messages come from another context, maybe a hostile one: what is not of the contract's shape is not a message. */
import { isEntry, isRecorderInfo } from '../log/guard.ts';
import type { ToViewer } from './messages.ts';

/** What a viewer got, with how many entries of it were no entries. */
export interface GuardedToViewer {
  readonly message: ToViewer;
  readonly rejected: number;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Reads a recorder's message; `undefined` where it is none. */
export function guardToViewer(text: string): GuardedToViewer | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Record<string, unknown>;
  if (fields.type === 'recorder') {
    if (!isCount(fields.version) || !isRecorderInfo(fields.info) || typeof fields.top !== 'boolean') return undefined;
    const { version, info, top } = fields;
    return { message: { type: 'recorder', version, info, top }, rejected: 0 };
  }
  if (fields.type !== 'batch' || !isCount(fields.next) || !isCount(fields.rawSockets)) return undefined;
  if (!Array.isArray(fields.entries)) return undefined;
  const entries = fields.entries.filter(isEntry);
  const rejected = fields.entries.length - entries.length;
  return { message: { type: 'batch', next: fields.next, entries, rawSockets: fields.rawSockets }, rejected };
}
