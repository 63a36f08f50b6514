/**
 * Folds entries into timeline rows: frame → Engine.IO packets → Socket.IO headers, by the session's dialect. Only headers are
 * read here, by scanning; payloads are parsed when somebody looks (`detail.ts`).
 */
import type { Dir, Entry, FrameEntry, HttpErrorEntry, TransportCloseEntry } from '../log/entry.ts';
import { ADMIN_NAMESPACE, readAdminEvent } from '../protocol/admin-ui.ts';
import { COMPANION_NAMESPACE, type CompanionFact, readFact } from '../protocol/companion.ts';
import { FRAMING_NAMES, type FramingName, isWholeFrame } from '../protocol/framings.ts';
import type { ParserSet } from '../protocol/parser-set.ts';
import { RULES } from '../protocol/rules.ts';
import { newHeader } from '../protocol/socketio.ts';
import { type Piece, StreamReader } from '../protocol/stream.ts';
import type { EngineMessage, EngineVersion, Packet, PacketParser, Rules } from '../protocol/types.ts';
import { Acks } from './acks.ts';
import { ACK_STATES, DIR_IN, DIR_NONE, DIR_OUT, INTERRUPTS, ROW_KINDS, RowColumns } from './columns.ts';
import { field } from './field.ts';
import { Interner } from './intern.ts';
import { contentOf, type MessagePlace, MessageReader } from './messages.ts';
import { Inference } from './rooms/inference.ts';
import { Rooms } from './rooms/rooms.ts';
import type { RoomSource } from './rooms/types.ts';
import { assumedOpen, place, type Session, Sessions, type Socket, type Transport } from './sessions.ts';
import type { RowKind } from './types.ts';

const KIND_CODE = Object.fromEntries(ROW_KINDS.map((kind, code) => [kind, code])) as Record<RowKind, number>;
const ORPHAN = ACK_STATES.indexOf('orphan');

const FRAMING_CODE = Object.fromEntries(FRAMING_NAMES.map((name, code) => [name, code])) as Record<FramingName, number>;

/** How much of a binary packet's values is looked through for a text. */
const SEARCHED_CHARS = 20_000;

/** Small payloads that sessions are read from (handshake, CONNECT, refusal); larger ones are not parsed here. */
const EAGER_PARSE_CHARS = 20_000;

/** The JSON of a small packet that is no message: a handshake. */
function parseSmall({ text, record: { dataStart, end } }: EngineMessage): unknown {
  if (end <= dataStart || end - dataStart > EAGER_PARSE_CHARS) return undefined;
  try {
    return JSON.parse(text.slice(dataStart, end));
  } catch {
    return undefined;
  }
}

/** UTF-8 bytes would cost a pass over every frame; characters are the same for ASCII and what peers show too. */
const textSize = (chars: number): number => chars;

const messageSize = ({ record, bytes }: EngineMessage): number =>
  bytes ? bytes.sizeBytes : textSize(record.end - record.start);

const frameSize = (entry: FrameEntry): number =>
  entry.text !== undefined ? textSize(entry.text.length) : (entry.size ?? entry.cut?.size ?? base64Bytes(entry.base64));

const base64Bytes = (base64: string | undefined): number => {
  if (!base64) return 0;
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return Math.floor((base64.length * 3) / 4) - padding;
};

/** A packet that is being folded. */
interface Arrived {
  readonly entry: FrameEntry;
  readonly index: number;
  readonly transport: Transport;
  readonly message: EngineMessage;
  readonly framing: FramingName;
  readonly sizeBytes: number;
  readonly pieces: readonly Piece[] | undefined;
}

/** A page that was left, and how far the log went then. */
interface Left {
  readonly recorder: string;
  readonly at: number;
  readonly end: number;
}

/** Where a timeline's entries are, who reads their packets, and the timeline that it takes the place of. */
export interface TimelineSource {
  readonly entryAt: (index: number) => Entry | undefined;
  readonly parsers: ParserSet;
  readonly before?: Timeline;
}

