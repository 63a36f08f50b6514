/**
 * WebSockets, seen before the page sees them. The constructor is a Proxy whose native listeners come first; sockets whose
 * constructor a library captured before us are adopted when a member of the prototype is first touched (engine.io-client sets
 * `binaryType` right after constructing). What a page reads of its messages is recorded as it reads, which costs half of what a
 * listener of ours does; the listener is there while the page does not read all.
 */
import {
  charCode,
  getterOf,
  indexOf,
  later,
  listen,
  monotonicMs,
  notes,
  slice,
  stringify,
  uncurry,
  unlisten,
} from '../base/primordials.ts';
import { writeContent } from './content.ts';
import { isEngineUrl, queryValue } from './eligible.ts';
import type { EngineSessions } from './engine-sessions.ts';
import type { Carrier, Journal } from './journal.ts';
import type { Patches } from './patch.ts';

const { WebSocket: Native, MessageEvent: NativeMessageEvent, CloseEvent: NativeCloseEvent } = globalThis;
const WeakRefAtStart = WeakRef;
const isSocket = uncurry(Object.prototype.isPrototypeOf);
const deref = uncurry(WeakRef.prototype.deref) as (ref: WeakRef<WebSocket>) => WebSocket | undefined;
const urlOf = getterOf(Native.prototype, 'url');
const stateOf = getterOf(Native.prototype, 'readyState');
const dataOf = getterOf(NativeMessageEvent.prototype, 'data');
const targetOf = getterOf(Event.prototype, 'target');
const phaseOf = getterOf(Event.prototype, 'eventPhase');
const codeOf = getterOf(NativeCloseEvent.prototype, 'code');
const reasonOf = getterOf(NativeCloseEvent.prototype, 'reason');
const cleanOf = getterOf(NativeCloseEvent.prototype, 'wasClean');
const protocolOf = getterOf(Native.prototype, 'protocol');
const nativeSend = uncurry(Native.prototype.send) as (socket: WebSocket, data: string) => void;

const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** What is known of a socket. */
interface Tracked {
  readonly engine: boolean;
  carrier: Carrier | undefined;
  open: boolean;
  closedByPage: boolean;
  /** The last message, recorded when the page read it or our listener was called, whichever came first. */
  last: Event | undefined;
  /** Whether the page has read that one, and how many in a row it has. */
  lastRead: boolean;
  reads: number;
  listening: boolean;
  /** Whether the companion's namespace is asked for or open here: servers close a connection that asks for an open one. */
  companion: boolean;
  /** When it may be asked for again after it was left, by the monotonic clock: the two must not arrive together. */
  askFromMs: number;
  /** Attachments that the page is still to send: whatever comes between them breaks the packet. */
  due: number;
}

const REST_MS = 1000;
const TRY_AGAIN_MS = 100;
const MOST_TRIES = 50;

/** A page that read so many messages in a row reads them all: then what it reads is enough, and no listener is needed. */
const STEADY_READS = 8;

/** So often it is asked again whether it still does. */
const ASK_AGAIN_MS = 500;

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

export interface WebSocketCapture {
  /** WebSockets seen so far that are not Engine.IO's. */
  readonly rawSockets: number;
  setRaw(on: boolean): void;
  /** Sends text over a transport, where it is open, and records it. */
  say(transport: string, text: string): void;
}

