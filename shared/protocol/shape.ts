/** Which payloads a packet type may carry: socket.io-parser's `isPayloadValid`, and where its versions differ (`rules.ts`). */
import { shown, socketProblem } from './problems.ts';
import type { PacketType, Problem, Rules, Verdict } from './types.ts';

/** Names that an application may not emit. */
const RESERVED: ReadonlySet<unknown> = new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
]);

const invalid = (message: string, verdict: Verdict): Problem => socketProblem('invalid-payload', message, verdict);

/** The payload can't be parsed. */
export const notJson = ({ payload }: Rules): Problem => invalid('The payload is not valid JSON.', payload);

const isObject = (payload: unknown): boolean => typeof payload === 'object';
const isPlainObject = (payload: unknown): boolean => isObject(payload) && payload !== null && !Array.isArray(payload);

/** What is wrong with an event's name, which is the first element of its payload. */
export function nameProblem(name: unknown, { reservedName, eventName }: Rules): Problem | undefined {
  if (typeof name === 'string') {
    if (reservedName === undefined || !RESERVED.has(name)) return undefined;
    return socketProblem('reserved-event', `${shown(name)} is a reserved event name.`, reservedName);
  }
  if (typeof name === 'number') return undefined;
  return invalid('The event name is neither a string nor a number.', eventName);
}

/** An object is expected: whatever else there is, and who refuses it. */
function objectProblem(message: string, payload: unknown, rules: Rules): Problem | undefined {
  if (isPlainObject(payload)) return undefined;
  if (!isObject(payload)) return invalid(message, rules.payload);
  return rules.noPlainObject && invalid(message, rules.noPlainObject);
}

/** What is wrong with a payload that is there. */
export function payloadProblem(type: PacketType, payload: unknown, rules: Rules): Problem | undefined {
  switch (type) {
    case 'EVENT':
      if (!Array.isArray(payload)) return invalid('An EVENT carries an array: its name and arguments.', rules.payload);
      if (payload.length === 0) return invalid('An EVENT with neither a name nor arguments.', rules.emptyEvent);
      return nameProblem(payload[0], rules);
    case 'ACK':
      return Array.isArray(payload) ? undefined : invalid('An ACK carries an array: its arguments.', rules.payload);
    case 'CONNECT':
      return objectProblem('A CONNECT carries an object or nothing.', payload, rules);
    case 'CONNECT_ERROR':
    case 'ERROR':
      if (typeof payload === 'string') return undefined;
      return objectProblem(`A ${type} carries an object or a string.`, payload, rules);
    case 'DISCONNECT':
      return invalid('A DISCONNECT carries no payload.', rules.payload);
  }
}