export class Timeline {
  readonly rows = new RowColumns();
  /** What servers told of rooms. */
  readonly told = new Rooms((row) => this.rows.touch(row));
  /** What can be concluded of them where nobody tells. */
  readonly inferred = new Inference({
    rows: this.rows,
    payload: (row) => this.#payload(row),
    args: (row) => this.#smallArgs(row),
    name: (id) => this.names.name(id),
    socket: (row) => this.#socketOf(row),
  });
  readonly names = new Interner();
  readonly nsps = new Interner();
  readonly sessions: Sessions;
  /** Of rows of binary packets: where their attachments are. */
  readonly attachments = new Map<number, MessagePlace[]>();
  /** Of rows whose packet came by a byte stream: the parts of it. */
  readonly #pieces = new Map<number, readonly Piece[]>();
  readonly #streams = new WeakMap<Transport, Record<Dir, StreamReader>>();
  readonly #parsers: ParserSet;
  readonly #messages: MessageReader;
  readonly #acks = new Acks(this.rows);
  readonly #header = newHeader();
  #left: Left[] = [];
  lost = 0;

  constructor({ entryAt, parsers, before }: TimelineSource) {
    this.#parsers = parsers;
    this.#messages = new MessageReader(entryAt);
    this.sessions = new Sessions(parsers, before?.sessions);
    this.nsps.id('');
  }

