/**
 * Writes a log as HAR 1.2, with `_webSocketMessages` as Chrome writes them, so that other programs open it; what HAR has no place for
 * stands in fields of our own (`mark.ts`). HAR keeps a connection's messages together, so the log's entries are held until they are
 * sorted by connection; the text is not.
 */
import type { Entry, FrameEntry, HttpErrorEntry, RecorderInfo, TransportOpenEntry } from '../entry.ts';
import { headerOf, type LogHead } from '../header.ts';
import { type CarrierMark, type FrameMark, frameMark, MARK, type Placed } from './mark.ts';

/** So much is written at a time. */
const CHUNK_CHARS = 64 * 1024;

/** A frame and its place in the log. */
type PlacedFrame = readonly [place: number, frame: FrameEntry];

interface Socket {
  readonly type: 'socket';
  readonly open: TransportOpenEntry;
  readonly frames: PlacedFrame[];
  close: { readonly at: number; readonly code: number; readonly reason: string } | undefined;
}

interface Request {
  readonly type: 'request';
  readonly first: FrameEntry | HttpErrorEntry;
  out: PlacedFrame | undefined;
  in: PlacedFrame | undefined;
  error: HttpErrorEntry | undefined;
}

const keyOf = (recorder: string, transport: string): string => `${recorder} ${transport}`;

/** The log by connections, and what belongs to none that HAR knows: WebTransport, the page's own entries, transports' ends. */
class Sorted {
  readonly carriers: (Socket | Request)[] = [];
  readonly rest: Placed[] = [];
  readonly #sockets = new Map<string, Socket>();
  readonly #requests = new Map<string, Request>();

  take(place: number, entry: Entry): void {
    if (entry.kind === 'frame' && this.#frame(place, entry)) return;
    this.rest.push([place, entry]);
    switch (entry.kind) {
      case 'transport-open': {
        if (entry.type !== 'websocket') return;
        const socket: Socket = { type: 'socket', open: entry, frames: [], close: undefined };
        this.#sockets.set(keyOf(entry.recorder, entry.transport), socket);
        this.carriers.push(socket);
        return;
      }
      case 'transport-close': {
        const socket = this.#sockets.get(keyOf(entry.recorder, entry.transport));
        if (socket) socket.close ??= entry;
        return;
      }
      case 'http-error': {
        const request = this.#request(entry, (one) => one.error === undefined && one.in === undefined);
        request.error = entry;
        return;
      }
      default:
    }
  }

  #frame(place: number, frame: FrameEntry): boolean {
    if (frame.http) {
      const request = this.#request(frame, (one) => one[frame.dir] === undefined);
      request[frame.dir] = [place, frame];
      return true;
    }
    const socket = this.#sockets.get(keyOf(frame.recorder, frame.transport));
    socket?.frames.push([place, frame]);
    return socket !== undefined;
  }

  #request(entry: FrameEntry | HttpErrorEntry, hasRoom: (request: Request) => boolean): Request {
    const key = `${keyOf(entry.recorder, entry.transport)} ${entry.http?.request}`;
    const known = this.#requests.get(key);
    if (known && hasRoom(known)) return known;
    const request: Request = { type: 'request', first: entry, out: undefined, in: undefined, error: undefined };
    this.#requests.set(key, request);
    this.carriers.push(request);
    return request;
  }
}

/** Entries may hold any number as their time. */
const isoTime = (at: number): string => new Date(Math.abs(at) <= 8.64e15 ? at : 0).toISOString();

function queryOf(url: string): readonly { readonly name: string; readonly value: string }[] {
  const params = URL.canParse(url) ? [...new URL(url).searchParams] : [];
  return params.map(([name, value]) => ({ name, value }));
}

const NO_SIZES = { headers: [], cookies: [], headersSize: -1, bodySize: -1 };

const requestOf = (method: string, url: string): object => ({
  method,
  url,
  httpVersion: 'HTTP/1.1',
  queryString: queryOf(url),
  ...NO_SIZES,
});

const responseOf = (status: number, statusText: string, content: object): object => ({
  status,
  statusText,
  httpVersion: 'HTTP/1.1',
  content,
  redirectURL: '',
  ...NO_SIZES,
});

const entryOf = (recorder: string, startedAt: number, endedAt: number): object => {
  const timeMs = Math.max(0, endedAt - startedAt);
  return {
    pageref: recorder,
    startedDateTime: isoTime(startedAt),
    time: timeMs,
    cache: {},
    timings: { send: 0, wait: timeMs, receive: 0 },
  };
};

/** A frame's content as HAR writes bodies; of a cut frame, the beginning that was kept. */
const bodyOf = ({ text, base64, cut }: FrameEntry): { readonly text: string; readonly encoding?: 'base64' } =>
  base64 === undefined ? { text: text ?? cut?.head ?? '' } : { text: base64, encoding: 'base64' };

