/** What the classes look like: descriptors, names, texts, statics, chains. */
import type { Case, CaseFrame, Cases } from './frame.ts';

declare const looks: CaseFrame['looks'];
declare const flags: CaseFrame['flags'];
declare const thrown: CaseFrame['thrown'];
declare const engineUrl: string;

/** A case for one property of the platform, named by its path. */
const property = (owner: string, key: string): [string, Case] => [
  `${owner}.${key}`,
  new Function(
    `const owner = ${owner}; return [flags(owner, '${key}'), Reflect.ownKeys(owner).map(String).sort().join()];`,
  ) as Case,
];
const members = (owner: string, keys: readonly string[]): [string, Case][] => keys.map((key) => property(owner, key));

export const surface: Cases = {
  ...Object.fromEntries([
    ...members('window', ['WebSocket', 'XMLHttpRequest', 'fetch', 'MessageEvent', 'Worker', 'SharedWorker']),
    ...members('WebSocket', ['prototype', 'CONNECTING', 'OPEN', 'CLOSING', 'CLOSED']),
    ...members('WebSocket.prototype', [
      ...['constructor', 'send', 'close', 'binaryType', 'bufferedAmount', 'onopen', 'onmessage', 'onerror', 'onclose'],
      ...['readyState', 'url', 'protocol', 'extensions'],
    ]),
    ...members('XMLHttpRequest.prototype', ['constructor', 'open', 'send', 'abort', 'responseText', 'onload']),
    ...members('MessageEvent.prototype', ['constructor', 'data', 'origin', 'source', 'initMessageEvent']),
    ...members('Response.prototype', ['constructor', 'text', 'arrayBuffer', 'blob', 'json', 'body']),
    ...members('EventTarget.prototype', ['addEventListener', 'removeEventListener', 'dispatchEvent']),
    ...members('Function.prototype', ['toString', 'call', 'constructor']),
    ...members('HTMLScriptElement.prototype', ['src']),
    ...members('HTMLFormElement.prototype', ['submit']),
  ]),
  'WebTransport and its surface': () =>
    'WebTransport' in window
      ? [
          flags(window, 'WebTransport'),
          ...['constructor', 'close', 'createBidirectionalStream', 'ready', 'closed'].map((key) =>
            flags(WebTransport.prototype, key),
          ),
          thrown(() => new WebTransport('http://not.https')),
          thrown(() => (WebTransport as unknown as () => void)()),
          thrown(() => WebTransport.prototype.close.call({} as WebTransport)),
        ]
      : 'none',
  'classes are what their objects say': () => {
    const socket = new WebSocket(engineUrl);
    class Mine extends WebSocket {
      static readonly kind = 'mine';
      readonly mine = true;
      override send(): void {
        throw new Error('mine');
      }
    }
    const mine = new Mine(engineUrl, ['a', 'b']);
    const made = Reflect.construct(WebSocket, [engineUrl], Mine) as Mine;
    const plain = Reflect.construct(WebSocket, [engineUrl], Object);
    const found = [
      socket instanceof WebSocket,
      socket.constructor === WebSocket,
      Object.getPrototypeOf(socket) === WebSocket.prototype,
      WebSocket.prototype.constructor === WebSocket,
      Object.getPrototypeOf(WebSocket) === EventTarget,
      mine instanceof Mine && mine instanceof WebSocket && mine.mine && mine.constructor === Mine,
      Object.getPrototypeOf(Mine) === WebSocket,
      made instanceof Mine,
      plain instanceof WebSocket,
      Object.getPrototypeOf(plain) === Object.prototype,
      Mine.OPEN,
      thrown(() => mine.send()),
      Object.prototype.toString.call(socket),
      `${socket}`,
      Reflect.ownKeys(socket).map(String),
      'OPEN' in WebSocket,
      Object.keys(WebSocket),
      JSON.stringify(socket),
      structuredCloneOf(socket),
    ];
    for (const each of [socket, mine, made]) WebSocket.prototype.close.call(each);
    return found;
    function structuredCloneOf(value: unknown) {
      return thrown(() => structuredClone(value));
    }
  },
  'a class can be given to what asks for one': () => [
    looks(class extends XMLHttpRequest {}),
    new (class extends XMLHttpRequest {})() instanceof XMLHttpRequest,
    new MessageEvent('message', { data: 5 }).data,
    thrown(() => Reflect.get(MessageEvent.prototype, 'data')),
    thrown(() => Reflect.get(WebSocket.prototype, 'onmessage')),
    thrown(() => Reflect.set(WebSocket.prototype, 'onmessage', null)),
    thrown(() => new (WebSocket.prototype.send as unknown as new () => object)()),
    thrown(() => new (fetch as unknown as new () => object)()),
    thrown(() => Function.prototype.toString.call({})),
    thrown(() => Function.prototype.toString.call(1)),
    Function.prototype.toString.call(() => 1),
  ],
  'properties can be defined on the classes and deleted': () => {
    const found: unknown[] = [];
    Object.defineProperty(WebSocket, 'extra', { value: 1, configurable: true });
    found.push(Reflect.ownKeys(WebSocket).map(String), (WebSocket as unknown as { extra: number }).extra);
    found.push(Reflect.deleteProperty(WebSocket, 'extra'), Reflect.deleteProperty(WebSocket, 'OPEN'), WebSocket.OPEN);
    const { send } = WebSocket.prototype;
    Object.assign(send, { marked: true });
    found.push(Object.keys(send), Reflect.deleteProperty(WebSocket.prototype, 'send'), typeof WebSocket.prototype.send);
    found.push(Object.isFrozen(Object.freeze(send)), Object.isExtensible(WebSocket));
    return found;
  },
};
