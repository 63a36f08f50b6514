/**
 * What the server's companion says in its namespace: ordinary EVENT packets, the kind as event name and one object as argument.
 * Shapes for people: `docs/companion.md`.
 */

export const COMPANION_NAMESPACE = '/sioscope';
export const COMPANION_VERSION = 1;

/** What every fact carries. */
interface Said {
  /** Name of the server node that saw it. */
  readonly node: string;
  /** Epoch milliseconds on that node's clock. */
  readonly at: number;
}

export interface SocketFact {
  readonly nsp: string;
  readonly socket: string;
  readonly connectedAt: number;
  readonly transport: string;
  /** Rooms other than its own id. */
  readonly rooms: readonly string[];
  /** Handlers per event, where it has been connected long enough to have them. */
  readonly handlers?: Readonly<Record<string, number>>;
  /** What the server's filter lets out of `socket.data`. */
  readonly data?: unknown;
}

/** Who a send was for. */
export interface Target {
  /** Empty: everybody in the namespace. */
  readonly rooms: readonly string[];
  readonly except: readonly string[];
  /** How many names of `rooms` and `except` a bound left out. */
  readonly omitted?: number;
  /** Sockets of this node that it reaches. */
  readonly count: number;
  /** Their ids, as far as the bound allows. */
  readonly ids: readonly string[];
}

export interface SendFlags {
  readonly volatile?: true;
  readonly local?: true;
  readonly timeoutMs?: number;
}

export interface Tally {
  readonly kind: string;
  readonly nsp: string;
  /** Event or room; '' where the kind has none. */
  readonly name: string;
  readonly count: number;
  /** Sum over the sends. */
  readonly recipients?: number;
}

export interface CompanionFacts {
  /** Begins a node's snapshot: what was known of it before is void. */
  snapshot: {
    readonly version: number;
    readonly namespaces: readonly { readonly nsp: string; readonly sockets: number; readonly rooms: number }[];
    /** Sockets and rooms that a bound leaves out of it. */
    readonly omitted: { readonly sockets: number; readonly rooms: number };
  };
  sockets: { readonly sockets: readonly SocketFact[] };
  rooms: { readonly nsp: string; readonly rooms: readonly (readonly [name: string, members: number])[] };
  /** The snapshot is whole. */
  ready: Record<never, never>;
  namespace: { readonly nsp: string };
  connected: SocketFact;
  transport: { readonly nsp: string; readonly socket: string; readonly transport: string };
  disconnected: { readonly nsp: string; readonly socket: string; readonly reason: string };
  created: { readonly nsp: string; readonly room: string };
  joined: { readonly nsp: string; readonly room: string; readonly socket: string };
  left: { readonly nsp: string; readonly room: string; readonly socket: string };
  deleted: { readonly nsp: string; readonly room: string };
  /** Said before the broadcast is written. */
  broadcast: {
    readonly nsp: string;
    readonly event: string;
    readonly args: number;
    readonly to: Target;
    readonly flags: SendFlags;
    /** `remote`: another node made it, this one delivers it. */
    readonly origin: 'local' | 'remote';
    /** Where it was `socket.broadcast` or `socket.to(…)` of a socket of this node. */
    readonly sender?: string;
    /** It asks for acks; the id on the wire. */
    readonly ackId?: number;
  };
  direct: {
    readonly nsp: string;
    readonly event: string;
    readonly args: number;
    readonly socket: string;
    readonly ackId?: number;
  };
  command: {
    readonly nsp: string;
    readonly action: 'join' | 'leave' | 'disconnect';
    readonly rooms: readonly string[];
    readonly to: Target;
  };
  'handshake-refused': { readonly code: number; readonly reason: string };
  'connect-refused': { readonly nsp: string; readonly socket: string; readonly reason: string };
  'event-refused': { readonly nsp: string; readonly socket: string; readonly reason: string };
  /** Handlers of an event; said when the number is new. */
  handlers: { readonly nsp: string; readonly event: string; readonly count: number };
  unhandled: { readonly nsp: string; readonly event: string; readonly socket: string };
  /** More happened than the bound lets through: what was left out, counted. */
  aggregated: { readonly ms: number; readonly counts: readonly Tally[]; readonly failures: number };
  /** A node of the cluster that has not been heard for `silentMs`: its sockets are void. */
  'node-gone': { readonly silentMs: number };
}

export type FactKind = keyof CompanionFacts;
export type FactBody<K extends FactKind> = CompanionFacts[K] & Said;
export type CompanionFact = { [K in FactKind]: { readonly kind: K } & FactBody<K> }[FactKind];

type Check = (value: unknown) => boolean;
const text: Check = (value) => typeof value === 'string';
const count: Check = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const all =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const shape =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) && Object.entries(fields).every(([name, check]) => check(value[name]));
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(value as string);

const socketFields = {
  nsp: text,
  socket: text,
  connectedAt: count,
  transport: text,
  rooms: all(text),
  handlers: optional((value) => isObject(value) && Object.values(value).every(count)),
};
const target = shape({ rooms: all(text), except: all(text), omitted: optional(count), count, ids: all(text) });
const roomSize: Check = (value) => Array.isArray(value) && value.length === 2 && text(value[0]) && count(value[1]);
const tally = shape({ kind: text, nsp: text, name: text, count, recipients: optional(count) });

const shapes: Readonly<Record<FactKind, Readonly<Record<string, Check>>>> = {
  snapshot: {
    version: count,
    namespaces: all(shape({ nsp: text, sockets: count, rooms: count })),
    omitted: shape({ sockets: count, rooms: count }),
  },
  sockets: { sockets: all(shape(socketFields)) },
  rooms: { nsp: text, rooms: all(roomSize) },
  ready: {},
  namespace: { nsp: text },
  connected: socketFields,
  transport: { nsp: text, socket: text, transport: text },
  disconnected: { nsp: text, socket: text, reason: text },
  created: { nsp: text, room: text },
  joined: { nsp: text, room: text, socket: text },
  left: { nsp: text, room: text, socket: text },
  deleted: { nsp: text, room: text },
  broadcast: {
    nsp: text,
    event: text,
    args: count,
    to: target,
    flags: shape({
      volatile: optional((value) => value === true),
      local: optional((value) => value === true),
      timeoutMs: optional(count),
    }),
    origin: oneOf('local', 'remote'),
    sender: optional(text),
    ackId: optional(count),
  },
  direct: { nsp: text, event: text, args: count, socket: text, ackId: optional(count) },
  command: { nsp: text, action: oneOf('join', 'leave', 'disconnect'), rooms: all(text), to: target },
  'handshake-refused': { code: count, reason: text },
  'connect-refused': { nsp: text, socket: text, reason: text },
  'event-refused': { nsp: text, socket: text, reason: text },
  handlers: { nsp: text, event: text, count },
  unhandled: { nsp: text, event: text, socket: text },
  aggregated: { ms: count, counts: all(tally), failures: count },
  'node-gone': { silentMs: count },
};

/** Reads an event of the companion's namespace; `undefined` for what is no fact of this version. Total. */
export function readFact(event: unknown, body: unknown): CompanionFact | undefined {
  if (typeof event !== 'string' || !Object.hasOwn(shapes, event) || !isObject(body)) return undefined;
  if (!text(body.node) || !count(body.at) || !shape(shapes[event as FactKind])(body)) return undefined;
  return { ...body, kind: event } as CompanionFact;
}
