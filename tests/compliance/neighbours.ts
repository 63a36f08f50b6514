/** Pages and libraries that wrap, replace, lock or compare these globals, each in the manner of one that is in use. */
import type { CaseFrame, Cases } from './frame.ts';

declare const engineUrl: string;
declare const pollingUrl: string;
declare const thrown: CaseFrame['thrown'];
declare const looks: CaseFrame['looks'];
declare const after: CaseFrame['after'];
declare const next: CaseFrame['next'];
declare const opened: CaseFrame['opened'];

export const neighbours: Cases = {
  'as zone.js: handlers and listeners wrapped on the prototypes': async () => {
    const told: unknown[] = [];
    const { addEventListener, removeEventListener } = EventTarget.prototype;
    const wrapped = new WeakMap<object, EventListener>();
    EventTarget.prototype.addEventListener = function (type, listener, options) {
      if (typeof listener !== 'function') return addEventListener.call(this, type, listener, options);
      const own =
        wrapped.get(listener) ?? ((event: Event) => after(told.push(`zone ${type}`), listener.call(this, event)));
      wrapped.set(listener, own);
      return addEventListener.call(this, type, own, options);
    };
    EventTarget.prototype.removeEventListener = function (type, listener, options) {
      const own = typeof listener === 'function' ? wrapped.get(listener) : listener;
      return removeEventListener.call(this, type, own ?? null, options);
    };
    const native = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'onmessage')!;
    Object.defineProperty(WebSocket.prototype, 'onmessage', {
      ...native,
      set(handler: (event: MessageEvent) => void) {
        native.set!.call(this, (event: MessageEvent) => after(told.push('zone handler'), handler.call(this, event)));
      },
    });
    const socket = await opened(engineUrl);
    const listener = (event: Event) => told.push((event as MessageEvent).data);
    socket.addEventListener('message', listener);
    socket.onmessage = ({ data }) => told.push(`handler ${data}`);
    for (let i = 0; i < 12; i++) {
      socket.send(`${i}`);
      await next(socket, 'message');
    }
    socket.removeEventListener('message', listener);
    socket.send('last');
    await next(socket, 'message');
    socket.close();
    return told;
  },
  'as Sentry: native functions are known by their text, then filled': async () => {
    const isNative = (f: unknown) => /^function\s+\w+\(\)\s+\{\s+\[native code\]\s+\}$/.test(String(f));
    const found: unknown[] = [
      fetch,
      XMLHttpRequest,
      WebSocket,
      WebSocket.prototype.send,
      XMLHttpRequest.prototype.open,
    ].map(isNative);
    const frame = document.body.appendChild(document.createElement('iframe'));
    found.push(isNative((frame.contentWindow as unknown as { fetch: unknown }).fetch));
    frame.remove();
    const { open, send } = XMLHttpRequest.prototype;
    const told: string[] = [];
    XMLHttpRequest.prototype.open = function (this: XMLHttpRequest, ...args: unknown[]) {
      told.push(`open ${args[0]}`);
      return Reflect.apply(open, this, args);
    };
    XMLHttpRequest.prototype.send = new Proxy(send, {
      apply: (target, self, args) => after(told.push('send'), Reflect.apply(target, self, args)),
    });
    const nativeFetch = window.fetch;
    window.fetch = (...args) => after(told.push('fetch'), nativeFetch.apply(window, args));
    const xhr = new XMLHttpRequest();
    xhr.open('GET', pollingUrl);
    xhr.send();
    await next(xhr, 'loadend');
    return [...found, told, xhr.status, (await fetch(pollingUrl)).status, told.length];
  },
  'as MSW: the class is replaced by a Proxy, events come again as the page’s own': async () => {
    const Before = WebSocket;
    window.WebSocket = new Proxy(Before, {
      construct(target, args, newTarget) {
        const socket = Reflect.construct(target, args, newTarget) as WebSocket;
        socket.addEventListener('message', (event) => {
          if (!event.isTrusted) return;
          event.stopImmediatePropagation();
          socket.dispatchEvent(new MessageEvent('message', { data: `again ${event.data}` }));
        });
        return socket;
      },
    });
    const socket = new WebSocket(engineUrl);
    await next(socket, 'open');
    const told: unknown[] = [socket instanceof WebSocket, socket instanceof Before, socket.constructor === Before];
    socket.onmessage = ({ data, isTrusted }) => told.push([data, isTrusted]);
    for (let i = 0; i < 12; i++) {
      socket.send(`${i}`);
      await next(socket, 'message');
    }
    socket.close();
    return told;
  },
  'as mock-socket: a class of its own takes the place and gives it back': async () => {
    const Before = WebSocket;
    class MockSocket extends EventTarget {
      static readonly OPEN = 1;
      readyState = 1;
      onmessage: ((event: MessageEvent) => void) | null = null;
      send(data: string) {
        const event = new MessageEvent('message', { data: `mock ${data}` });
        this.onmessage?.(event);
        this.dispatchEvent(event);
      }
    }
    (window as unknown as { WebSocket: unknown }).WebSocket = MockSocket;
    const mock = new WebSocket(engineUrl);
    const told: unknown[] = [];
    mock.onmessage = ({ data }) => told.push(data);
    mock.addEventListener('message', ({ data }) => told.push(data));
    mock.send('a');
    window.WebSocket = Before;
    const socket = await opened(engineUrl);
    socket.send('real');
    told.push((await next<MessageEvent>(socket, 'message')).data, window.WebSocket === Before);
    socket.close();
    return told;
  },
  'as reconnecting-websocket: members are passed on by name': async () => {
    class Reconnecting {
      readonly #socket: WebSocket;
      constructor(url: string) {
        this.#socket = new WebSocket(url);
        for (const key of ['onopen', 'onmessage', 'onclose', 'onerror', 'binaryType'] as const) {
          Object.defineProperty(this, key, {
            get: () => this.#socket[key],
            set: (value) => Reflect.set(this.#socket, key, value),
          });
        }
      }
      get socket() {
        return this.#socket;
      }
    }
    const one = new Reconnecting(engineUrl) as Reconnecting & WebSocket;
    const heard = new Promise((done) => {
      one.onmessage = ({ data }) => done(data);
    });
    one.onopen = () => one.socket.send('hello');
    const found = [await heard, typeof one.onmessage, one.binaryType];
    one.socket.close();
    return found;
  },
  'prototypes that are frozen or sealed': async () => {
    Object.freeze(WebSocket.prototype);
    Object.freeze(WebSocket);
    Object.seal(XMLHttpRequest.prototype);
    Object.freeze(MessageEvent.prototype);
    const socket = await opened(engineUrl);
    const told: unknown[] = [
      Object.isFrozen(WebSocket.prototype),
      Object.isFrozen(WebSocket),
      Reflect.set(WebSocket.prototype, 'send', 1),
      thrown(() => Object.defineProperty(WebSocket, 'more', { value: 1 })).split(':')[0],
    ];
    socket.onmessage = ({ data }) => told.push(data);
    socket.send('frozen');
    await next(socket, 'message');
    socket.close();
    return told;
  },
  'a page that breaks the built-ins gets its own errors only': async () => {
    const socket = await opened(engineUrl);
    const told: unknown[] = [];
    window.onerror = (message) => after(told.push(message), true);
    const { push } = Array.prototype;
    const broken = () => {
      throw new Error('broken');
    };
    const { get } = WeakMap.prototype;
    WeakMap.prototype.get = broken;
    Array.prototype.push = broken;
    const { apply } = Function.prototype;
    Function.prototype.apply = broken;
    socket.send('a');
    const { data } = await next<MessageEvent>(socket, 'message');
    WeakMap.prototype.get = get;
    Array.prototype.push = push;
    Function.prototype.apply = apply;
    socket.close();
    return [data, told];
  },
  'sockets and functions of another realm': async () => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    frame.src = location.href;
    await next(frame, 'load');
    const other = frame.contentWindow as unknown as typeof globalThis & { engineUrl: string };
    const theirs = new other.WebSocket(engineUrl);
    await next(theirs, 'open');
    const found: unknown[] = [
      theirs instanceof WebSocket,
      theirs instanceof other.WebSocket,
      theirs.constructor === other.WebSocket,
      Object.getPrototypeOf(theirs) === other.WebSocket.prototype,
      other.Function.prototype.toString.call(WebSocket.prototype.send),
      // Without its name there: the one known difference.
      other.Function.prototype.toString.call(WebSocket).includes('[native code]'),
      other.Function.prototype.toString.call(Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data')!.get),
      Reflect.construct(WebSocket, [engineUrl], other.WebSocket) instanceof other.WebSocket,
      thrown(() => WebSocket.prototype.send.call({} as WebSocket, '')),
    ];
    theirs.onmessage = ({ data }) => found.push(['handler', data]);
    WebSocket.prototype.send.call(theirs, 'ours');
    const event = await next<MessageEvent>(theirs, 'message');
    found.push(event instanceof MessageEvent, event instanceof other.MessageEvent);
    found.push(Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data')!.get!.call(event));
    const mine = await opened(engineUrl);
    const setter = Object.getOwnPropertyDescriptor(other.WebSocket.prototype, 'onmessage')!.set!;
    const heard = new Promise((done) => setter.call(mine, ({ data }: MessageEvent) => done(data)));
    other.WebSocket.prototype.send.call(mine, 'theirs');
    found.push(await heard);
    theirs.close();
    mine.close();
    frame.remove();
    found.push(thrown(() => new WebSocket(engineUrl).close()));
    return found;
  },
  'functions kept from before the page’s own wrappers': async () => {
    const { send } = WebSocket.prototype;
    const { get } = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data')!;
    const socket = await opened(engineUrl);
    WebSocket.prototype.send = function (data) {
      return send.call(this, `wrapped ${data}`);
    };
    Object.defineProperty(MessageEvent.prototype, 'data', {
      configurable: true,
      enumerable: true,
      get() {
        return `read ${get!.call(this)}`;
      },
    });
    socket.send('a');
    const event = await next<MessageEvent>(socket, 'message');
    const bound = send.bind(socket);
    bound('b');
    const second = await next<MessageEvent>(socket, 'message');
    socket.close();
    return [event.data, second.data, looks(send), looks(bound)];
  },
};
