/**
 * What the model tells a view. Everything here is a fold over the log; nothing is stored in the log.
 * Numbers that name rows and sessions are given once and stay for the model's life (until `clear`).
 */
import type { Dir, Entry, HttpFacts, PageEntry, RecorderInfo, TransportType } from '../log/entry.ts';
import type { EngineVersion, Packet, Problem } from '../protocol/types.ts';
import type { CatalogueReader } from './catalogue/types.ts';
import type { OverviewReader } from './overview/types.ts';
import type { Query } from './query/query.ts';
import type { Recovery } from './recovery.ts';
import type { Delivery, InferredDelivery, InferredMove, RoomsReader } from './rooms/types.ts';
import type { RowKind } from './row-kind.ts';

export type { RowKind };

/** What became of an emit that asked for an ack (or: what an ack answers). */
export type AckState = 'waiting' | 'answered' | 'lost' | 'orphan' | 'twice';

/** A timeline row, made when it is asked for. */
export interface Row {
  /** The row's number. */
  readonly row: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** `undefined` where nothing crossed the wire (page marks, lost, transport began). */
  readonly dir: Dir | undefined;
  readonly kind: RowKind;
  /** Session number, or -1. */
  readonly session: number;
  /** Namespace; '' where there is none. */
  readonly nsp: string;
  /** Event name, or a short label ("connect", "open", "ping", "closed 1006", …). */
  readonly name: string;
  /** One line, at most 300 characters: the arguments as they stand on the wire. */
  readonly preview: string;
  /** Bytes on the wire: the packet with its attachments. */
  readonly sizeBytes: number;
  readonly ackId: number | undefined;
  /**
   * `waiting`: the emit asked, no answer yet · `answered` · `lost`: the transport ended before an answer came ·
   * `orphan`: an ack with no emit in the log · `twice`: an ack of an emit that had been answered. `undefined`: no ack asked for.
   */
  readonly ack: AckState | undefined;
  /** Milliseconds from emit to ack (both rows have it when answered); for `lost`, how long it had waited. */
  readonly ackMs: number | undefined;
  /** The other row of the pair, or -1. */
  readonly pair: number;
  readonly attachments: number;
  /** Attachments that have not arrived (yet). */
  readonly missingAttachments: number;
  readonly hasProblem: boolean;
  /** Where the server sent this incoming event to, as it told; else what can be concluded. */
  readonly delivery: Delivery | InferredDelivery | undefined;
  /** That this emit was likely a join or a leave, where nobody tells of rooms. */
  readonly hint: InferredMove | undefined;
  /** What the server sent right behind this outgoing event. */
  readonly outcome: readonly Delivery[];
  /** The server told that nobody listens to this outgoing event. */
  readonly unheard: boolean;
}

/** Everything about one row: decoded when it is asked for. */
export interface Detail {
  readonly row: Row;
  readonly entry: Entry;
  /** Engine.IO packet type of this record, with its data where that is not a Socket.IO packet. */
  readonly engine: { readonly type: string; readonly data: string | undefined } | undefined;
  readonly packet: Packet | undefined;
  /** The frame's text of this record alone (a polling body holds several); `undefined` for binary frames. */
  readonly raw: string | undefined;
  /** The bytes of a binary frame, or of the attachments in order. */
  readonly bytes: readonly Uint8Array[];
  readonly http: HttpFacts | undefined;
  readonly problems: readonly Problem[];
}

export interface TransportView {
  readonly id: string;
  readonly type: TransportType;
  readonly url: string;
  readonly openedAt: number;
  readonly late: boolean;
  closedAt: number | undefined;
  code: number | undefined;
  reason: string | undefined;
  closedBy: 'page' | 'remote' | 'unknown' | undefined;
  /** Frames and bytes over this transport. */
  framesIn: number;
  framesOut: number;
  bytesIn: number;
  bytesOut: number;
}

export type SocketState = 'connecting' | 'connected' | 'refused' | 'disconnected' | 'unknown';

/** A Socket.IO socket: one namespace of a session. */
export interface SocketView {
  readonly nsp: string;
  state: SocketState;
  /** Socket.IO sid and private id (recovery), where the CONNECT reply was seen. */
  sid: string | undefined;
  pid: string | undefined;
  connectedAt: number | undefined;
  endedAt: number | undefined;
  /** Message of the CONNECT_ERROR. */
  refusal: string | undefined;
  /** What came of asking for connection state recovery; `undefined` where it did not ask. */
  recovery: Recovery | undefined;
  /** Events in and out. */
  eventsIn: number;
  eventsOut: number;
}

/** How a session speaks, as far as it shows. */
export interface DialectView {
  /** The Engine.IO version that each side speaks; with 3 goes Socket.IO 1 or 2, with 4 Socket.IO 3 or 4. */
  readonly client: EngineVersion;
  readonly server: EngineVersion;
  /** The parsers that read its messages, one for both directions or one each; none before the first message. */
  readonly parsers: readonly string[];
  /** The parser that a person chose. */
  readonly chosenParser: string | undefined;
}

export type SessionState = 'connecting' | 'open' | 'closed' | 'refused' | 'unknown';

