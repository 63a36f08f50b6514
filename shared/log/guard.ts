/**
 * Entries and recorders come from a page or a file, both untrusted. A guard says whether a value has the shape that
 * `entry.ts` promises; fields that it does not know are allowed (readers ignore them, `docs/design.md`, "The log file").
 */
import type { Entry, EntryKind, RecorderInfo } from './entry.ts';

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isString = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isOneOf = (value: unknown, ...allowed: readonly string[]): boolean => isString(value) && allowed.includes(value);
const isOptional = (value: unknown, guard: (value: unknown) => boolean): boolean => value === undefined || guard(value);

const isHttp = (value: unknown): boolean =>
  isObject(value) &&
  isCount(value.request) &&
  isString(value.method) &&
  isString(value.url) &&
  isOptional(value.status, isCount) &&
  isOptional(value.contentType, isString);

const isCut = (value: unknown): boolean => isObject(value) && isString(value.head) && isCount(value.size);

function isFrame(value: Fields): boolean {
  const bodies = [value.text, value.base64, value.cut].filter((body) => body !== undefined).length;
  return (
    isString(value.transport) &&
    isOneOf(value.dir, 'in', 'out') &&
    bodies === 1 &&
    isOptional(value.text, isString) &&
    isOptional(value.base64, isString) &&
    isOptional(value.size, isCount) &&
    isOptional(value.cut, isCut) &&
    isOptional(value.http, isHttp)
  );
}

const fieldsOf: Record<EntryKind, (value: Fields) => boolean> = {
  'transport-open': (value) =>
    isString(value.transport) &&
    isOneOf(value.type, 'websocket', 'polling', 'webtransport') &&
    isString(value.url) &&
    isOptional(value.protocols, (list) => Array.isArray(list) && list.every(isString)) &&
    isOptional(value.late, (late) => late === true) &&
    isOptional(value.stack, isString),
  frame: isFrame,
  'transport-close': (value) =>
    isString(value.transport) &&
    isCount(value.code) &&
    isString(value.reason) &&
    typeof value.clean === 'boolean' &&
    isOneOf(value.by, 'page', 'remote', 'unknown'),
  'http-error': (value) =>
    isString(value.transport) &&
    isHttp(value.http) &&
    isOptional(value.text, isString) &&
    isOneOf(value.reason, 'status', 'network', 'abort', 'timeout'),
  page: (value) =>
    isOneOf(value.event, 'navigate', 'hidden', 'visible', 'offline', 'online', 'stall', 'worker') &&
    isOptional(value.ms, isTime) &&
    isOptional(value.worker, (worker) => isOneOf(worker, 'dedicated', 'shared', 'service')) &&
    isOptional(value.url, isString),
  lost: (value) => isCount(value.count) && value.count > 0,
  action: (value) => isString(value.action) && isOptional(value.target, isString),
  note: (value) => isString(value.text) && isOptional(value.on, isCount),
};

/** Whether `kind` is one that this version knows. */
export const isKnownKind = (kind: unknown): kind is EntryKind => isString(kind) && Object.hasOwn(fieldsOf, kind);

/** Whether the value has the fields that every entry has, of whatever kind: a newer version's kinds included. */
export const hasEntryBase = (value: unknown): value is Fields & { kind: string; pos: number } =>
  isObject(value) && isCount(value.pos) && isTime(value.at) && isString(value.recorder) && isString(value.kind);

/** Whether the value is an entry of a known kind with the fields it must have. */
export const isEntry = (value: unknown): value is Entry =>
  hasEntryBase(value) && isKnownKind(value.kind) && fieldsOf[value.kind](value);

/** Whether the value tells who records. */
export const isRecorderInfo = (value: unknown): value is RecorderInfo =>
  isObject(value) &&
  isString(value.id) &&
  isString(value.url) &&
  isString(value.userAgent) &&
  isTime(value.timeOrigin) &&
  isOptional(value.via, (via) => isOneOf(via, 'devtools-network'));
