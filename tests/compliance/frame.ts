/** What a compliance case finds in its frame: run there, as text, before the case. */

/** A case runs in a frame of its own and reports what it found, as JSON; the same is expected with and without the hook. */
export type Case = () => unknown;
export type Cases = Readonly<Record<string, Case>>;

export interface CaseFrame {
  /** An echo that looks like Engine.IO's to the hook, and one that does not. */
  readonly engineUrl: string;
  readonly rawUrl: string;
  /** A polling request of Engine.IO, answered by a handshake; with a `sid` by a refusal. */
  readonly pollingUrl: string;
  /** `name: message` of what a call throws, and whether it is this realm's; else what kind of value it gave. */
  thrown(run: () => unknown): string;
  /** The same of a promise. */
  rejected(promise: Promise<unknown>): Promise<string>;
  /** What can be asked of a function or class. */
  looks(value: unknown): unknown;
  /** A property's flags, and looks. */
  flags(owner: object, key: PropertyKey): unknown;
  /** The second value: for something to be done before it. */
  after<Value>(done: unknown, value: Value): Value;
  /** The next event of a sort. */
  next<E extends Event>(target: EventTarget, type: string): Promise<E>;
  /** A socket that is open. */
  opened(url: string): Promise<WebSocket>;
}

export const FRAME_SCRIPT = `{
  const origin = location.origin.replace('http', 'ws');
  const tell = (error) => error === null || typeof error !== 'object' ? String(error)
    : error.name + ': ' + error.message + (error instanceof DOMException || error instanceof Error ? '' : ' (of another realm)');
  const text = Function.prototype.toString;
  const looks = (value) => typeof value !== 'function' ? typeof value : {
    own: Reflect.ownKeys(value).map(String).join(), name: value.name, length: value.length, text: text.call(value),
    prototype: Object.getPrototypeOf(value) === Function.prototype ? 'Function' : Object.getPrototypeOf(value)?.name,
    string: String(value),
    nameFlags: JSON.stringify(Object.getOwnPropertyDescriptor(value, 'name')),
    lengthFlags: JSON.stringify(Object.getOwnPropertyDescriptor(value, 'length')),
    construct: thrown(() => Reflect.construct(Object, [], value)).split(':')[0],
  };
  const thrown = (run) => { try { return 'gave ' + typeof run(); } catch (error) { return tell(error); } };
  Object.assign(window, {
    engineUrl: origin + '/raw?EIO=4&transport=websocket', rawUrl: origin + '/raw',
    pollingUrl: '/socket.io/?EIO=4&transport=polling',
    thrown, looks,
    after: (_done, value) => value,
    rejected: (promise) => promise.then((value) => 'gave ' + typeof value, tell),
    flags: (owner, key) => {
      const found = Object.getOwnPropertyDescriptor(owner, key);
      return found && { ...found, value: looks(found.value), get: looks(found.get), set: looks(found.set) };
    },
    next: (target, type) => new Promise((done) => target.addEventListener(type, done, { once: true })),
    opened: async (url) => { const socket = new WebSocket(url); await next(socket, 'open'); return socket; },
  });
}`;
