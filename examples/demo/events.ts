/** What the demo's server and page say to each other. */

export interface RoomMessage {
  readonly room: string;
  readonly from: string;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface RoomChange {
  readonly room: string;
  readonly who: string;
  readonly members: number;
}

export interface Tick {
  readonly count: number;
  readonly at: number;
  readonly temperatureC: number;
}

export interface Report {
  readonly pages: number;
  readonly tookMs: number;
}

export interface UploadReceipt {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface DownloadFacts {
  readonly name: string;
  readonly type: string;
}

/** A place on the shared canvas, 0…1 from its top left corner. */
export interface CursorPlace {
  readonly x: number;
  readonly y: number;
}

export interface ClientToServer {
  'room:join': (room: string, ack: (change: RoomChange) => void) => void;
  'room:leave': (room: string, ack: (change: RoomChange) => void) => void;
  'room:message': (message: { readonly room: string; readonly text: string }) => void;
  'ticker:start': () => void;
  'ticker:stop': () => void;
  'sum:add': (a: number, b: number, ack: (sum: number) => void) => void;
  'report:make': (title: string, ack: (report: Report) => void) => void;
  'order:place': (item: string, ack: () => void) => void;
  'file:upload': (name: string, bytes: Uint8Array, ack: (receipt: UploadReceipt) => void) => void;
  'file:download': (ack: (facts: DownloadFacts, bytes: Uint8Array) => void) => void;
  'cursor:move': (place: CursorPlace) => void;
  'connection:drop': () => void;
  'connection:end': () => void;
}

export interface ServerToClient {
  welcome: (facts: { readonly name: string; readonly rooms: readonly string[] }) => void;
  'room:joined': (change: RoomChange) => void;
  'room:left': (change: RoomChange) => void;
  'room:message': (message: RoomMessage) => void;
  tick: (tick: Tick) => void;
  'cursor:moved': (who: string, place: CursorPlace) => void;
  'cursor:gone': (who: string) => void;
}

export interface AdminStats {
  readonly connections: number;
  readonly rooms: Readonly<Record<string, number>>;
  readonly uptimeS: number;
}

export interface AdminToServer {
  'stats:get': (ack: (stats: AdminStats) => void) => void;
  'session:end': () => void;
}

export interface ServerToAdmin {
  audit: (line: string) => void;
}

/** The server's middlewares refuse with this as `error.data`. */
export interface Refusal {
  readonly code: string;
  readonly hint: string;
}

export const ADMIN_TOKEN = 'letmein';
export const ROOMS: readonly string[] = ['lobby', 'design', 'engineering', 'random'];
