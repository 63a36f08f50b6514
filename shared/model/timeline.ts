/**
 * Folds entries into timeline rows: frame → Engine.IO records → Socket.IO headers. Only headers are read here, by scanning;
 * payloads are parsed when somebody looks (`detail.ts`).
 */
import type { Entry, FrameEntry, HttpErrorEntry, TransportCloseEntry } from '../log/entry.ts';
import { scanEngine } from '../protocol/engineio.ts';
import { splitPayload } from '../protocol/payload.ts';
import { newHeader, scanHeader } from '../protocol/socketio.ts';
import type { EngineRecord } from '../protocol/types.ts';
import { Acks } from './acks.ts';
import { ACK_STATES, DIR_IN, DIR_NONE, DIR_OUT, ROW_KINDS, RowColumns } from './columns.ts';
import { Interner } from './intern.ts';
import { assumedOpen, type Session, Sessions, type Transport } from './sessions.ts';
import type { RowKind } from './types.ts';

/** A frame that carries an attachment of a row: entry index, and the record's range where it is text. */
export interface AttachmentPlace {
  readonly entry: number;
  readonly start: number;
  readonly end: number;
}

const KIND_CODE = Object.fromEntries(ROW_KINDS.map((kind, code) => [kind, code])) as Record<RowKind, number>;
const ORPHAN = ACK_STATES.indexOf('orphan');

/** Small payloads that sessions are read from (handshake, CONNECT, refusal); larger ones are not parsed here. */
const EAGER_PARSE_CHARS = 20_000;

function parseSmall(text: string, start: number, end: number): unknown {
  if (end <= start || end - start > EAGER_PARSE_CHARS) return undefined;
  try {
    return JSON.parse(text.slice(start, end));
  } catch {
    return undefined;
  }
}

/** UTF-8 bytes would cost a pass over every frame; characters are the same for ASCII and what peers show too. */
const textSize = (chars: number): number => chars;

const frameSize = (entry: FrameEntry): number =>
  entry.text !== undefined ? textSize(entry.text.length) : (entry.size ?? entry.cut?.size ?? base64Bytes(entry.base64));

const base64Bytes = (base64: string | undefined): number => {
  if (!base64) return 0;
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return Math.floor((base64.length * 3) / 4) - padding;
};

export class Timeline {
  readonly rows = new RowColumns();
  readonly names = new Interner();
  readonly nsps = new Interner();
  readonly sessions = new Sessions();
  readonly attachments = new Map<number, AttachmentPlace[]>();
  lost = 0;
  readonly #acks = new Acks(this.rows);
  readonly #header = newHeader();

  constructor() {
    this.nsps.id('');
  }

  /** Forgets the rows and the sessions that have ended; the fold goes on where it is. */
  clear(): void {
    this.rows.dropBefore(this.rows.end);
    this.sessions.forgetEnded();
    this.attachments.clear();
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

  /** The page of this recorder is gone: its open sessions end. */
  left(recorder: string, at: number): void {
    for (const session of this.sessions.left(recorder, at)) this.#ended(session, at);
  }

  dropBefore(firstEntry: number): void {
    const { rows } = this;
    let row = rows.first;
    while (row < rows.end && (rows.columns.entry[row - rows.base] as number) < firstEntry) {
      this.attachments.delete(row);
      row += 1;
    }
    rows.dropBefore(row);
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
    } else if (entry.text === undefined) {
      this.#attachment(entry, index, session, size, 0, 0);
    } else if (view.type === 'polling') {
      for (const record of splitPayload(entry.text)) this.#record(entry, index, transport, record);
    } else {
      this.#record(entry, index, transport, scanEngine(entry.text));
    }
  }