  /**
   * Folds again what the log still holds, from another timeline's knowledge: what somebody chose, which pages were left, and
   * what is in the log no more.
   */
  refold(before: Timeline, first: number, end: number, entryAt: (index: number) => Entry | undefined): void {
    const left = [...before.#left];
    for (let index = first; index < end; index++) {
      while (left[0] && left[0].end <= index) this.#leave(left.shift() as Left);
      const entry = entryAt(index);
      if (entry) this.fold(entry, index);
    }
    for (const one of left) this.#leave(one);
    this.lost = before.lost;
    this.sessions.takeOver(before.sessions);
  }

  /** The packet of a row, where it has one and the log still has it. */
  message(row: number): EngineMessage | undefined {
    const { columns, base } = this.rows;
    const cell = row - base;
    return this.#messages.read({
      entry: columns.entry[cell] as number,
      record: columns.record[cell] as number,
      framing: columns.framing[cell] as number,
      pieces: this.#pieces.get(row),
    });
  }

  /** The text of a row's packet, to search in; of a binary packet what its parser shows of it. */
  textOf(row: number, entry: FrameEntry): string | undefined {
    const { columns, base } = this.rows;
    const cell = row - base;
    const framing = FRAMING_NAMES[columns.framing[cell] as number] as FramingName;
    if (entry.text !== undefined && isWholeFrame(framing)) return entry.text;
    const message = this.message(row);
    if (!message) return entry.text;
    const { record, text, bytes } = message;
    if (!bytes) return text.slice(record.start, record.end);
    return this.parser(row).preview(message, RULES[this.receiver(row)], SEARCHED_CHARS);
  }

  /** The packet that carries an attachment. */
  attachment(place: MessagePlace): EngineMessage | undefined {
    return this.#messages.read(place);
  }

  /** The JSON of an event's arguments as it stands on the wire. */
  #payload(row: number): string | undefined {
    const message = this.parser(row).writesJson ? this.message(row) : undefined;
    if (!message) return undefined;
    const { text, record } = message;
    const start = text.indexOf('[', record.dataStart);
    return start < 0 ? undefined : text.slice(start, record.end);
  }

  #smallArgs(row: number): readonly unknown[] | undefined {
    const { columns, base } = this.rows;
    if ((columns.sizeBytes[row - base] as number) > EAGER_PARSE_CHARS) return undefined;
    const message = this.message(row);
    return message && this.parser(row).decode(message, RULES[this.receiver(row)]).packet?.args;
  }

  #socketOf(row: number): { place: string; sid: string | undefined; recovers: boolean } {
    const { columns, base } = this.rows;
    const session = this.sessions.get(columns.session[row - base] as number);
    const socket = session?.sockets.get(this.nsps.name(columns.nsp[row - base] as number))?.view;
    return { place: place(session?.view.url ?? ''), sid: socket?.sid, recovers: socket?.pid !== undefined };
  }

  parser(row: number): PacketParser {
    return this.#parsers.all[this.rows.columns.parser[row - this.rows.base] as number] as PacketParser;
  }

  /** The Engine.IO version of who received this row's packet. */
  receiver(row: number): EngineVersion {
    return this.rows.columns.receiver[row - this.rows.base] === 3 ? 3 : 4;
  }

  /** Forgets the rows and the sessions that have ended; the fold goes on where it is. */
  clear(): void {
    this.rows.dropBefore(this.rows.end);
    this.sessions.forgetEnded();
    this.attachments.clear();
    this.#pieces.clear();
    this.#left = [];
    this.lost = 0;
  }

  /** Takes in the entry at a log index. */
  fold(entry: Entry, index: number): void {
    switch (entry.kind) {
      case 'transport-open': {
        const transport = this.sessions.open(entry);
        this.#mark(entry, index, 'transport', entry.type, transport.session);
        return;
      }
      case 'frame':
        this.#frame(entry, index);
        return;
      case 'transport-close':
        this.#close(entry, index);
        return;
      case 'http-error':
        this.#httpError(entry, index);
        return;
      case 'page':
        this.#mark(entry, index, 'page', entry.event, undefined);
        return;
      case 'lost':
        this.lost += entry.count;
        this.#mark(entry, index, 'lost', 'lost', undefined);
        return;
      case 'action':
        this.#mark(entry, index, 'action', entry.action, undefined);
        return;
      case 'note':
        this.#mark(entry, index, 'note', 'note', undefined);
        return;
    }
  }

  /** The page of this recorder is gone: its open sessions end. `end`: one past the log's last entry. */
  left(recorder: string, at: number, end: number): void {
    this.#leave({ recorder, at, end });
  }

  #leave(left: Left): void {
    this.#left.push(left);
    for (const session of this.sessions.left(left.recorder, left.at)) this.#ended(session, left.at);
  }

  dropBefore(firstEntry: number): void {
    const { rows } = this;
    let row = rows.first;
    while (row < rows.end && (rows.columns.entry[row - rows.base] as number) < firstEntry) {
      this.attachments.delete(row);
      this.#pieces.delete(row);
      row += 1;
    }
    rows.dropBefore(row);
    this.told.dropBefore(row);
    this.inferred.dropBefore(row);
  }

  #transport(entry: FrameEntry | TransportCloseEntry | HttpErrorEntry): Transport {
    const known = this.sessions.transport(entry.recorder, entry.transport);
    if (known) return known;
    const http = 'http' in entry ? entry.http : undefined;
    return this.sessions.open(assumedOpen(entry, http?.url ?? '', http ? 'polling' : 'websocket'), true);
  }

  /** A row for an entry that is no packet. */
  #mark(entry: Entry, index: number, kind: RowKind, name: string, session: Session | undefined): number {
    const row = this.rows.add();
    const { columns, base } = this.rows;
    const cell = row - base;
    columns.entry[cell] = index;
    columns.at[cell] = entry.at;
    columns.kind[cell] = KIND_CODE[kind];
    columns.dir[cell] = DIR_NONE;
    columns.session[cell] = session ? session.view.id : -1;
    columns.name[cell] = this.names.id(name);
    return row;
  }

  #frameRow(entry: FrameEntry, index: number, kind: RowKind, name: string, session: Session, size: number): number {
    const row = this.#mark(entry, index, kind, name, session);
    const cell = row - this.rows.base;
    this.rows.columns.dir[cell] = entry.dir === 'in' ? DIR_IN : DIR_OUT;
    this.rows.columns.sizeBytes[cell] = size;
    return row;
  }

  #frame(entry: FrameEntry, index: number): void {
    const transport = this.#transport(entry);
    const { session, view } = transport;
    const size = frameSize(entry);
    if (entry.dir === 'in') {
      view.framesIn += 1;
      view.bytesIn += size;
    } else {
      view.framesOut += 1;
      view.bytesOut += size;
    }
    if (session.view.kind === 'raw') {
      if (session.view.state === 'connecting') session.view.state = 'open';
      this.#frameRow(entry, index, 'raw', entry.text === undefined ? 'binary' : 'text', session, size);
    } else if (entry.cut) {
      const row = this.#frameRow(entry, index, 'broken', 'too large to keep', session, size);
      this.rows.columns.problem[row - this.rows.base] = 1;
      if (view.type === 'webtransport') this.#stream(transport, entry.dir).lose(entry.cut.size);
    } else if (view.type === 'webtransport') {
      this.#chunk(entry, index, transport);
    } else {
      const { dialect } = session;
      const content = contentOf(entry);
      const { framing, messages } =
        view.type === 'polling' ? dialect.readPolling(entry.dir, content) : dialect.readMessage(entry.dir, content);
      for (const message of messages) {
        const sizeBytes = messageSize(message);
        this.#message({ entry, index, transport, message, framing, sizeBytes, pieces: undefined });
      }
    }
  }

  #stream(transport: Transport, dir: Dir): StreamReader {
    let streams = this.#streams.get(transport);
    if (!streams) {
      streams = { in: new StreamReader(), out: new StreamReader() };
      this.#streams.set(transport, streams);
    }
    return streams[dir];
  }

  /** A chunk of a byte stream: the packets that it completes. */
  #chunk(entry: FrameEntry, index: number, transport: Transport): void {
    const units = transport.session.dialect.readStream(this.#stream(transport, entry.dir), contentOf(entry), index);
    for (const { message, pieces, sizeBytes } of units) {
      const framing = message.record.binary && message.text === '' ? 'stream-binary' : 'stream-text';
      this.#message({ entry, index, transport, message, framing, sizeBytes, pieces });
    }
  }

  /** Notes in a row where its packet stands and how it was read. */
  #placed(arrived: Arrived, row: number): number {
    const { message, framing, pieces, transport, entry } = arrived;
    const { record } = message;
    const { columns, base } = this.rows;
    const cell = row - base;
    columns.start[cell] = record.start;
    columns.end[cell] = record.end;
    columns.record[cell] = record.record;
    columns.framing[cell] = FRAMING_CODE[framing];
    columns.receiver[cell] = transport.session.dialect.rules(entry.dir).version;
    if (pieces) this.#pieces.set(row, pieces);
    if (record.problem) columns.problem[cell] = 1;
    return row;
  }

  #message(arrived: Arrived): void {
    const { entry, transport, message } = arrived;
    const { session } = transport;
    const { record } = message;
    const { type } = record;
    if (type === 'message') {
      this.#packet(arrived);
      return;
    }
    if (type !== undefined) session.dialect.observe(entry.dir, type, message);
    switch (type) {
      case 'open':
        this.#open(arrived);
        return;
      case 'ping':
      case 'pong':
        this.#heartbeat(arrived);
        return;
      case 'upgrade':
        if (entry.dir === 'out') this.sessions.upgraded(transport, entry.at);
        this.#engineRow(arrived, 'upgrade', 'upgrade');
        return;
      case 'close':
        this.#engineRow(arrived, 'engine', 'close');
        if (this.sessions.closePacket(transport, entry.dir, entry.at)) this.#ended(session, entry.at);
        return;
      case 'noop':
        this.#engineRow(arrived, 'engine', 'noop');
        return;
      default:
        session.clues.undecodable = true;
        this.#engineRow(arrived, 'broken', 'not decodable');
    }
  }

  #engineRow(arrived: Arrived, kind: RowKind, name: string): void {
    const { entry, index, transport, sizeBytes } = arrived;
    this.#placed(arrived, this.#frameRow(entry, index, kind, name, transport.session, sizeBytes));
  }

  #open(arrived: Arrived): void {
    const { entry, transport, message } = arrived;
    if (entry.dir === 'in') this.sessions.handshake(transport, parseSmall(message), entry.at);
    else if (transport.view.type === 'webtransport') this.#join(transport, parseSmall(message), entry.at);
    this.#engineRow(arrived, 'open', 'open');
  }

  /** The first packet over WebTransport names the session that is to be upgraded; its URL does not (`docs/protocol.md` §2.4). */
  #join(transport: Transport, data: unknown, at: number): void {
    const sid = field(data, 'sid');
    if (typeof sid !== 'string') return;
    const left = this.sessions.join(transport, sid, at);
    if (left === undefined) return;
    const { columns, base, first, end } = this.rows;
    for (let row = end - 1; row >= first; row--) {
      if (columns.session[row - base] === left) columns.session[row - base] = transport.session.view.id;
    }
  }

  #heartbeat(arrived: Arrived): void {
    const { entry, transport, message } = arrived;
    const { session } = transport;
    const { record, text } = message;
    // `2probe` and `3probe` test the new transport of an upgrade: no heartbeats (docs/protocol.md §4).
    const probe = text.startsWith('probe', record.dataStart);
    if (!probe) session.view.lastHeartbeatAt = entry.at;
    if (!probe && record.type === 'ping' && entry.dir === 'in') session.view.lastPingAt = entry.at;
    const name = record.type === 'ping' ? 'ping' : 'pong';
    this.#engineRow(arrived, probe ? 'engine' : 'heartbeat', probe ? `${name} probe` : name);
  }

  #packet(arrived: Arrived): void {
    const { entry, index, transport, message, sizeBytes } = arrived;
    const { session } = transport;
    const { dialect } = session;
    const parser = dialect.parserFor(entry.dir, message);
    if (message.bytes && parser.binary === 'attachment') {
      this.#attachment(arrived);
      return;
    }
    const header = this.#header;
    const rules = dialect.rules(entry.dir);
    header.rules = rules;
    parser.scan(message, header);
    if (header.nsp === COMPANION_NAMESPACE) {
      this.#companion(arrived, parser);
      return;
    }
    const { wireType } = header;
    let { nsp } = header;
    let kind: RowKind = 'broken';
    let name = 'not decodable';
    let socket = wireType === undefined ? undefined : session.sockets.get(nsp);
    switch (wireType) {
      case 'EVENT':
      case 'BINARY_EVENT':
        kind = 'event';
        name = header.event === undefined ? '(no name)' : String(header.event);
        socket = this.sessions.socket(session, nsp);
        this.#countEvent(session, socket.view, entry.dir);
        break;
      case 'ACK':
      case 'BINARY_ACK':
        kind = 'ack';
        name = 'ack';
        socket = this.sessions.socket(session, nsp);
        break;
      case 'CONNECT': {
        kind = entry.dir === 'out' ? 'connect' : 'connected';
        name = kind;
        const data = smallPacket(arrived, parser, rules)?.data;
        if (entry.dir === 'in') dialect.connected(header.payloadEnd > header.payloadStart || data !== undefined);
        // Protocol 4 sends the query of a namespace in its name.
        if (rules.version === 3) nsp = nsp.split('?', 1)[0] as string;
        socket = this.sessions.connect(session, nsp, entry.dir, data ?? implicitSid(session, nsp), entry.at);
        if (entry.dir === 'in' && socket.view.sid) this.told.connected(session.view.id, nsp, socket.view.sid);
        break;
      }
      case 'ERROR':
      case 'CONNECT_ERROR':
        kind = 'refused';
        name = 'refused';
        if (wireType === 'ERROR' && !isRefusal(session, socket, entry.dir)) name = 'error';
        else socket = this.sessions.refuse(session, nsp, smallPacket(arrived, parser, rules)?.data, entry.at);
        break;
      case 'DISCONNECT':
        kind = 'disconnect';
        name = 'disconnect';
        socket = this.sessions.disconnect(session, nsp, entry.dir, entry.at);
        this.#acks.ended(session, socket, entry.at);
        if (nsp === ADMIN_NAMESPACE) this.told.ended(session.view.id, 'admin-ui');
        break;
      case undefined:
        break;
    }
    const row = this.#frameRow(entry, index, kind, name, session, sizeBytes);
    const { columns, base } = this.rows;
    const cell = row - base;
    this.#placed(arrived, row);
    columns.parser[cell] = this.#parsers.all.indexOf(parser);
    columns.nsp[cell] = wireType === undefined ? 0 : this.nsps.id(nsp);
    session.clues.undecodable = header.problem !== undefined || wireType === undefined;
    if (session.clues.undecodable || name === 'error') columns.problem[cell] = 1;
    if (session.assembling[entry.dir]) columns.problem[cell] = INTERRUPTS;
    if (header.ackId !== undefined) columns.ackId[cell] = header.ackId;
    if (kind === 'event' && this.told.listens(session.view.id)) {
      this.told.event(session.view.id, entry.dir, row, entry.at, nsp, name);
    }
    if (kind === 'event' && nsp === ADMIN_NAMESPACE && entry.dir === 'in' && header.attachments === 0) {
      this.#adminUi(arrived, parser, row);
    }
    if (header.attachments > 0) {
      columns.attachments[cell] = columns.missing[cell] = Math.min(header.attachments, 0xffff);
      session.assembling[entry.dir] = { row, missing: header.attachments };
      this.attachments.set(row, []);
    }
    if (kind === 'event' && entry.dir === 'in') this.inferred.came(row, session.view.id, entry.at);
    if (socket && header.ackId !== undefined && kind === 'event') {
      this.#acks.asked(session, socket, entry.dir, header.ackId, row);
    } else if (socket && kind === 'ack') {
      this.#answer(session, socket, entry, header.ackId, row);
    }
  }

  /** What crosses the namespace of the server's companion: it tells of rooms, and is nothing of the application. */
  #companion(arrived: Arrived, parser: PacketParser): void {
    const { entry, index, transport, message, sizeBytes } = arrived;
    const { session } = transport;
    const { id } = session.view;
    const { packet } = parser.decode(message, session.dialect.rules(entry.dir));
    const event = typeof packet?.event === 'string' ? packet.event : (packet?.type.toLowerCase() ?? 'not decodable');
    const row = this.#frameRow(entry, index, 'companion', event, session, sizeBytes);
    this.#placed(arrived, row);
    const cell = row - this.rows.base;
    const { columns } = this.rows;
    columns.parser[cell] = this.#parsers.all.indexOf(parser);
    columns.nsp[cell] = this.nsps.id(COMPANION_NAMESPACE);
    switch (packet?.type) {
      case 'CONNECT':
        if (entry.dir === 'out') this.told.asked(id, 'companion');
        return;
      case 'CONNECT_ERROR':
      case 'ERROR': {
        const why = field(packet.data, 'message') ?? packet.data;
        const code = field(field(packet.data, 'data'), 'code');
        this.told.refused(
          id,
          'companion',
          typeof why === 'string' ? why : '',
          typeof code === 'string' ? code : undefined,
        );
        return;
      }
      case 'DISCONNECT':
        this.told.ended(id, 'companion');
        return;
      case 'EVENT': {
        const fact = entry.dir === 'in' ? readFact(packet.event, packet.args?.[0]) : undefined;
        if (fact) this.#told(fact, 'companion', session, row, entry.at);
        return;
      }
    }
  }

  /** What `@socket.io/admin-ui` tells in its namespace to whoever opened it, a client of the page's or somebody else. */
  #adminUi(arrived: Arrived, parser: PacketParser, row: number): void {
    const { entry, transport, message } = arrived;
    const { session } = transport;
    const { packet } = parser.decode(message, session.dialect.rules(entry.dir));
    const facts = readAdminEvent(packet?.event, packet?.args ?? [], entry.at);
    for (const fact of facts) this.#told(fact, 'admin-ui', session, row, entry.at);
  }

  /** A fact; its row is one of a room where it tells that a socket of the page came or went. */
  #told(fact: CompanionFact, source: RoomSource, session: Session, row: number, at: number): void {
    const ownSid = (nsp: string): string | undefined => session.sockets.get(nsp)?.view.sid;
    const move = this.told.take(fact, { source, session: session.view.id, row, at, ownSid });
    if (!move) return;
    const { columns, base } = this.rows;
    columns.kind[row - base] = KIND_CODE.room;
    columns.nsp[row - base] = this.nsps.id(move.nsp);
  }

  #answer(session: Session, socket: Socket, entry: FrameEntry, id: number | undefined, row: number): void {
    const { columns, base } = this.rows;
    if (id === undefined) {
      columns.ack[row - base] = ORPHAN;
      return;
    }
    const emit = this.#acks.answered(session, socket, entry.dir, id, row);
    // An ack goes by the name of what it answers, so that a filter for the event finds both.
    if (emit === -1) return;
    columns.name[row - base] = columns.name[emit - base] as number;
    if (entry.dir === 'in') this.inferred.answered(emit, row);
  }

  #countEvent(session: Session, socket: { eventsIn: number; eventsOut: number }, dir: 'in' | 'out'): void {
    const counter = dir === 'in' ? 'eventsIn' : 'eventsOut';
    session.view[counter] += 1;
    socket[counter] += 1;
  }

  /** A binary message: it belongs to the packet that announced it, or stands alone. */
  #attachment(arrived: Arrived): void {
    const { entry, index, transport, message, framing, sizeBytes, pieces } = arrived;
    const { session } = transport;
    const assembling = session.assembling[entry.dir];
    if (!assembling) {
      const row = this.#frameRow(entry, index, 'binary', 'binary', session, sizeBytes);
      this.#placed(arrived, row);
      this.rows.columns.problem[row - this.rows.base] = 1;
      return;
    }
    assembling.missing -= 1;
    if (assembling.missing === 0) session.assembling[entry.dir] = undefined;
    if (!this.rows.has(assembling.row)) return;
    const cell = assembling.row - this.rows.base;
    const { columns } = this.rows;
    columns.missing[cell] = Math.min(assembling.missing, 0xffff);
    (columns.sizeBytes[cell] as number) += sizeBytes;
    const place = { entry: index, record: message.record.record, framing: FRAMING_CODE[framing], pieces };
    this.attachments.get(assembling.row)?.push(place);
    this.rows.touch(assembling.row);
  }

  #close(entry: TransportCloseEntry, index: number): void {
    const transport = this.#transport(entry);
    const { session } = transport;
    const code = transport.view.type === 'websocket' ? ` ${entry.code}` : '';
    const failedUpgrade = transport.probing;
    const ended = this.sessions.closed(transport, entry);
    const row = this.#mark(entry, index, 'closed', failedUpgrade ? 'upgrade failed' : `closed${code}`, session);
    if (failedUpgrade) this.rows.columns.problem[row - this.rows.base] = 1;
    if (ended) this.#ended(session, entry.at);
  }

  #httpError(entry: HttpErrorEntry, index: number): void {
    const transport = this.#transport(entry);
    const { session } = transport;
    const harmless = entry.reason === 'abort' && (session.carrier !== transport || session.view.end !== undefined);
    const name = entry.http.status ? `HTTP ${entry.http.status}` : entry.reason;
    const row = this.#mark(entry, index, harmless ? 'engine' : 'http-error', name, session);
    if (!harmless) this.rows.columns.problem[row - this.rows.base] = 1;
    if (this.sessions.httpError(transport, entry)) this.#ended(session, entry.at);
  }

  #ended(session: Session, at: number): void {
    this.told.ended(session.view.id);
    for (const socket of session.sockets.values()) this.#acks.ended(session, socket, at);
  }
}

/** The whole packet, of those that sessions are read from; larger ones are not decoded here. */
const smallPacket = ({ message, sizeBytes }: Arrived, parser: PacketParser, rules: Rules): Packet | undefined =>
  sizeBytes > EAGER_PARSE_CHARS ? undefined : parser.decode(message, rules).packet;

/** In protocol 4 a socket goes by the Engine.IO id, and replies carry none (`docs/protocol.md` §1). */
function implicitSid({ view, dialect }: Session, nsp: string): unknown {
  if (dialect.server !== 3 || view.sid === undefined) return undefined;
  return { sid: nsp === '/' ? view.sid : `${nsp}#${view.sid}` };
}

/** Whether an ERROR of protocol 4 refuses a namespace: middleware of connected sockets sends them too, and so may clients. */
function isRefusal({ view }: Session, socket: Socket | undefined, dir: Dir): boolean {
  if (dir === 'out' || socket?.view.state === 'connected') return false;
  return socket?.view.state === 'connecting' || !view.late;
}
