/**
 * WebSockets, seen before the page sees them. The constructor is a Proxy whose native listeners come first; sockets whose
 * constructor a library captured before us are adopted when a member of the prototype is first touched (engine.io-client sets
 * `binaryType` right after constructing). Measured alternatives: `docs/performance.md`.
 */
import { construct, getterOf, stringify, uncurry } from '../base/primordials.ts';
import { copyBytes } from './bytes.ts';
import { isEngineUrl, queryValue } from './eligible.ts';
import type { EngineSessions } from './engine-sessions.ts';
import type { Carrier, Journal } from './journal.ts';
import { bare, type Patches } from './patch.ts';

const {
  WebSocket: Native,
  Blob: NativeBlob,
  MessageEvent: NativeMessageEvent,
  CloseEvent: NativeCloseEvent,
} = globalThis;
const ProxyAtStart = Proxy;
const WeakMapAtStart = WeakMap;
const WeakRefAtStart = WeakRef;
const mapGet = uncurry(WeakMap.prototype.get) as (map: WeakMap<object, Tracked>, key: object) => Tracked | undefined;
const mapSet = uncurry(WeakMap.prototype.set) as (
  map: WeakMap<object, Tracked>,
  key: object,
  value: Tracked,
) => unknown;
const deref = uncurry(WeakRef.prototype.deref) as (ref: WeakRef<WebSocket>) => WebSocket | undefined;
const listen = uncurry(EventTarget.prototype.addEventListener);
const urlOf = getterOf(Native.prototype, 'url');
const stateOf = getterOf(Native.prototype, 'readyState');
const dataOf = getterOf(NativeMessageEvent.prototype, 'data');
const targetOf = getterOf(Event.prototype, 'target');
const phaseOf = getterOf(Event.prototype, 'eventPhase');
const codeOf = getterOf(NativeCloseEvent.prototype, 'code');
const reasonOf = getterOf(NativeCloseEvent.prototype, 'reason');
const cleanOf = getterOf(NativeCloseEvent.prototype, 'wasClean');
const protocolOf = getterOf(Native.prototype, 'protocol');
const blobSize = getterOf(NativeBlob.prototype, 'size');
const blobBytes = uncurry(NativeBlob.prototype.arrayBuffer);
const then = uncurry(Promise.prototype.then) as (
  promise: Promise<ArrayBuffer>,
  done: (buffer: ArrayBuffer) => void,
  failed: () => void,
) => unknown;

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** What is known of a socket. */
interface Tracked {
  readonly engine: boolean;
  carrier: Carrier | undefined;
  open: boolean;
  closedByPage: boolean;
  /** Open before us: handlers of the page may be older than our listener. */
  readonly behind: boolean;
  /** The last message of such a socket, which is recorded when the page reads it or when our listener is called. */
  last: Event | undefined;
}

const { isArray } = Array;
/** Engine.IO uses none; a raw WebSocket's are worth showing. */
function protocolsJson(argument: unknown): string {
  if (typeof argument === 'string') return `,"protocols":[${stringify(argument)}]`;
  if (!isArray(argument) || argument.length === 0) return '';
  let json = '';
  for (let i = 0; i < argument.length; i++) {
    if (typeof argument[i] === 'string') json += `${json === '' ? '' : ','}${stringify(argument[i])}`;
  }
  return `,"protocols":[${json}]`;
}

/** A Blob's bytes, in its place among the frames. Reading it leaves the page's Blob as it is. */
export function fillFromBlob(blob: unknown, journalReserve: () => ReturnType<Journal['reserve']>): boolean {
  let size: number;
  try {
    size = blobSize(blob as Blob);
  } catch {
    return false;
  }
  const fill = journalReserve();
  then(
    blobBytes(blob as Blob),
    (buffer) => fill(copyBytes(buffer) ?? { head: '', size }),
    () => fill({ head: '', size }),
  );
  return true;
}

export interface WebSocketCapture {
  /** WebSockets seen so far that are not Engine.IO's. */
  readonly rawSockets: number;
  setRaw(on: boolean): void;
}