  #record(entry: FrameEntry, index: number, transport: Transport, record: EngineRecord): void {
    const { session } = transport;
    const text = entry.text as string;
    const size = textSize(record.end - record.start);
    if (record.binary) {
      this.#attachment(
        entry,
        index,
        session,
        base64Bytes(text.slice(record.dataStart, record.end)),
        record.start,
        record.end,
      );
      return;
    }
    let row: number;
    switch (record.type) {
      case 'message':
        row = this.#packet(entry, index, transport, record, size);
        break;
      case 'open':
        this.sessions.handshake(transport, parseSmall(text, record.dataStart, record.end), entry.at);
        row = this.#frameRow(entry, index, 'open', 'open', session, size);
        break;
      case 'ping':
      case 'pong':
        row = this.#heartbeat(entry, index, transport, record, size);
        break;
      case 'upgrade':
        if (entry.dir === 'out') this.sessions.upgraded(transport, entry.at);
        row = this.#frameRow(entry, index, 'upgrade', 'upgrade', session, size);
        break;
      case 'close':
        row = this.#frameRow(entry, index, 'engine', 'close', session, size);
        if (this.sessions.closePacket(transport, entry.dir, entry.at)) this.#ended(session, entry.at);
        break;
      case 'noop':
        row = this.#frameRow(entry, index, 'engine', 'noop', session, size);
        break;
      default:
        session.clues.undecodable = true;
        row = this.#frameRow(entry, index, 'broken', 'not decodable', session, size);
    }
    const cell = row - this.rows.base;
    const { columns } = this.rows;
    columns.start[cell] = record.start;
    columns.end[cell] = record.end;
    columns.record[cell] = record.record;
    if (record.problem) columns.problem[cell] = 1;
  }

  #heartbeat(entry: FrameEntry, index: number, transport: Transport, record: EngineRecord, size: number): number {
    const { session } = transport;
    // `2probe` and `3probe` test the new transport of an upgrade: no heartbeats (docs/protocol.md §4).
    const probe = (entry.text as string).startsWith('probe', record.dataStart);
    if (!probe) session.view.lastHeartbeatAt = entry.at;
    if (!probe && record.type === 'ping' && entry.dir === 'in') session.view.lastPingAt = entry.at;
    const name = record.type === 'ping' ? 'ping' : 'pong';
    return this.#frameRow(entry, index, probe ? 'engine' : 'heartbeat', probe ? `${name} probe` : name, session, size);
  }

  #packet(entry: FrameEntry, index: number, transport: Transport, record: EngineRecord, size: number): number {
    const { session } = transport;
    const text = entry.text as string;
    const header = this.#header;
    scanHeader(text, record.dataStart, record.end, header);
    const { nsp, wireType } = header;
    const data = () => parseSmall(text, header.payloadStart, header.payloadEnd);
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
      case 'CONNECT':
        kind = entry.dir === 'out' ? 'connect' : 'connected';
        name = kind;
        socket = this.sessions.connect(session, nsp, entry.dir, data(), entry.at);
        break;
      case 'CONNECT_ERROR':
        kind = 'refused';
        name = 'refused';
        socket = this.sessions.refuse(session, nsp, data(), entry.at);
        break;
      case 'DISCONNECT':
        kind = 'disconnect';
        name = 'disconnect';
        socket = this.sessions.disconnect(session, nsp, entry.dir, entry.at);
        this.#acks.ended(session, socket, entry.at);
        break;
      case undefined:
        break;
    }
    const row = this.#frameRow(entry, index, kind, name, session, size);
    const { columns, base } = this.rows;
    const cell = row - base;
    columns.nsp[cell] = wireType === undefined ? 0 : this.nsps.id(nsp);
    session.clues.undecodable = header.problem !== undefined || wireType === undefined;
    if (session.clues.undecodable) columns.problem[cell] = 1;
    if (session.assembling[entry.dir]) columns.problem[cell] = 1;
    if (header.ackId !== undefined) columns.ackId[cell] = header.ackId;
    if (socket && header.ackId !== undefined && kind === 'event') {
      this.#acks.asked(session, socket, entry.dir, header.ackId, row);
    } else if (socket && kind === 'ack') {
      this.#answer(session, socket, entry, header.ackId, row);
    }
    if (header.attachments > 0) {
      columns.attachments[cell] = columns.missing[cell] = Math.min(header.attachments, 0xffff);
      session.assembling[entry.dir] = { row, missing: header.attachments };
      this.attachments.set(row, []);
    }
    return row;
  }

  #answer(
    session: Session,
    socket: Parameters<Acks['answered']>[1],
    entry: FrameEntry,
    id: number | undefined,
    row: number,
  ) {
    const { columns, base } = this.rows;
    if (id === undefined) {
      columns.ack[row - base] = ORPHAN;
      return;
    }
    const emit = this.#acks.answered(session, socket, entry.dir, id, row);
    // An ack goes by the name of what it answers, so that a filter for the event finds both.
    if (emit !== -1) columns.name[row - base] = columns.name[emit - base] as number;
  }

  #countEvent(session: Session, socket: { eventsIn: number; eventsOut: number }, dir: 'in' | 'out'): void {
    const counter = dir === 'in' ? 'eventsIn' : 'eventsOut';
    session.view[counter] += 1;
    socket[counter] += 1;
  }

  /** A binary message: it belongs to the packet that announced it, or stands alone. */
  #attachment(entry: FrameEntry, index: number, session: Session, size: number, start: number, end: number): void {
    const assembling = session.assembling[entry.dir];
    if (!assembling) {
      const row = this.#frameRow(entry, index, 'binary', 'binary', session, size);
      const cell = row - this.rows.base;
      this.rows.columns.start[cell] = start;
      this.rows.columns.end[cell] = end;
      this.rows.columns.problem[cell] = 1;
      return;
    }
    assembling.missing -= 1;
    if (assembling.missing === 0) session.assembling[entry.dir] = undefined;
    if (!this.rows.has(assembling.row)) return;
    const cell = assembling.row - this.rows.base;
    this.rows.columns.missing[cell] = Math.min(assembling.missing, 0xffff);
    (this.rows.columns.sizeBytes[cell] as number) += size;
    this.attachments.get(assembling.row)?.push({ entry: index, start, end });
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
    for (const socket of session.sockets.values()) this.#acks.ended(session, socket, at);
  }
}
