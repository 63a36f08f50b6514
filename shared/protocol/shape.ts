/**
 * Which payloads a packet type may carry: socket.io-parser's `isPayloadValid`, and where its versions differ. The versions
 * were found by running 4.0.5, 4.1.2, and every 4.2.x up to 4.2.7.
 */
import { shown, socketProblem } from './problems.ts';
import type { PacketType, Problem } from './types.ts';

/** Names that an application may not emit. */
const RESERVED: ReadonlySet<unknown> = new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
]);

const NAME_CHECKED = 'socket.io-parser ≥ 4.2.3';
const RESERVED_CHECKED = 'socket.io-parser ≥ 4.2.4';
/** Before 4.2.4 `typeof payload === 'object'` was enough, so arrays and null passed. */
const PLAIN_OBJECT_CHECKED = 'socket.io-parser ≥ 4.2.4';

const invalid = (message: string, rejectedBy?: string): Problem =>
  socketProblem('invalid-payload', message, rejectedBy);

const isObject = (payload: unknown): boolean => typeof payload === 'object';
const isPlainObject = (payload: unknown): boolean => isObject(payload) && payload !== null && !Array.isArray(payload);

/** What is wrong with an event's name, which is the first element of its payload. */
export function nameProblem(name: unknown): Problem | undefined {
  if (typeof name === 'string') {
    if (!RESERVED.has(name)) return undefined;
    return socketProblem('reserved-event', `${shown(name)} is a reserved event name.`, RESERVED_CHECKED);
  }
  if (typeof name === 'number') return undefined;
  return invalid('The event name is neither a string nor a number.', NAME_CHECKED);
}

/** What is wrong with a payload that is there. */
export function payloadProblem(type: PacketType, payload: unknown): Problem | undefined {
  switch (type) {
    case 'EVENT':
      if (!Array.isArray(payload)) return invalid('An EVENT carries an array: its name and arguments.');
      if (payload.length === 0) return invalid('An EVENT with neither a name nor arguments.');
      return nameProblem(payload[0]);
    case 'ACK':
      return Array.isArray(payload) ? undefined : invalid('An ACK carries an array: its arguments.');
    case 'CONNECT':
      if (isPlainObject(payload)) return undefined;
      return invalid('A CONNECT carries an object or nothing.', isObject(payload) ? PLAIN_OBJECT_CHECKED : undefined);
    case 'CONNECT_ERROR':
      if (typeof payload === 'string' || isPlainObject(payload)) return undefined;
      return invalid(
        'A CONNECT_ERROR carries an object or a string.',
        isObject(payload) ? PLAIN_OBJECT_CHECKED : undefined,
      );
    case 'DISCONNECT':
      return invalid('A DISCONNECT carries no payload.');
  }
}
