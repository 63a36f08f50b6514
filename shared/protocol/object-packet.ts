/**
 * Packets that parsers write as one whole object, `{type, nsp, data?, id?, options?}` (socket.io-json-parser,
 * socket.io-msgpack-parser, and most parsers of applications): what they mean, and what their `checkPacket` refuses.
 */
import { Extension } from './msgpack.ts';
import { socketProblem } from './problems.ts';
import type { Decoded, Packet, PacketHeader, PacketType, Problem, Rules, WireType } from './types.ts';

/** The fields of such an object, or what stands in their place. */
export interface PacketFields {
  readonly type: unknown;
  readonly nsp: unknown;
  readonly id?: unknown;
  readonly data?: unknown;
  readonly options?: unknown;
}

/** Official parsers that write whole objects. */
export type OfficialParser = 'json' | 'msgpack';

const TYPES = ['CONNECT', 'DISCONNECT', 'EVENT', 'ACK'] as const;
const BINARY_TYPES = ['BINARY_EVENT', 'BINARY_ACK'] as const;

/** An object's own fields; nothing is taken from a prototype. */
export function fieldsOf(value: unknown): PacketFields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Extension)
    return undefined;
  const own = (name: string): unknown =>
    Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
  return { type: own('type'), nsp: own('nsp'), id: own('id'), data: own('data'), options: own('options') };
}

/** The type by its number; BINARY types are written in protocol 4 only. */
export function wireTypeOf(type: unknown, rules: Rules): WireType | undefined {
  if (typeof type !== 'number') return undefined;
  if (type === 4) return rules.refusal;
  return TYPES[type] ?? (rules.version === 3 ? BINARY_TYPES[type - 5] : undefined);
}

const typeOf = (wireType: WireType): PacketType =>
  wireType === 'BINARY_EVENT' ? 'EVENT' : wireType === 'BINARY_ACK' ? 'ACK' : wireType;

const isObject = (value: unknown): boolean => Object.prototype.toString.call(value) === '[object Object]';

/** What `checkPacket` has against the data. */
function dataProblem(type: PacketType, data: unknown, rules: Rules, parser: OfficialParser): Problem | undefined {
  switch (type) {
    case 'CONNECT':
      if (data === undefined || (rules.version === 4 && isObject(data))) return undefined;
      break;
    case 'DISCONNECT':
      if (data === undefined) return undefined;
      break;
    case 'CONNECT_ERROR':
      // The JSON parser takes no string here (socket.io-json-parser 3.0.0, `isDataValid`).
      if (isObject(data) || (typeof data === 'string' && parser !== 'json')) return undefined;
      break;
    case 'ERROR':
      if (typeof data === 'string') return undefined;
      break;
    default:
      if (Array.isArray(data)) return undefined;
  }
  return socketProblem('invalid-payload', `The data does not fit the type ${type}.`);
}

export const invalidType = socketProblem('unknown-packet-type', 'The packet has no type that exists.');
export const invalidNamespace = socketProblem('invalid-namespace', 'The namespace is missing or no string.');
export const invalidId = socketProblem('invalid-ack-id', 'The ack id is no integer.');

/** Decodes the fields; `parser` names whose checks of the data apply. */
export function packetOf(fields: PacketFields, rules: Rules, parser: OfficialParser | undefined): Decoded {
  const { type, nsp, id, options } = fields;
  // notepack hands out an unknown extension as this.
  const data = fields.data instanceof Extension ? [fields.data.type, fields.data.bytes] : fields.data;
  const wireType = wireTypeOf(type, rules);
  if (wireType === undefined) return { packet: undefined, problems: [invalidType] };
  const packetType = typeOf(wireType);
  const problem =
    (typeof nsp === 'string' ? undefined : invalidNamespace) ??
    (parser === undefined ? undefined : dataProblem(packetType, data, rules, parser)) ??
    (id === undefined || Number.isInteger(id) ? undefined : invalidId);
  const isList = Array.isArray(data) && (packetType === 'EVENT' || packetType === 'ACK');
  const name: unknown = packetType === 'EVENT' && isList ? data[0] : undefined;
  const event = typeof name === 'string' || typeof name === 'number' ? name : undefined;
  const packet: Packet = {
    type: packetType,
    wireType,
    nsp: typeof nsp === 'string' ? nsp : '',
    ackId: typeof id === 'number' ? id : undefined,
    event,
    args: isList ? (event === undefined ? data : data.slice(1)) : undefined,
    data: isList ? undefined : data,
    options,
  };
  return { packet, problems: problem ? [problem] : [] };
}

/** Puts what a timeline needs of a decoded packet into a header. */
export function headerOf({ packet, problems }: Decoded, into: PacketHeader): void {
  into.wireType = packet?.wireType;
  into.attachments = 0;
  into.nsp = packet?.nsp ?? '/';
  into.ackId = packet?.ackId;
  into.payloadStart = into.payloadEnd = 0;
  into.event = packet?.event;
  into.problem = problems.find(({ tolerated }) => !tolerated);
}