const sizeOf = ({ text, size, cut }: FrameEntry): number =>
  cut?.size ?? size ?? (text === undefined ? 0 : new TextEncoder().encode(text).length);

const mimeOf = ({ http, base64 }: FrameEntry): string =>
  http?.contentType ?? (base64 === undefined ? 'text/plain;charset=UTF-8' : 'application/octet-stream');

function requestText({ first, out, in: answer, error }: Request): string {
  const { recorder, transport, http } = first;
  const mark: CarrierMark = {
    recorder,
    transport,
    ...(out && { out: frameMark(...out) }),
    ...(answer && { in: frameMark(...answer) }),
  };
  const sent = out && { postData: { mimeType: mimeOf(out[1]), ...bodyOf(out[1]) } };
  const content = answer
    ? { size: sizeOf(answer[1]), mimeType: mimeOf(answer[1]), ...bodyOf(answer[1]) }
    : { size: 0, mimeType: 'x-unknown', ...(error?.text !== undefined && { text: error.text }) };
  // A POST that went well is not answered by anything that the log holds: its request is there, so it was.
  const status = answer?.[1].http?.status ?? error?.http.status ?? (error ? 0 : 200);
  const failed = error && error.reason !== 'status' ? { _error: `net::ERR_${FAILURES[error.reason]}` } : {};
  return JSON.stringify({
    _resourceType: 'xhr',
    ...entryOf(recorder, first.at, (answer?.[1] ?? error ?? first).at),
    request: { ...requestOf(http?.method ?? 'GET', http?.url ?? ''), ...sent },
    response: { ...responseOf(status, status === 200 ? 'OK' : '', content), ...failed },
    [MARK]: mark,
  });
}

const FAILURES = { network: 'FAILED', abort: 'ABORTED', timeout: 'TIMED_OUT' } as const;

function messageText([place, frame]: PlacedFrame): string {
  const mark: FrameMark = frameMark(place, frame);
  const { text, encoding } = bodyOf(frame);
  return JSON.stringify({
    type: frame.dir === 'out' ? 'send' : 'receive',
    time: frame.at / 1000,
    opcode: encoding === 'base64' ? 2 : 1,
    data: text,
    [MARK]: mark,
  });
}

function* socketText({ open, frames, close }: Socket): Generator<string> {
  const { recorder, transport, at, url } = open;
  const mark: CarrierMark = { recorder, transport };
  const last = close?.at ?? frames.at(-1)?.[1].at ?? at;
  const closed = close && { _webSocketClose: { code: close.code, reason: close.reason, timestamp: close.at / 1000 } };
  const head = JSON.stringify({
    _resourceType: 'websocket',
    ...entryOf(recorder, at, last),
    request: requestOf('GET', url),
    response: responseOf(101, 'Switching Protocols', { size: 0, mimeType: 'x-unknown' }),
    ...closed,
    [MARK]: mark,
  });
  yield `${head.slice(0, -1)},"_webSocketMessages":[`;
  let comma = '';
  for (const placed of frames) {
    yield `${comma}\n${messageText(placed)}`;
    comma = ',';
  }
  yield ']}';
}

const pageOf = ({ id, url, timeOrigin }: RecorderInfo): object => ({
  id,
  title: url,
  startedDateTime: isoTime(timeOrigin),
  pageTimings: {},
});

function* pieces(entries: Iterable<Entry>, head: LogHead): Generator<string> {
  const sorted = new Sorted();
  let place = 0;
  for (const entry of entries) sorted.take(place++, entry);
  const header = headerOf(head);
  const [name, ...version] = header.generator.split(' ');
  const creator = { name, version: version.join(' ') };
  const pages = header.recorders.map(pageOf);
  yield `{"log":{"version":"1.2","creator":${JSON.stringify(creator)},"pages":${JSON.stringify(pages)},"entries":[`;
  const startOf = (one: Socket | Request): number => (one.type === 'socket' ? one.open.at : one.first.at);
  let comma = '';
  for (const one of sorted.carriers.sort((a, b) => startOf(a) - startOf(b))) {
    yield `${comma}\n`;
    comma = ',';
    if (one.type === 'socket') yield* socketText(one);
    else yield requestText(one);
  }
  yield `],\n"${MARK}":${JSON.stringify(header).slice(0, -1)},"entries":[`;
  comma = '';
  for (const placed of sorted.rest) {
    yield `${comma}\n${JSON.stringify(placed)}`;
    comma = ',';
  }
  yield ']}}}\n';
}

/** The text of a HAR, in chunks. */
export function* writeHar(entries: Iterable<Entry>, head: LogHead): Generator<string> {
  let chunk = '';
  for (const piece of pieces(entries, head)) {
    chunk += piece;
    if (chunk.length < CHUNK_CHARS) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