export interface SessionEnd {
  readonly at: number;
  /** As the Socket.IO client names it: `transport close`, `io server disconnect`, …; `unknown` where it can't be told. */
  readonly reason: string;
  /** `certain`: the wire says it · `likely`: inferred from what was seen · `unknown`: a client may have named it otherwise. */
  readonly certainty: 'certain' | 'likely' | 'unknown';
  /** One sentence for a person. */
  readonly words: string;
  readonly code: number | undefined;
  readonly httpStatus: number | undefined;
}

export interface SessionView {
  readonly id: number;
  readonly recorder: string;
  /** `raw`: a WebSocket that does not speak Engine.IO. */
  readonly kind: 'socket.io' | 'raw';
  /** Engine.IO sid, once seen. */
  sid: string | undefined;
  /** Scheme, host and path, without query. */
  readonly url: string;
  state: SessionState;
  /** What carries data now (or did last). */
  transport: TransportType | undefined;
  readonly transports: TransportView[];
  upgrade: { state: 'probing' | 'upgraded' | 'failed'; startedAt: number; endedAt: number | undefined } | undefined;
  /** Engine.IO protocol version from the URL. */
  eio: number | undefined;
  pingIntervalMs: number | undefined;
  pingTimeoutMs: number | undefined;
  maxPayloadBytes: number | undefined;
  upgrades: readonly string[] | undefined;
  /** First sight, handshake, and end: epoch ms. */
  readonly startedAt: number;
  connectedAt: number | undefined;
  end: SessionEnd | undefined;
  lastHeartbeatAt: number | undefined;
  /** The last ping from the server, which moves an Engine.IO 4 client's deadline; its own pong does not. */
  lastPingAt: number | undefined;
  readonly sockets: SocketView[];
  /** The session this one follows after a reconnect, and the one that follows it: session numbers. */
  previous: number | undefined;
  next: number | undefined;
  /** The recorder came after this session began: its handshake is not in the log. */
  late: boolean;
  eventsIn: number;
  eventsOut: number;
  pendingAcks: number;
  readonly dialect: DialectView;
}

/** The rows that pass a filter, in time order. Kept up to date by `update`, never rebuilt while rows only arrive at the end. */
export interface RowList {
  readonly length: number;
  /** The row number at a place in the list. */
  at(index: number): number;
  /** Where a row stands, or the place it would stand at, as `-(place) - 1`. */
  indexOf(row: number): number;
  /**
   * Takes in what the model has learnt since; `moved` when rows before the old end came, went or changed place. Stops when
   * `budgetMs` is over, and goes on with the next call: the newest rows come first.
   */
  update(budgetMs?: number): { readonly moved: boolean };
  /** Rows that have not been looked at yet. */
  readonly unseen: number;
  /** Whether looking at older rows was stopped; new ones are still taken in. */
  stopped: boolean;
}

/** How a view reads the model. The model is mutable inside; `revision` rises once per batch. */
export interface ModelReader {
  readonly revision: number;
  /** Rows that exist have numbers `firstRow` ≤ n < `endRow`; older ones fell to the bound. */
  readonly firstRow: number;
  readonly endRow: number;
  row(row: number): Row;
  detail(row: number): Detail;
  /** The nearest row before (-1) or after (1) of the same event, namespace and direction; -1 where there is none near. */
  alike(row: number, step: 1 | -1): number;
  /** Milliseconds from a row's emit to its ack, without making the row; NaN where there are none. */
  ackMs(row: number): number;
  /** Arguments of the events at these rows, as far as they are in the log and can be read. */
  argsOf(rows: readonly number[]): readonly (readonly unknown[])[];
  /** The rows that pass a query; within `budgetMs` at first, see `RowList.update`. */
  list(query: Query, budgetMs?: number): RowList;
  /** Whether anything told of rooms, so that `room:` can be answered. */
  readonly knowsRooms: boolean;
  /** Whether rows say where their events went: told, or concluded. */
  readonly hasTargets: boolean;
  /** What the server told of rooms. */
  readonly rooms: RoomsReader;
  /** Names of events, in order of first sight. */
  readonly eventNames: readonly string[];
  /** Every event by namespace, direction and name; another one after the log was emptied. */
  readonly catalogue: CatalogueReader;
  /** How much crossed the wire over time; another one after the log was emptied. */
  readonly overview: OverviewReader;
  readonly sessions: readonly SessionView[];
  session(id: number): SessionView | undefined;
  /** The Socket.IO parsers that a session can be read by. */
  readonly parserNames: readonly string[];
  /** Every namespace seen, sorted, for the filter. */
  readonly namespaces: readonly string[];
  /** Entries that recorders' bounds dropped, and entries that this log's own bound dropped. */
  readonly lostByRecorder: number;
  readonly lostByBound: number;
  /** About how much the log holds, and its bound. */
  readonly sizeBytes: number;
  readonly maxBytes: number;
  readonly entryCount: number;
  readonly maxEntries: number;
  /** WebSockets seen on the page that are not Socket.IO and are not recorded. */
  readonly rawSockets: number;
  /** Who recorded what is in the log. */
  readonly recorders: readonly RecorderInfo[];
  /** Workers of the pages that are there, each script once: what they send and receive is not seen by the pages' recorders. */
  readonly workers: readonly WorkerView[];
}

export interface WorkerView {
  readonly sort: NonNullable<PageEntry['worker']>;
  readonly url: string | undefined;
}
