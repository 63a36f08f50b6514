/**
 * The sockets of workers as the DevTools' own network log tells them (`_webSocketMessages` of a HAR entry, Chrome only), as
 * entries of recorders of their own, one for each worker's script. What the hook saw is left out: its own script stands in the
 * stack that made the socket; and so is what the log holds already.
 */
import type { Entry, RecorderInfo } from '../../shared/log/entry.ts';
import { type Fields, headerIn, isObject, listOf, textOf } from '../../shared/log/har/fields.ts';
import { readMessage } from '../../shared/log/har/message.ts';

/** Names the connection: Chrome gives its entries no number, but each handshake has a key of its own (RFC 6455 §4.1). */
const keyOf = (har: Fields): string => headerIn(har.request, 'sec-websocket-key');

/** Addresses of the scripts in the stack that made the socket, from the innermost. */
function scriptsOf(har: Fields): readonly string[] {
  const stack = isObject(har._initiator) && isObject(har._initiator.stack) ? har._initiator.stack : {};
  return listOf(stack.callFrames).map(({ url }) => textOf(url));
}

/** The Engine.IO session: of the URL, or of the handshake once it is there. */
function sidOf(url: URL, messages: readonly Fields[]): string | undefined {
  const inUrl = url.searchParams.get('sid');
  if (inUrl !== null) return inUrl;
  const first = messages.find(({ type }) => type === 'receive');
  return first && /"sid":"([^"]*)"/.exec(textOf(first.data).slice(0, 300))?.[1];
}

interface Recorder {
  readonly info: RecorderInfo;
  pos: number;
  transports: number;
}

interface Socket {
  readonly recorder: Recorder;
  readonly transport: string;
  /** Messages told so far. */
  told: number;
  closed: boolean;
}

export interface HarSocketsOptions {
  /** Address of the hook, which stands in the stacks of the sockets that it saw. */
  readonly hook: string;
  readonly userAgent: string;
  readonly newId: () => string;
}

export interface Found {
  readonly recorders: readonly RecorderInfo[];
  readonly entries: readonly Entry[];
}

export class HarSockets {
  readonly #options: HarSocketsOptions;
  readonly #recorders = new Map<string, Recorder>();
  readonly #sockets = new Map<string, Socket>();

  constructor(options: HarSocketsOptions) {
    this.#options = options;
  }

  /** Begins anew: the log that held its entries was emptied. */
  forget(): void {
    this.#recorders.clear();
    this.#sockets.clear();
  }

  /**
   * What the network log holds beyond the last time. `sinceMs`: older sockets are another page's. `isKnown`: whether a session
   * was recorded by somebody else.
   */
  read(har: unknown, sinceMs: number, isKnown: (sid: string) => boolean): Found {
    const recorders: RecorderInfo[] = [];
    const entries: Entry[] = [];
    for (const one of listOf(isObject(har) ? har.entries : undefined)) {
      this.#readOne(one, sinceMs, isKnown, recorders, entries);
    }
    return { recorders, entries };
  }

  /** A connection is over. The network log tells neither the code nor whose doing it was. */
  ended(har: unknown, atMs: number): readonly Entry[] {
    const socket = isObject(har) ? this.#sockets.get(keyOf(har)) : undefined;
    if (!socket || socket.closed) return [];
    socket.closed = true;
    return [
      {
        ...this.#base(socket, atMs),
        kind: 'transport-close',
        transport: socket.transport,
        code: 0,
        reason: '',
        clean: false,
        by: 'unknown',
      },
    ];
  }

  #readOne(
    har: Fields,
    sinceMs: number,
    isKnown: (sid: string) => boolean,
    recorders: RecorderInfo[],
    entries: Entry[],
  ): void {
    const messages = listOf(har._webSocketMessages);
    const address = isObject(har.request) ? textOf(har.request.url) : '';
    const url = URL.canParse(address) ? new URL(address) : undefined;
    const key = keyOf(har);
    if (!url || key === '' || !/^\d$/.test(url.searchParams.get('EIO') ?? '')) return;
    let socket = this.#sockets.get(key);
    if (!socket) {
      const startedAtMs = Date.parse(textOf(har.startedDateTime));
      const sid = sidOf(url, messages);
      const scripts = scriptsOf(har);
      if (!(startedAtMs >= sinceMs) || scripts.includes(this.#options.hook)) return;
      // Until it is known which session it is, it may be one that the log holds.
      if (sid === undefined || isKnown(sid)) return;
      socket = this.#open(key, scripts[0] ?? '', startedAtMs, recorders);
      entries.push({
        ...this.#base(socket, startedAtMs),
        kind: 'transport-open',
        transport: socket.transport,
        type: 'websocket',
        url: address,
      });
    }
    for (const message of messages.slice(socket.told)) {
      socket.told += 1;
      const frame = this.#frame(socket, message);
      if (frame) entries.push(frame);
    }
  }

  #open(key: string, script: string, startedAtMs: number, recorders: RecorderInfo[]): Socket {
    let recorder = this.#recorders.get(script);
    if (!recorder) {
      const { newId, userAgent } = this.#options;
      const info = { id: newId(), url: script, userAgent, timeOrigin: startedAtMs, via: 'devtools-network' } as const;
      recorder = { info, pos: 0, transports: 0 };
      this.#recorders.set(script, recorder);
      recorders.push(info);
    }
    recorder.transports += 1;
    const socket: Socket = { recorder, transport: `t${recorder.transports}`, told: 0, closed: false };
    this.#sockets.set(key, socket);
    return socket;
  }

  #base({ recorder }: Socket, at: number): { pos: number; at: number; recorder: string } {
    const { pos } = recorder;
    recorder.pos += 1;
    return { pos, at, recorder: recorder.info.id };
  }

  #frame(socket: Socket, message: Fields): Entry | undefined {
    const read = readMessage(message);
    if (!read || read === 'control' || read.at === undefined) return undefined;
    const { transport } = socket;
    return { ...this.#base(socket, read.at), kind: 'frame', transport, dir: read.dir, ...read.content };
  }
}
