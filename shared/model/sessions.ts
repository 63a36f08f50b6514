/**
 * Sessions and their transports and sockets, folded from what the timeline decodes. A session is an Engine.IO sid; it may own
 * several transports (polling, then the WebSocket of the upgrade), and reconnects chain sessions.
 */
import type { Dir, HttpErrorEntry, TransportCloseEntry, TransportOpenEntry, TransportType } from '../log/entry.ts';
import { Dialect } from '../protocol/dialect.ts';
import type { ParserSet } from '../protocol/parser-set.ts';
import type { PacketParser } from '../protocol/types.ts';
import { field } from './field.ts';
import { type EndClues, endByClose, endByClosePacket, endByHttp, endByNavigation } from './reasons.ts';
import { claimOf, type RecoveryClaim, recoveryBy } from './recovery.ts';
import type { SessionEnd, SessionView, SocketView, TransportView } from './types.ts';

/** A binary packet whose attachments are on their way. */
export interface Assembling {
  readonly row: number;
  missing: number;
}

/** One namespace of a session, with the emits that wait for their ack: row numbers by ack id. */
export interface Socket {
  readonly view: SocketView;
  readonly waiting: Record<Dir, Map<number, number>>;
  /** What its last CONNECT asked to be restored. */
  claim: RecoveryClaim | undefined;
}

/** What the fold remembers of a session beside what views see. */
export interface Session {
  readonly view: SessionView;
  readonly sockets: Map<string, Socket>;
  /** Decoder state belongs to the session and direction, not to a transport (`docs/protocol.md` §4). */
  readonly assembling: Record<Dir, Assembling | undefined>;
  /** How it speaks. */
  readonly dialect: Dialect;
  carrier: Transport;
  clues: { -readonly [K in keyof EndClues]: EndClues[K] };
}

export interface Transport {
  readonly view: TransportView;
  session: Session;
  /** The WebSocket of an upgrade, until it carries the session. */
  probing: boolean;
}

/** The parts of an Engine.IO URL that matter here. A URL that can't be parsed has none. */
export interface EngineUrl {
  readonly base: string;
  readonly eio: number | undefined;
  readonly sid: string | undefined;
}

/** Reads `EIO` and `sid` of the query, and the address without it. */
export function engineUrl(url: string): EngineUrl {
  try {
    const { protocol, host, pathname, searchParams } = new URL(url);
    const eio = searchParams.get('EIO');
    return {
      base: `${protocol}//${host}${pathname}`,
      eio: eio !== null && /^\d$/.test(eio) ? Number(eio) : undefined,
      sid: searchParams.get('sid') ?? undefined,
    };
  } catch {
    return { base: url.split('?')[0] ?? url, eio: undefined, sid: undefined };
  }
}

/** ws and http addresses of one server are the same place. */
export const place = (url: string): string => url.replace(/^ws/, 'http');

const isText = (value: unknown): value is string => typeof value === 'string';
const isMs = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

export class Sessions {
  /** In order of their beginning; a session's number is not its place here. */
  all: Session[] = [];
  readonly #byId = new Map<number, Session>();
  #count = 0;
  readonly #transports = new Map<string, Transport>();
  readonly #bySid = new Map<string, Session>();
  /** Parsers that a person chose, by transport. */
  readonly #chosen: Map<string, PacketParser>;
  readonly #parsers: ParserSet;
  readonly #before: Sessions | undefined;

  /** `before`: what was known of the same log, whose numbers stay and whose knowledge fills in what the log has lost. */
  constructor(parsers: ParserSet, before?: Sessions) {
    this.#parsers = parsers;
    this.#before = before;
    this.#chosen = before ? before.#chosen : new Map();
    this.#count = before ? before.#count : 0;
  }

  /** The parser for a session's messages, instead of the one that is found; it is in force for what is folded from here on. */
  choose(session: Session, parser: PacketParser | undefined): void {
    session.dialect.choose(parser);
    for (const { id } of session.view.transports) {
      const key = `${session.view.recorder} ${id}`;
      if (parser) this.#chosen.set(key, parser);
      else this.#chosen.delete(key);
    }
  }

