/**
 * What the server told of rooms, folded: namespaces, rooms, members, moves, and where each event went. Sockets of the page are told by
 * their Socket.IO ids. Everything is bounded, and nothing here is concluded: whoever tells is named with it.
 */
import type { CompanionFact, Target } from '../../protocol/companion.ts';
import { Deliveries } from './deliveries.ts';
import { keyOf, type NodeRoom, type NodeRooms } from './node-rooms.ts';
import { OwnSockets } from './own-sockets.ts';
import { ToldNodes } from './told-nodes.ts';
import type {
  ChannelView,
  Delivery,
  LeftOut,
  MemberView,
  RoomMove,
  RoomSource,
  RoomsReader,
  RoomView,
} from './types.ts';

const BY_NAME = new Intl.Collator();

const MAX_MOVES = 5000;
/** Sessions that ended, whose sockets and rooms are remembered. */
const MAX_ENDED = 500;

/** Where a fact came from. */
export interface FactPlace {
  readonly source: RoomSource;
  readonly session: number;
  readonly row: number;
  readonly at: number;
  /** The session's own socket in a namespace. */
  readonly ownSid: (nsp: string) => string | undefined;
}

export class Rooms implements RoomsReader {
  readonly #touch: (row: number) => void;
  /** What each source told, apart: only one of them is shown. */
  readonly #bySource: Readonly<Record<RoomSource, ToldNodes>>;
  readonly #channels: Readonly<Record<RoomSource, Map<number, ChannelView>>> = {
    companion: new Map(),
    'admin-ui': new Map(),
  };
  readonly #sends = new Map<number, Deliveries>();
  readonly #deliveries = new Map<number, Delivery>();
  readonly #outcomes = new Map<number, Delivery[]>();
  readonly #moveByRow = new Map<number, RoomMove>();
  readonly #unheard = new Set<number>();
  /** Rooms of the page's sockets when their sessions ended. */
  readonly #roomsAtEnd = new Map<number, ReadonlyMap<string, readonly string[]>>();
  readonly #own = new OwnSockets();
  /** The sessions that ended, the oldest first. */
  readonly #endedSessions = new Set<number>();
  #moves: RoomMove[] = [];
  #movesDropped = 0;

  /** `touch`: what is known of a row has changed after it was added. `maxNames`: the bound for each source's picture. */
  constructor(touch: (row: number) => void, maxNames?: number) {
    this.#touch = touch;
    this.#bySource = { companion: new ToldNodes(maxNames), 'admin-ui': new ToldNodes(maxNames) };
  }

  /** Who is believed: the companion where it tells, since it knows more. */
  get source(): RoomSource {
    const companion = this.#bySource.companion.byName.size > 0;
    return companion && (this.#isLive('companion') || !this.#isLive('admin-ui')) ? 'companion' : 'admin-ui';
  }

  get #nodes(): ReadonlyMap<string, NodeRooms> {
    return this.#bySource[this.source].byName;
  }

  get told(): boolean {
    return this.#nodes.size > 0;
  }

  get moves(): readonly RoomMove[] {
    return this.#moves;
  }

  get movesDropped(): number {
    return this.#movesDropped;
  }

  get leftOut(): LeftOut {
    return this.#bySource[this.source].leftOut;
  }

  channel(session: number, source?: RoomSource): ChannelView | undefined {
    if (source) return this.#channels[source].get(session);
    const [companion, admin] = [this.#channels.companion.get(session), this.#channels['admin-ui'].get(session)];
    return companion?.state === 'told' ? companion : (admin ?? companion);
  }

  delivery(row: number): Delivery | undefined {
    return this.#deliveries.get(row);
  }

  outcome(row: number): readonly Delivery[] {
    return this.#outcomes.get(row) ?? [];
  }

  move(row: number): RoomMove | undefined {
    return this.#moveByRow.get(row);
  }

  isUnheard(row: number): boolean {
    return this.#unheard.has(row);
  }

  roomsOf(session: number): ReadonlyMap<string, readonly string[]> {
    const ended = this.#roomsAtEnd.get(session);
    if (ended) return ended;
    const rooms = new Map<string, readonly string[]>();
    for (const [nsp, id] of this.#own.of(session)) {
      rooms.set(nsp, [...(this.member(nsp, id)?.rooms ?? [])].sort());
    }
    return rooms;
  }

  get rooms(): readonly RoomView[] {
    const parts = new Map<string, NodeRoom[]>();
    for (const node of this.#nodes.values()) {
      for (const [key, room] of node.rooms) {
        const known = parts.get(key);
        if (known) known.push(room);
        else parts.set(key, [room]);
      }
    }
    const own = new Map<string, readonly string[]>();
    const ownIds = (nsp: string): readonly string[] => {
      const ids = own.get(nsp) ?? this.#own.ids(nsp);
      own.set(nsp, ids);
      return ids;
    };
    const all = [...parts.values()].map((rooms) => viewOf(rooms, ownIds((rooms[0] as NodeRoom).nsp)));
    return all.sort((a, b) => BY_NAME.compare(a.nsp, b.nsp) || BY_NAME.compare(a.room, b.room));
  }

  room(nsp: string, room: string): RoomView | undefined {
    const key = keyOf(nsp, room);
    const parts = [...this.#nodes.values()].flatMap((node) => node.rooms.get(key) ?? []);
    return parts.length === 0 ? undefined : viewOf(parts, this.#own.ids(nsp));
  }

  ownIds(nsp: string): readonly string[] {
    return this.#own.ids(nsp);
  }

  member(nsp: string, id: string): MemberView | undefined {
    for (const { members } of this.#nodes.values()) {
      const found = members.get(keyOf(nsp, id));
      if (!found) continue;
      const { node, transport, connectedAt, data, rooms } = found;
      return { nsp, id, node, transport, connectedAt, data, rooms, session: this.#own.sessionOf(nsp, id) };
    }
    return undefined;
  }

  members(nsp: string): readonly MemberView[] {
    return [...this.#nodes.values()].flatMap(({ members }) =>
      [...members.values()].flatMap((one) => (one.nsp === nsp ? [this.member(nsp, one.socket) as MemberView] : [])),
    );
  }

  /** A socket of the page was connected. */
  connected(session: number, nsp: string, sid: string): void {
    this.#own.connected(session, nsp, sid);
  }

  /** Whether a session's traffic has to be held against what is told. */
  listens(session: number): boolean {
    return this.#sends.has(session);
  }

  /** The page side asked the server to tell. */
  asked(session: number, source: RoomSource): void {
    this.#channels[source].set(session, { source, state: 'asked', refusal: undefined, code: undefined, omitted: 0 });
  }

  refused(session: number, source: RoomSource, refusal: string, code: string | undefined): void {
    this.#channels[source].set(session, { source, state: 'refused', refusal, code, omitted: 0 });
  }

  /** The session is over, and with it what it was told; or one source's namespace on it. */
  ended(session: number, source?: RoomSource): void {
    for (const name of source ? [source] : (['companion', 'admin-ui'] as const)) this.#endChannel(session, name);
    if (!source) this.#remember(session);
  }

  /** Of sessions that ended, the last ones are remembered. */
  #remember(session: number): void {
    this.#endedSessions.add(session);
    if (this.#endedSessions.size <= MAX_ENDED) return;
    const oldest = this.#endedSessions.values().next().value as number;
    this.#endedSessions.delete(oldest);
    this.#own.forget(oldest);
    this.#roomsAtEnd.delete(oldest);
    for (const channels of Object.values(this.#channels)) channels.delete(oldest);
  }

  #endChannel(session: number, source: RoomSource): void {
    const channel = this.#channels[source].get(session);
    if (!channel) return;
    if (channel.state === 'told' && source === this.source) this.#roomsAtEnd.set(session, this.roomsOf(session));
    if (channel.state !== 'refused') channel.state = 'ended';
    if (source === 'companion') this.#sends.delete(session);
  }

  /** Whether a source tells now. What it told stays when it ends, as the last that is known: its next snapshot voids it. */
  #isLive(source: RoomSource): boolean {
    return [...this.#channels[source].values()].some(({ state }) => state === 'told');
  }

  get live(): boolean {
    return this.#isLive(this.source);
  }

  /** An event of the application crossed a session that is told of. */
  event(session: number, dir: 'in' | 'out', row: number, at: number, nsp: string, event: string): void {
    const sends = this.#sends.get(session);
    if (dir === 'in') sends?.came({ row, at, nsp, event });
    else sends?.went({ row, at, nsp, event });
  }

  /** Forgets what it knew of rows that are no more. */
  dropBefore(row: number): void {
    for (const map of [this.#deliveries, this.#outcomes, this.#moveByRow, this.#unheard]) {
      for (const key of map.keys()) {
        if (key >= row) break;
        map.delete(key);
      }
    }
  }

  /** Takes in what the server said. Returns the move that it tells, where it is one of a socket of the page. */
  take(fact: CompanionFact, place: FactPlace): RoomMove | undefined {
    const { session, source } = place;
    const state = this.#channels[source].get(session)?.state;
    // What was under way when the namespace was left would begin a picture that nobody keeps true.
    if (fact.kind === 'snapshot' ? state === 'ended' && source === 'companion' : state !== 'told') return undefined;
    switch (fact.kind) {
      case 'snapshot':
        this.#bySource[source].begin(fact.node, fact.omitted);
        this.#begin(session, source);
        return undefined;
      case 'sockets':
        for (const socket of fact.sockets) this.#node(source, fact.node)?.connect(socket);
        return undefined;
      case 'rooms':
        for (const [name, members] of fact.rooms) this.#node(source, fact.node)?.size(fact.nsp, name, members);
        return undefined;
      case 'connected':
        this.#node(source, fact.node)?.connect(fact);
        return undefined;
      case 'transport': {
        const member = this.#node(source, fact.node)?.members.get(keyOf(fact.nsp, fact.socket));
        if (member) member.transport = fact.transport;
        return undefined;
      }
      case 'disconnected':
        this.#node(source, fact.node)?.disconnect(fact.nsp, fact.socket);
        return undefined;
      case 'deleted':
        this.#node(source, fact.node)?.deleted(fact.nsp, fact.room);
        return undefined;
      case 'joined':
      case 'left':
        return this.#moved(fact, place);
      case 'broadcast':
      case 'direct':
        this.#sent(fact, place);
        return undefined;
      case 'unhandled':
        this.#unhandled(fact, place);
        return undefined;
      case 'node-gone':
        this.#bySource[source].delete(fact.node);
        return undefined;
      case 'aggregated': {
        const channel = this.#channels[source].get(session);
        if (channel) for (const { count } of fact.counts) channel.omitted += count;
        return undefined;
      }
      default:
        return undefined;
    }
  }

  #begin(session: number, source: RoomSource): void {
    // It was left, and is told again.
    this.#roomsAtEnd.delete(session);
    const channel = this.#channels[source].get(session);
    if (channel) channel.state = 'told';
    else {
      const said = { refusal: undefined, code: undefined, omitted: 0 };
      this.#channels[source].set(session, { source, state: 'told', ...said });
    }
    // Only the companion tells a send on the connection that the event comes on, just before it.
    if (source === 'companion' && !this.#sends.has(session))
      this.#sends.set(session, new Deliveries(this.#deliveries, this.#outcomes, this.#touch));
  }

  #node(source: RoomSource, name: string): NodeRooms | undefined {
    return this.#bySource[source].node(name);
  }

  #moved(
    fact: Extract<CompanionFact, { kind: 'joined' | 'left' }>,
    { source, row, at }: FactPlace,
  ): RoomMove | undefined {
    const { nsp, room, socket } = fact;
    const joined = fact.kind === 'joined';
    const node = this.#node(source, fact.node);
    if (joined) node?.join(nsp, room, socket);
    else node?.leave(nsp, room, socket);
    // Where both tell, each move is told twice.
    if (source !== this.source) return undefined;
    const move: RoomMove = { source, at, row, nsp, room, socket, joined };
    this.#moves.push(move);
    if (this.#moves.length > MAX_MOVES) {
      this.#moves = this.#moves.slice(MAX_MOVES / 5);
      this.#movesDropped += MAX_MOVES / 5;
    }
    if (this.#own.sessionOf(nsp, socket) === undefined) return undefined;
    this.#moveByRow.set(row, move);
    return move;
  }

  #sent(fact: Extract<CompanionFact, { kind: 'broadcast' | 'direct' }>, { session, row, at, ownSid }: FactPlace): void {
    const own = ownSid(fact.nsp);
    const base = { source: 'companion', nsp: fact.nsp, event: fact.event, nodes: [fact.node], row } as const;
    const sends = this.#sends.get(session);
    if (fact.kind === 'direct') {
      const to = {
        to: 'direct',
        rooms: [],
        except: [],
        count: 1,
        ids: [fact.socket],
        sender: undefined,
        volatile: false,
      } as const;
      sends?.told({ ...base, ...to }, at, fact.socket === own, own);
      return;
    }
    const { rooms, except, count, ids } = fact.to;
    const to = rooms.length === 0 ? 'everybody' : 'rooms';
    const volatile = fact.flags.volatile === true;
    const delivery: Delivery = { ...base, to, rooms, except, count, ids, sender: fact.sender, volatile };
    sends?.told(delivery, at, own !== undefined && mayReach(fact.to, own), own);
  }

  #unhandled(
    { nsp, event, socket }: Extract<CompanionFact, { kind: 'unhandled' }>,
    { session, at, ownSid }: FactPlace,
  ): void {
    if (socket !== ownSid(nsp)) return;
    const row = this.#sends.get(session)?.lastOut(nsp, event, at);
    if (row !== undefined) this.#unheard.add(row);
  }
}

/** A room as several nodes tell it. Its members are put together when they are asked for: a list of rooms asks for none. */
function viewOf(parts: readonly NodeRoom[], ownIds: readonly string[]): RoomView {
  const { nsp, room } = parts[0] as NodeRoom;
  const own = ownIds.some((id) => parts.some(({ members }) => members.has(id)));
  let union: ReadonlySet<string> | undefined = parts.length === 1 ? parts[0]?.members : undefined;
  return {
    nsp,
    room,
    own,
    count: parts.reduce((sum, { count }) => sum + count, 0),
    get members() {
      union ??= new Set(parts.flatMap(({ members }) => [...members]));
      return union;
    },
  };
}

/** Whether a send is addressed to a socket: the list of ids may be cut short. */
const mayReach = ({ count, ids, except }: Target, id: string): boolean =>
  ids.includes(id) || (count > ids.length && !except.includes(id));
