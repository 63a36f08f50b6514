/** Rooms, their members and where events went, as somebody told it: nothing of it is on the wire. `docs/design.md`, "Getting rooms". */

/** Who told. */
export type RoomSource = 'companion' | 'admin-ui';

/** Whom an event was sent to, and how many that were. */
export interface Delivery {
  readonly source: RoomSource;
  /** Namespace and event, as the server has them. */
  readonly nsp: string;
  readonly event: string;
  /** `direct`: to this socket alone. `everybody`: to the whole namespace. */
  readonly to: 'direct' | 'rooms' | 'everybody';
  readonly rooms: readonly string[];
  readonly except: readonly string[];
  /** Sockets that it is addressed to, on the nodes that have told so far. */
  readonly count: number;
  /** Their ids, as far as they were told. */
  readonly ids: readonly string[];
  /** Nodes that told of it, the first one first. */
  readonly nodes: readonly string[];
  /** Socket that the server sent it for, where it is known. */
  readonly sender: string | undefined;
  readonly volatile: boolean;
  /** The row that says so. */
  readonly row: number;
}

/** One send that came to several sockets of the log: concluded from what they got, and never mixed with what was told. */
export interface InferredDelivery {
  readonly source: 'inferred';
  /**
   * - `offset`: the same offset of connection state recovery: one broadcast, practically certain
   * - `ack-id`: the same server ack id: `broadcastWithAck`, near certain where one server process made them
   * - `equal`: equal events within a few milliseconds: probable
   */
  readonly evidence: 'offset' | 'ack-id' | 'equal';
  /** The rows that it came in, with their sessions and the sockets' ids as far as they are known. */
  readonly rows: readonly number[];
  readonly sessions: readonly number[];
  readonly ids: readonly string[];
}

/** An emit that is named like a join or a leave, had a room's name, and was answered well: a hint. */
export interface InferredMove {
  readonly source: 'inferred';
  readonly room: string;
  readonly joined: boolean;
  /** The row of the answer. */
  readonly ack: number;
}

export interface MemberView {
  readonly nsp: string;
  readonly id: string;
  readonly node: string;
  readonly transport: string;
  /** Epoch milliseconds on its node's clock. */
  readonly connectedAt: number;
  /** What the server let out of `socket.data`. */
  readonly data: unknown;
  /** Session of the page that has this socket. */
  readonly session: number | undefined;
  readonly rooms: ReadonlySet<string>;
}

export interface RoomView {
  readonly nsp: string;
  readonly room: string;
  /** Members, those that a bound left out included. */
  readonly count: number;
  /** Ids of the members that are known by name. */
  readonly members: ReadonlySet<string>;
  /** Whether a socket of the page is in it. */
  readonly own: boolean;
}

/** A socket came into a room, or left it. */
export interface RoomMove {
  readonly source: RoomSource;
  readonly at: number;
  readonly row: number;
  readonly nsp: string;
  readonly room: string;
  readonly socket: string;
  readonly joined: boolean;
}

/** How a session's channel to the server's companion stands. */
export interface ChannelView {
  readonly source: RoomSource;
  /** `asked`: no answer yet · `told`: it tells · `refused` · `ended`: its session ended. */
  state: 'asked' | 'told' | 'refused' | 'ended';
  /** Why it was refused, in the server's words, and its code where there is one. */
  refusal: string | undefined;
  code: string | undefined;
  /** Facts that were over the server's bound and only counted. */
  omitted: number;
}

/** What bounds left out of the picture. */
export interface LeftOut {
  /** By the model's own bound: names of nodes, sockets, rooms and memberships. */
  readonly names: number;
  /** By the servers' bounds, when their snapshots were made. */
  readonly sockets: number;
  readonly rooms: number;
}

export interface RoomsReader {
  /** Whether anybody told. */
  readonly told: boolean;
  /** Whether it is told now; otherwise it is the last that is known. */
  readonly live: boolean;
  /** Who is believed; others are kept apart from it. */
  readonly source: RoomSource;
  /** Sorted by namespace and name. */
  readonly rooms: readonly RoomView[];
  room(nsp: string, room: string): RoomView | undefined;
  member(nsp: string, id: string): MemberView | undefined;
  /** Ids of the page's sockets in a namespace, of those that are remembered. */
  ownIds(nsp: string): readonly string[];
  /** Sockets of a namespace. */
  members(nsp: string): readonly MemberView[];
  /** The newest last; bounded. */
  readonly moves: readonly RoomMove[];
  /** Older moves that the bound let go. */
  readonly movesDropped: number;
  readonly leftOut: LeftOut;
  /** Without `source`: the one that tells there, or would. */
  channel(session: number, source?: RoomSource): ChannelView | undefined;
  /** Where an incoming event was sent to. */
  delivery(row: number): Delivery | undefined;
  /** What the server sent on behalf of an outgoing event, right behind it. */
  outcome(row: number): readonly Delivery[];
  /** What a row says of a room. */
  move(row: number): RoomMove | undefined;
  /** Whether an outgoing event found nobody on the server who listens to it. */
  isUnheard(row: number): boolean;
  /** Rooms of a session's sockets by namespace: now, or when it ended. Empty where nobody told, or ended long ago. */
  roomsOf(session: number): ReadonlyMap<string, readonly string[]>;
}