/** Starts recording. `late`: the document may have open sockets already, to be adopted at their first frame. */
export function captureWebSockets(
  patches: Patches,
  journal: Journal,
  sessions: EngineSessions,
  late: boolean,
): WebSocketCapture {
  const tracked = notes<Tracked>();
  /** Raw sockets, to be picked up when recording of them is switched on. */
  const rawRefs: WeakRef<WebSocket>[] = [];
  /** Engine.IO's sockets, for what a viewer has said over them. */
  const engineRefs: WeakRef<WebSocket>[] = [];
  let rawSockets = 0;
  let recordRaw = false;
  /** Until there is one, messages of workers and windows get no look. */
  let tracks = 0;
  const { prototype } = Native;

  const recordFrame = (item: Tracked, dir: 'in' | 'out', data: unknown): void => {
    const { carrier } = item;
    if (!carrier || !(item.engine || recordRaw)) return;
    // Most are text, and have nothing to be tried.
    if (typeof data === 'string') {
      journal.frame(carrier, dir, data);
      if (dir === 'out') sentText(item, data);
      else if (item.companion && isCompanionEnd(slice(data, 0, 12))) item.companion = false;
      return;
    }
    if (dir === 'out' && item.due > 0) item.due -= 1;
    writeContent(journal, carrier, dir, data);
  };
  const isCompanionEnd = (head: string): boolean => head === '44/sioscope,' || head === '41/sioscope,';

  const sentText = (item: Tracked, text: string): void => {
    if (charCode(text, 0) !== 0x34) return;
    const type = charCode(text, 1);
    // BINARY_EVENT and BINARY_ACK: `45<attachments>-`.
    if (type === 0x35 || type === 0x36) item.due = +slice(text, 2, indexOf(text, '-')) || 0;
    else if (type === 0x30 && slice(text, 0, 12) === '40/sioscope,') item.companion = true;
    else if (type === 0x31 && slice(text, 0, 12) === '41/sioscope,') {
      item.companion = false;
      item.askFromMs = monotonicMs() + REST_MS;
    }
  };

  /** Says a packet of the companion's namespace where and when it does no harm; not at all where it would. */
  const say = (transport: string, text: string, tries: number): void => {
    for (let i = 0; i < engineRefs.length; i++) {
      const socket = deref(engineRefs[i] as WeakRef<WebSocket>);
      const item = socket && tracked.of(socket);
      if (!socket || item?.carrier?.id !== transport || stateOf(socket) !== OPEN) continue;
      const opens = charCode(text, 1) === 0x30;
      if (opens === item.companion) return;
      if (item.due > 0 || (opens && monotonicMs() < item.askFromMs)) {
        if (tries < MOST_TRIES) later(() => say(transport, text, tries + 1), TRY_AGAIN_MS);
        return;
      }
      nativeSend(socket, text);
      recordFrame(item, 'out', text);
      return;
    }
  };

  const arrived = (item: Tracked, event: Event, data: unknown): void => {
    if (!item.lastRead) item.reads = 0;
    item.last = event;
    item.lastRead = false;
    recordFrame(item, 'in', data);
  };

  const onMessage = patches.listener((event) => {
    const item = tracked.of(targetOf(event) as WebSocket);
    if (item && item.last !== event) arrived(item, event, dataOf(event as MessageEvent));
  });

  /** The page reads the data of a message. */
  const onRead = (event: MessageEvent, _args: unknown, data: unknown): void => {
    if (tracks === 0 && !late) return;
    const target = targetOf(event) as WebSocket | null;
    const item = tracked.of(target) ?? (late && target && isSocket(prototype, target) ? touch(target) : undefined);
    if (!item?.carrier) return;
    if (item.last !== event) {
      // Not an event of the page's own, nor one that it kept and reads again after its dispatch.
      if (!event.isTrusted || phaseOf(event) === 0) return;
      arrived(item, event, data);
    }
    // Read after its dispatch, it would not have been seen without our listener.
    if (item.lastRead || phaseOf(event) === 0) return;
    item.lastRead = true;
    item.reads += 1;
    if (item.listening && item.reads >= STEADY_READS) listenLess(item, target as WebSocket);
  };

  /** Sockets without our listener. */
  let quiet: WebSocket[] = [];
  const listenLess = (item: Tracked, socket: WebSocket): void => {
    item.listening = false;
    unlisten(socket, 'message', onMessage, true);
    if (quiet.length === 0) later(() => patches.run(listenAgain, undefined, undefined, undefined), ASK_AGAIN_MS);
    quiet[quiet.length] = socket;
  };
  const listenAgain = (): void => {
    const sockets = quiet;
    quiet = [];
    for (let i = 0; i < sockets.length; i++) {
      const socket = sockets[i] as WebSocket;
      const item = tracked.of(socket);
      if (item?.open) listenTo(item, socket);
    }
  };
  const listenTo = (item: Tracked, socket: WebSocket): void => {
    item.listening = true;
    // Capturing: in Firefox 153 that comes before the page's handlers even where those are older. Chromium 156 runs a socket's
    // listeners in the order of their registration: there `onRead` is first on a socket that was open before us.
    listen(socket, 'message', onMessage, true);
  };

  const onClose = patches.listener((event) => {
    const item = tracked.of(targetOf(event) as WebSocket);
    if (item) closed(item, event as CloseEvent);
  });
  const closed = (item: Tracked, event: CloseEvent): void => {
    item.open = false;
    // The journal holds the item, and its event would hold the socket.
    item.last = undefined;
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
    listenTo(item, socket);
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
      last: undefined,
      companion: false,
      askFromMs: 0,
      due: 0,
      lastRead: true,
      reads: 0,
      listening: false,
    };
    tracked.set(socket, item);
    tracks += 1;
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
    if (engine) {
      forgetClosed();
      engineRefs[engineRefs.length] = new WeakRefAtStart(socket);
    }
    return item;
  };
  const forgetClosed = (): void => {
    let kept = 0;
    for (let i = 0; i < engineRefs.length; i++) {
      const ref = engineRefs[i] as WeakRef<WebSocket>;
      const socket = deref(ref);
      if (socket && stateOf(socket) !== CLOSED) engineRefs[kept++] = ref;
    }
    engineRefs.length = kept;
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

  /** Any touch of a socket: adopts it where it is new. One that was over before we saw it is none of ours. */
  const touch = (socket: WebSocket): Tracked | undefined =>
    tracked.of(socket) ?? (stateOf(socket) === CLOSED ? undefined : track(socket));

  patches.constructed<WebSocket>('WebSocket', (socket, args) => {
    if (!tracked.of(socket)) track(socket, protocolsJson(args[1]));
  });
  patches.method<WebSocket, [unknown]>(prototype, 'send', (socket, args) => {
    const item = touch(socket);
    // What is sent to a socket that is closing goes nowhere.
    if (item?.carrier && stateOf(socket) === OPEN) recordFrame(item, 'out', args[0]);
  });
  patches.method<WebSocket, unknown[]>(prototype, 'close', (socket) => {
    const item = touch(socket);
    // On a socket that failed already the call does nothing: many pages make it in their error handler.
    if (item && stateOf(socket) === CLOSING) item.closedByPage = true;
  });
  for (const key of ['binaryType', 'onopen', 'onmessage', 'onerror', 'onclose']) {
    patches.setter<WebSocket>(prototype, key, touch);
  }
  patches.getter<MessageEvent>(NativeMessageEvent.prototype, 'data', onRead);

  return {
    get rawSockets() {
      return rawSockets;
    },
    say: (transport, text) => say(transport, text, 0),
    setRaw(on) {
      if (on === recordRaw) return;
      recordRaw = on;
      for (let i = 0; i < rawRefs.length; i++) {
        const socket = deref(rawRefs[i] as WeakRef<WebSocket>);
        const item = socket && tracked.of(socket);
        // Switched off, a transport that was recorded stays one: its end is still told.
        if (!on || !socket || !item || item.carrier || stateOf(socket) === CLOSED) continue;
        begin(socket, item, stateOf(socket) === OPEN, chosenProtocol(socket));
      }
    },
  };
}