/** Starts recording. `late`: the document may have open sockets already, to be adopted at their first frame. */
export function captureWebSockets(
  patches: Patches,
  journal: Journal,
  sessions: EngineSessions,
  late: boolean,
): WebSocketCapture {
  const tracked = new WeakMapAtStart<object, Tracked>();
  /** Raw sockets, to be picked up when recording of them is switched on. */
  const rawRefs: WeakRef<WebSocket>[] = [];
  let rawSockets = 0;
  let recordRaw = false;

  const recordFrame = (item: Tracked, dir: 'in' | 'out', data: unknown): void => {
    const { carrier } = item;
    if (!carrier || !(item.engine || recordRaw)) return;
    if (typeof data === 'string') {
      journal.frame(carrier, dir, data);
      return;
    }
    const bytes = copyBytes(data);
    if (bytes) journal.frame(carrier, dir, bytes);
    else if (!fillFromBlob(data, () => journal.reserve(carrier, dir))) journal.frame(carrier, dir, `${data}`);
  };

  const received = (item: Tracked, event: MessageEvent): void => {
    if (item.behind) {
      if (item.last === event) return;
      item.last = event;
    }
    recordFrame(item, 'in', dataOf(event));
  };

  const onMessage = (event: Event): void => {
    // What a page dispatches itself did not cross the wire.
    if (!patches.state.on || !event.isTrusted) return;
    try {
      const item = mapGet(tracked, targetOf(event) as WebSocket);
      if (item) received(item, event as MessageEvent);
    } catch {
      patches.troubles += 1;
    }
  };
  const onClose = (event: Event): void => {
    if (!patches.state.on || !event.isTrusted) return;
    try {
      const item = mapGet(tracked, targetOf(event) as WebSocket);
      if (item) closed(item, event as CloseEvent);
    } catch {
      patches.troubles += 1;
    }
  };
  const closed = (item: Tracked, event: CloseEvent): void => {
    item.open = false;
    if (!item.carrier) return;
    const code = codeOf(event);
    const clean = cleanOf(event);
    const by = item.closedByPage ? 'page' : clean ? 'remote' : 'unknown';
    const fields = `,"code":${code},"reason":${stringify(reasonOf(event))},"clean":${clean},"by":"${by}"`;
    journal.note('transport-close', fields, item.carrier);
    sessions.socketClosed(item.carrier);
  };

  const begin = (socket: WebSocket, item: Tracked, isLate: boolean, protocols: string): void => {
    const url = urlOf(socket);
    item.carrier = sessions.socketOpened(queryValue(url, 'sid'), () => item.open);
    const fields = `,"type":"websocket","url":${stringify(url)}${protocols}${isLate ? ',"late":true' : ''}`;
    journal.note('transport-open', fields, item.carrier);
    // Capturing: in Firefox 153 that comes before the page's handlers even where those are older. Chromium 156 runs a socket's
    // listeners in the order of their registration: there `adoptInbound` is first on a socket that was open before us.
    listen(socket, 'message', onMessage, true);
    listen(socket, 'close', onClose, true);
  };

  /** First sight of a socket. */
  const track = (socket: WebSocket, protocols = ''): Tracked => {
    const engine = isEngineUrl(urlOf(socket));
    const state = stateOf(socket);
    const item: Tracked = {
      engine,
      carrier: undefined,
      open: state !== CLOSED,
      closedByPage: false,
      behind: late && state !== CONNECTING,
      last: undefined,
    };
    mapSet(tracked, socket, item);
    if (!engine) {
      rawSockets += 1;
      rawRefs[rawRefs.length] = new WeakRefAtStart(socket);
      if (rawRefs.length > 256) forgetCollected();
      if (!recordRaw) {
        journal.wake();
        return item;
      }
    }
    begin(socket, item, state === OPEN, protocols || chosenProtocol(socket));
    return item;
  };
  const chosenProtocol = (socket: WebSocket): string => {
    const protocol = protocolOf(socket);
    return protocol === '' ? '' : protocolsJson(protocol);
  };
  const forgetCollected = (): void => {
    let kept = 0;
    for (let i = 0; i < rawRefs.length; i++) {
      const ref = rawRefs[i] as WeakRef<WebSocket>;
      if (deref(ref)) rawRefs[kept++] = ref;
    }
    rawRefs.length = kept;
  };

  /** Any touch of a socket: adopts it where it is new. */
  const touch = (socket: WebSocket): Tracked => mapGet(tracked, socket) ?? track(socket);

  patches.value<typeof WebSocket>(globalThis, 'WebSocket', (native) => {
    const handler = bare<ProxyHandler<typeof WebSocket>>({
      construct(target, args, newTarget) {
        const socket = construct(target, args, newTarget === proxy ? target : newTarget) as WebSocket;
        if (patches.state.on) {
          try {
            if (!mapGet(tracked, socket)) track(socket, protocolsJson(args[1]));
          } catch {
            patches.troubles += 1;
          }
        }
        return socket;
      },
    });
    const proxy = new ProxyAtStart(native, handler);
    // Else `socket.constructor !== WebSocket` would tell.
    patches.value(native.prototype, 'constructor', () => proxy);
    return proxy;
  });
  const { prototype } = Native;
  patches.method<WebSocket, [unknown]>(prototype, 'send', (socket, args) => {
    const item = touch(socket);
    // What is sent to a socket that is closing goes nowhere.
    if (item.carrier && stateOf(socket) === OPEN) recordFrame(item, 'out', args[0]);
  });
  patches.method<WebSocket, unknown[]>(prototype, 'close', (socket) => {
    const item = touch(socket);
    // On a socket that failed already the call does nothing: many pages make it in their error handler.
    if (stateOf(socket) === CLOSING) item.closedByPage = true;
  });
  for (const key of ['binaryType', 'onopen', 'onmessage', 'onerror', 'onclose']) {
    patches.setter<WebSocket>(prototype, key, touch);
  }
  if (late) adoptInbound();

  /** Sockets that were open before us, those that only receive as well: their frames are seen when the page reads them. */
  function adoptInbound(): void {
    const isSocket = uncurry(Object.prototype.isPrototypeOf);
    patches.getter<MessageEvent>(NativeMessageEvent.prototype, 'data', (event) => {
      const target = targetOf(event);
      if (!target || !isSocket(prototype, target)) return;
      const known = mapGet(tracked, target);
      // Not an event of the page's own, nor one that it kept and reads again after its dispatch.
      if (known?.behind === false || !event.isTrusted || phaseOf(event) === 0) return;
      received(known ?? track(target as WebSocket), event);
    });
  }

  return {
    get rawSockets() {
      return rawSockets;
    },
    setRaw(on) {
      if (on === recordRaw) return;
      recordRaw = on;
      for (let i = 0; i < rawRefs.length; i++) {
        const socket = deref(rawRefs[i] as WeakRef<WebSocket>);
        const item = socket && mapGet(tracked, socket);
        // Switched off, a transport that was recorded stays one: its end is still told.
        if (!on || !socket || !item || item.carrier || stateOf(socket) === CLOSED) continue;
        begin(socket, item, stateOf(socket) === OPEN, chosenProtocol(socket));
      }
    },
  };
}
