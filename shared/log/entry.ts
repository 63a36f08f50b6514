/**
 * THE data model: what a recorder writes down, and what a log file holds, one object a line.
 * `docs/design.md`, "The log file", is the public contract of it. An entry states what was observed and is never edited.
 */

/** Seen from the client: `out` is what the page sent. */
export type Dir = 'in' | 'out';

export type TransportType = 'websocket' | 'polling' | 'webtransport';

interface EntryBase {
  /** Counts up by one per recorder; given synchronously when the thing happened. A gap is explained by a `lost` entry. */
  readonly pos: number;
  /** Milliseconds since the epoch, fractional, from a monotonic clock. */
  readonly at: number;
  /** Id of the recorder that wrote this. */
  readonly recorder: string;
}

/** The HTTP side of a polling frame. `request` numbers the page's requests; a response carries its request's number. */
export interface HttpFacts {
  readonly request: number;
  readonly method: string;
  readonly url: string;
  readonly status?: number;
  readonly contentType?: string;
}

export interface TransportOpenEntry extends EntryBase {
  readonly kind: 'transport-open';
  /** Id of the transport, unique within the recorder. */
  readonly transport: string;
  readonly type: TransportType;
  /** Absolute URL. */
  readonly url: string;
  readonly protocols?: readonly string[];
  /** The transport was already open when the recorder first saw it: what came before is not in the log. */
  readonly late?: true;
  readonly stack?: string;
}

/** Bytes or text that crossed a transport. Exactly one of `text`, `base64`, `cut` is set. */
export interface FrameEntry extends EntryBase {
  readonly kind: 'frame';
  readonly transport: string;
  readonly dir: Dir;
  readonly text?: string;
  readonly base64?: string;
  /** Bytes of the binary frame (with `base64`). */
  readonly size?: number;
  /** The frame was too large to keep: its first characters (text) or nothing (binary), and its whole size in bytes. */
  readonly cut?: { readonly head: string; readonly size: number };
  readonly http?: HttpFacts;
}

export interface TransportCloseEntry extends EntryBase {
  readonly kind: 'transport-close';
  readonly transport: string;
  /** WebSocket close code (RFC 6455 §7.4), 0 where the transport has none. */
  readonly code: number;
  readonly reason: string;
  readonly clean: boolean;
  readonly by: 'page' | 'remote' | 'unknown';
}

export interface HttpErrorEntry extends EntryBase {
  readonly kind: 'http-error';
  readonly transport: string;
  readonly http: HttpFacts;
  /** The body, where there was a readable one. */
  readonly text?: string;
  readonly reason: 'status' | 'network' | 'abort' | 'timeout';
}

export interface PageEntry extends EntryBase {
  readonly kind: 'page';
  readonly event: 'navigate' | 'hidden' | 'visible' | 'offline' | 'online' | 'stall' | 'worker';
  /** `stall`: for how long, at least, the main thread ran nothing else. */
  readonly ms?: number;
  readonly url?: string;
  /** `worker`: which sort of worker there is; what it sends and receives is not seen by this recorder. */
  readonly worker?: 'dedicated' | 'shared' | 'service';
}

/** A bound dropped the entries at positions `pos` … `pos + count - 1`; the next entry's position is `pos + count`. */
export interface LostEntry extends EntryBase {
  readonly kind: 'lost';
  readonly count: number;
}

/** What a person did to the traffic through Sioscope. */
export interface ActionEntry extends EntryBase {
  readonly kind: 'action';
  readonly action: string;
  readonly target?: string;
  readonly detail?: unknown;
}

/** A person's bookmark. */
export interface NoteEntry extends EntryBase {
  readonly kind: 'note';
  readonly text: string;
  readonly on?: number;
}

export type Entry =
  | TransportOpenEntry
  | FrameEntry
  | TransportCloseEntry
  | HttpErrorEntry
  | PageEntry
  | LostEntry
  | ActionEntry
  | NoteEntry;

export type EntryKind = Entry['kind'];

/** Who records: one page, frame or worker. Written into the file's header. */
export interface RecorderInfo {
  readonly id: string;
  /** Address of the document when the recorder began. */
  readonly url: string;
  readonly userAgent: string;
  /** `performance.timeOrigin` of the document: epoch milliseconds. */
  readonly timeOrigin: number;
  /** It recorded the tab's top document: the next such one took this one's place, and whatever was open ended there. */
  readonly top?: true;
  /**
   * It did not see the traffic itself but read it from the network log of Chrome's DevTools, which knows the sockets of workers;
   * `url` is the worker's script then. That log has no close codes.
   */
  readonly via?: 'devtools-network';
}

/**
 * A recorder as its readers see it: entries from a position on. Written by `shared/capture`, served by `shared/wire`, which
 * may not know each other.
 */
export interface EntrySource {
  readonly info: RecorderInfo;
  /** Whether it records the tab's top document. */
  readonly top: boolean;
  /** WebSockets seen so far that are not Socket.IO. */
  readonly rawSockets: number;
  /** Record WebSockets that are not Socket.IO (off at first), the ones already open included. */
  setRaw(on: boolean): void;
  /**
   * Sends a packet of the companion's namespace (`docs/companion.md`) over an open WebSocket of the page, and records it. Others are
   * refused. A recorder that another version of Sioscope lends may not have it.
   */
  say?(transport: string, text: string): void;
  /**
   * The entries at positions ≥ `from` that are complete, as the text of a JSON array, at most `maxEntries` of them or about
   * `maxChars` characters, whichever comes first, but at least one where there is one. What the bound dropped at or after
   * `from` is told by `lost` entries in its place. An entry whose bytes are still being read (a Blob) ends the batch before it.
   * `next` is the position to ask from next; `count` 0 means that there is nothing yet.
   */
  read(
    from: number,
    maxEntries: number,
    maxChars: number,
  ): { readonly next: number; readonly count: number; readonly json: string };
  /** Called, synchronously, whenever `read` may have more to give. Listeners must be cheap. Returns its stop. */
  onGrow(listener: () => void): () => void;
}