  /** Takes in the sessions of another fold of the same log of which this one saw nothing. */
  takeOver(before: Sessions): void {
    for (const [key, transport] of before.#transports) {
      if (this.#byId.has(transport.session.view.id)) continue;
      this.#transports.set(key, transport);
    }
    for (const session of before.all) {
      const { view } = session;
      if (this.#byId.has(view.id)) continue;
      this.all.push(session);
      this.#byId.set(view.id, session);
      if (view.sid !== undefined) this.#bySid.set(`${view.recorder} ${view.sid}`, session);
    }
    this.all.sort((a, b) => a.view.startedAt - b.view.startedAt || a.view.id - b.view.id);
  }

  get(id: number): Session | undefined {
    return this.#byId.get(id);
  }

  /** Forgets sessions that have ended; the others go on. */
  forgetEnded(): void {
    this.all = this.all.filter(({ view }) => view.end === undefined);
    for (const [id, { view }] of this.#byId) if (view.end) this.#byId.delete(id);
    for (const [key, { session }] of this.#transports) if (session.view.end) this.#transports.delete(key);
    for (const [key, { view }] of this.#bySid) if (view.end) this.#bySid.delete(key);
  }

  transport(recorder: string, id: string): Transport | undefined {
    return this.#transports.get(`${recorder} ${id}`);
  }

  /** A transport began, or was first seen. `assumed`: the log does not hold its beginning. */
  open(entry: TransportOpenEntry, assumed = false): Transport {
    const url = engineUrl(entry.url);
    const view: TransportView = {
      id: entry.transport,
      type: entry.type,
      url: entry.url,
      openedAt: entry.at,
      late: entry.late === true || assumed,
      closedAt: undefined,
      code: undefined,
      reason: undefined,
      closedBy: undefined,
      framesIn: 0,
      framesOut: 0,
      bytesIn: 0,
      bytesOut: 0,
    };
    const known = url.sid === undefined ? undefined : this.#bySid.get(`${entry.recorder} ${url.sid}`);
    const transport = { view, probing: false } as Transport;
    transport.session = known ?? this.#begin(entry, url, transport);
    transport.session.view.transports.push(view);
    if (known && entry.type !== 'polling') this.#probe(transport, entry.at);
    this.#transports.set(`${entry.recorder} ${entry.transport}`, transport);
    return transport;
  }

  #probe(transport: Transport, at: number): void {
    transport.probing = true;
    transport.session.view.upgrade = { state: 'probing', startedAt: at, endedAt: undefined };
  }

  /**
   * A transport that began a session of its own turns out to upgrade another: it moves there. Returns the number of the
   * session that is no more, or `undefined` where the other is not known.
   */
  join(transport: Transport, sid: string, at: number): number | undefined {
    const own = transport.session;
    const known = this.#bySid.get(`${own.view.recorder} ${sid}`);
    if (!known || known === own || own.carrier !== transport || own.view.transports.length > 1) return undefined;
    this.all = this.all.filter((session) => session !== own);
    this.#byId.delete(own.view.id);
    const previous = own.view.previous === undefined ? undefined : this.get(own.view.previous);
    if (previous) previous.view.next = undefined;
    transport.session = known;
    known.view.transports.push(transport.view);
    this.#probe(transport, at);
    return own.view.id;
  }

  /** What another fold of the same log knew of a session whose beginning the log has lost. */
  #recall(view: SessionView, transport: Transport): Session | undefined {
    const before = this.#before?.transport(view.recorder, transport.view.id)?.session;
    if (!before || !transport.view.late) return before;
    const { sid, eio, connectedAt, pingIntervalMs, pingTimeoutMs, maxPayloadBytes, upgrades, previous, next, late } =
      before.view;
    const known = { sid, eio, connectedAt, pingIntervalMs, pingTimeoutMs, maxPayloadBytes, upgrades, previous, next };
    Object.assign(view, known, { late, state: connectedAt === undefined ? view.state : 'open' });
    return before;
  }

  #begin(entry: TransportOpenEntry, url: EngineUrl, transport: Transport): Session {
    const raw = url.eio === undefined && entry.type === 'websocket';
    const late = transport.view.late || url.sid !== undefined;
    const dialect = new Dialect(this.#parsers, url.eio);
    const view: SessionView = {
      id: this.#before?.transport(entry.recorder, entry.transport)?.session.view.id ?? this.#count++,
      recorder: entry.recorder,
      kind: raw ? 'raw' : 'socket.io',
      sid: url.sid,
      url: url.base,
      state: late ? 'unknown' : 'connecting',
      transport: entry.type,
      transports: [],
      upgrade: undefined,
      eio: url.eio,
      pingIntervalMs: undefined,
      pingTimeoutMs: undefined,
      maxPayloadBytes: undefined,
      upgrades: undefined,
      startedAt: entry.at,
      connectedAt: undefined,
      end: undefined,
      lastHeartbeatAt: undefined,
      lastPingAt: undefined,
      sockets: [],
      previous: undefined,
      next: undefined,
      late: late && !raw,
      eventsIn: 0,
      eventsOut: 0,
      pendingAcks: 0,
      dialect,
    };
    const before = this.#recall(view, transport);
    dialect.choose(this.#chosen.get(`${entry.recorder} ${entry.transport}`));
    const clues = { serverDisconnected: false, clientDisconnected: false, undecodable: false, neverOpened: false };
    const session: Session = {
      view,
      sockets: new Map(),
      assembling: { in: undefined, out: undefined },
      dialect,
      carrier: transport,
      clues,
    };
    if (!raw && !late) this.#chain(view);
    this.all.push(session);
    this.#byId.set(view.id, session);
    if (view.sid !== undefined) this.#bySid.set(`${entry.recorder} ${view.sid}`, session);
    if (before && transport.view.late) this.#recallSockets(session, before);
    return session;
  }

  #recallSockets(session: Session, before: Session): void {
    for (const { nsp, sid, pid, connectedAt } of before.view.sockets) {
      if (connectedAt === undefined) continue;
      Object.assign(this.socket(session, nsp).view, { state: 'connected', sid, pid, connectedAt });
    }
  }

  /** Joins a new session to the last ended one of the same page and address that nothing follows yet. */
  #chain(view: SessionView): void {
    for (let i = this.all.length - 1; i >= 0; i--) {
      const other = this.all[i]?.view;
      if (!other?.end || other.next !== undefined || other.kind === 'raw') continue;
      if (other.recorder !== view.recorder || place(other.url) !== place(view.url)) continue;
      if (other.end.at > view.startedAt) continue;
      other.next = view.id;
      view.previous = other.id;
      return;
    }
  }

  /** The Engine.IO handshake (`0{…}`): `data` is its decoded payload. */
  handshake(transport: Transport, data: unknown, at: number): void {
    const { session } = transport;
    const { view } = session;
    const sid = field(data, 'sid');
    if (isText(sid)) {
      view.sid = sid;
      this.#bySid.set(`${view.recorder} ${sid}`, session);
    }
    const interval = field(data, 'pingInterval');
    const timeout = field(data, 'pingTimeout');
    const maxPayload = field(data, 'maxPayload');
    const upgrades = field(data, 'upgrades');
    if (isMs(interval)) view.pingIntervalMs = interval;
    if (isMs(timeout)) view.pingTimeoutMs = timeout;
    if (isMs(maxPayload)) view.maxPayloadBytes = maxPayload;
    if (Array.isArray(upgrades)) view.upgrades = upgrades.filter(isText);
    view.connectedAt = at;
    view.late = false;
    if (!view.end) view.state = 'open';
  }

  /** Packet `5` was sent: from here on only the new transport carries data. */
  upgraded(transport: Transport, at: number): void {
    const { session } = transport;
    transport.probing = false;
    session.carrier = transport;
    session.view.transport = transport.view.type;
    const upgrade = session.view.upgrade;
    session.view.upgrade = { state: 'upgraded', startedAt: upgrade?.startedAt ?? at, endedAt: at };
  }

  socket(session: Session, nsp: string): Socket {
    let socket = session.sockets.get(nsp);
    if (!socket) {
      const view: SocketView = {
        nsp,
        state: 'unknown',
        sid: undefined,
        pid: undefined,
        connectedAt: undefined,
        endedAt: undefined,
        refusal: undefined,
        recovery: undefined,
        eventsIn: 0,
        eventsOut: 0,
      };
      socket = { view, waiting: { in: new Map(), out: new Map() }, claim: undefined };
      session.sockets.set(nsp, socket);
      session.view.sockets.push(view);
    }
    return socket;
  }

  /** A CONNECT: `out` asks, `in` answers with `{sid, pid?}`. */
  connect(session: Session, nsp: string, dir: Dir, data: unknown, at: number): Socket {
    const socket = this.socket(session, nsp);
    const { view } = socket;
    session.clues.serverDisconnected = session.clues.clientDisconnected = false;
    const pid = field(data, 'pid');
    if (dir === 'out') {
      view.state = 'connecting';
      view.refusal = undefined;
      socket.claim = claimOf(pid, field(data, 'offset'));
      view.recovery = socket.claim && 'asked';
      return socket;
    }
    const sid = field(data, 'sid');
    view.recovery = socket.claim && recoveryBy(socket.claim, pid);
    socket.claim = undefined;
    view.state = 'connected';
    view.connectedAt = at;
    view.endedAt = undefined;
    if (isText(sid)) view.sid = sid;
    if (isText(pid)) view.pid = pid;
    return socket;
  }

  refuse(session: Session, nsp: string, data: unknown, at: number): Socket {
    const socket = this.socket(session, nsp);
    const message = isText(data) ? data : field(data, 'message');
    socket.view.state = 'refused';
    socket.view.endedAt = at;
    socket.view.refusal = isText(message) ? message : 'no reason given';
    return socket;
  }

  disconnect(session: Session, nsp: string, dir: Dir, at: number): Socket {
    const socket = this.socket(session, nsp);
    socket.view.state = 'disconnected';
    socket.view.endedAt = at;
    const left = session.view.sockets.some((view) => view.state === 'connected' || view.state === 'connecting');
    // Only the last socket's DISCONNECT ends the session; one of several namespaces leaves it open.
    if (!left) session.clues[dir === 'in' ? 'serverDisconnected' : 'clientDisconnected'] = true;
    return socket;
  }

  /** Engine.IO's close packet (`1`). Over a WebSocket the close event that follows tells more. */
  closePacket(transport: Transport, dir: Dir, at: number): boolean {
    if (transport.view.type !== 'polling') return false;
    return this.#end(transport.session, endByClosePacket(transport.session.view, at, dir, transport.session.clues));
  }

  /** A transport ended. Returns whether it ended its session. */
  closed(transport: Transport, entry: TransportCloseEntry): boolean {
    const { session, view } = transport;
    view.closedAt = entry.at;
    view.code = entry.code;
    view.reason = entry.reason;
    view.closedBy = entry.by;
    if (transport.probing) {
      transport.probing = false;
      // Not where another transport has taken over meanwhile.
      if (session.view.upgrade?.state === 'probing') {
        session.view.upgrade = { ...session.view.upgrade, state: 'failed', endedAt: entry.at };
      }
      return false;
    }
    if (session.carrier !== transport) return false;
    session.clues.neverOpened =
      session.view.kind !== 'raw' && session.view.state === 'connecting' && entry.code === 1006;
    return this.#end(session, endByClose(session.view, entry, session.clues));
  }

  /** A polling request failed. Returns whether it ended its session. */
  httpError(transport: Transport, entry: HttpErrorEntry): boolean {
    const { session } = transport;
    // Polling that another transport took over from carries nothing any more, however its last request ends.
    if (session.carrier !== transport) return false;
    return this.#end(session, endByHttp(entry));
  }

  /** The page that this recorder watched is gone. Returns the sessions that it ended. */
  left(recorder: string, at: number): Session[] {
    return this.all.filter((session) => session.view.recorder === recorder && this.#end(session, endByNavigation(at)));
  }

  #end(session: Session, end: SessionEnd): boolean {
    const { view } = session;
    if (view.end) return false;
    const refused = view.state === 'connecting';
    view.end = end;
    view.state = refused ? 'refused' : 'closed';
    for (const socket of view.sockets) {
      if (socket.state === 'refused' || socket.state === 'disconnected') continue;
      socket.state = 'disconnected';
      socket.endedAt = end.at;
    }
    session.assembling.in = session.assembling.out = undefined;
    return true;
  }
}

/** What a transport entry would have said, for a transport whose beginning is not in the log. */
export const assumedOpen = (
  entry: { readonly recorder: string; readonly transport: string; readonly at: number; readonly pos: number },
  url: string,
  type: TransportType,
): TransportOpenEntry => ({ ...entry, kind: 'transport-open', type, url, late: true });
