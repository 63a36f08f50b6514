import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EntrySource } from '../log/entry.ts';
import type { Channel } from './channel.ts';

/** Node has no MouseEvent; the real one's part that is used: an accessor on the prototype. */
class FakeMouseEvent extends Event {
  readonly #related: EventTarget | null;
  constructor(type: string, init: { relatedTarget?: EventTarget } = {}) {
    super(type);
    this.#related = init.relatedTarget ?? null;
  }
  get relatedTarget(): EventTarget | null {
    return this.#related;
  }
}

class FakeDocument extends EventTarget {
  createElement(): EventTarget {
    return new EventTarget();
  }
}

vi.stubGlobal('MouseEvent', FakeMouseEvent);
const { acceptLine, offerLine } = await import('./element.ts');
const { serve } = await import('./serve.ts');

beforeEach(() => vi.stubGlobal('document', new FakeDocument()));

/** The hook's side, keeping what it is handed. */
function accept(): Channel[] {
  const viewers: Channel[] = [];
  acceptLine((channel) => viewers.push(channel));
  return viewers;
}

function hear(channel: Channel): string[] {
  const heard: string[] = [];
  channel.onMessage((message) => heard.push(message));
  return heard;
}

describe('the line between page and relay', () => {
  test.each(['hook first', 'relay first'])('is handed over once, %s', (order) => {
    const heard: string[] = [];
    const hook = () =>
      acceptLine((channel) => {
        channel.onMessage((message) => {
          heard.push(message);
          channel.send(`re ${message}`);
        });
      });
    if (order === 'hook first') hook();
    const line = offerLine();
    if (order === 'relay first') hook();
    const viewer = line.open();
    const answers = hear(viewer);
    viewer.send('hello');
    viewer.send('');
    viewer.send('a:b');
    expect(heard).toEqual(['hello', '', 'a:b']);
    expect(answers).toEqual(['re hello', 're ', 're a:b']);
  });

  test('is not offered again, neither to a second hook nor to the page', () => {
    const offered = vi.fn();
    accept();
    offerLine();
    document.addEventListener('sioscope:line', offered);
    expect(accept()).toEqual([]);
    document.dispatchEvent(new CustomEvent('sioscope:line?'));
    expect(offered).not.toHaveBeenCalled();
  });

  test('is not taken from a page once it was taken from the relay', () => {
    const viewers = accept();
    offerLine();
    const forged = new EventTarget();
    document.dispatchEvent(new MouseEvent('sioscope:line', { relatedTarget: forged }));
    forged.dispatchEvent(new CustomEvent('page', { detail: '1:mhello 1' }));
    expect(viewers).toEqual([]);
  });

  test('keeps viewers apart, and the close of one leaves the others', () => {
    const viewers = accept();
    const line = offerLine();
    const [one, two] = [line.open(), line.open()];
    one.send('x');
    two.send('y');
    const closed = vi.fn();
    viewers[0]?.onClose(closed);
    const [heardByOne, heardByTwo] = [hear(one), hear(two)];
    one.close();
    one.close();
    expect(closed).toHaveBeenCalledOnce();
    viewers[0]?.send('to one');
    viewers[1]?.send('to two');
    expect([heardByOne, heardByTwo]).toEqual([[], ['to two']]);
  });

  test('tells the viewer when the page closes its channel', () => {
    const viewers = accept();
    const viewer = offerLine().open();
    viewer.send('x');
    const closed = vi.fn();
    viewer.onClose(closed);
    viewers[0]?.close();
    expect(closed).toHaveBeenCalledOnce();
    const late = vi.fn();
    viewer.onClose(late);
    expect(late).toHaveBeenCalledOnce();
  });
});

describe('a page that watches or breaks everything after the start', () => {
  const undo: (() => void)[] = [];
  const overheard: unknown[] = [];

  /** Replaces every method of a prototype, or of an object, by one that writes down what it gets and fails. */
  const sabotage = (owner: object, ...keys: PropertyKey[]) => {
    for (const key of keys) {
      const before = Object.getOwnPropertyDescriptor(owner, key);
      const bad = function (this: unknown, ...args: unknown[]): never {
        overheard.push(String(key), this, ...args);
        throw new Error(`sabotaged ${String(key)}`);
      };
      const isAccessor = before?.get !== undefined || before === undefined;
      const trap = isAccessor ? { get: bad, set: bad } : { value: bad, writable: true };
      // Our own code undoes it, with functions that are not touched.
      undo.push(() => (before ? Object.defineProperty(owner, key, before) : Reflect.deleteProperty(owner, key)));
      Object.defineProperty(owner, key, { ...trap, configurable: true });
    }
  };

  afterEach(() => {
    while (undo.length > 0) undo.pop()?.();
  });

  test('neither hears nor stops the traffic', () => {
    const source: EntrySource = {
      info: { id: 'r1', url: 'http://a/', userAgent: 'test', timeOrigin: 0 },
      top: true,
      rawSockets: 0,
      setRaw: () => {},
      read: (from) => ({ next: from, count: 0, json: '[]' }),
      onGrow: () => () => {},
    };
    acceptLine((channel) => serve(channel, source));
    const viewer = offerLine().open();
    let answer = '';
    viewer.onMessage((message) => {
      answer = message;
    });

    sabotage(Array.prototype, Symbol.iterator, 'push', 'map', 'slice', 'indexOf', 'join');
    sabotage(String.prototype, 'slice', 'indexOf', 'charCodeAt', 'charAt', 'split', 'startsWith', 'substring');
    sabotage(Map.prototype, 'get', 'set', 'has', 'delete');
    sabotage(Set.prototype, 'add', 'has', 'delete');
    sabotage(Function.prototype, 'call', 'apply', 'bind');
    sabotage(RegExp.prototype, 'exec', 'test');
    sabotage(EventTarget.prototype, 'addEventListener', 'removeEventListener', 'dispatchEvent');
    sabotage(CustomEvent.prototype, 'detail');
    sabotage(JSON, 'parse', 'stringify');
    sabotage(Reflect, 'apply', 'construct');
    sabotage(Object.prototype, 'bubbles', 'cancelable', 'composed');
    viewer.send('hello 1');
    viewer.send('want 0');
    viewer.send('nonsense');
    viewer.close();
    while (undo.length > 0) undo.pop()?.();

    expect(overheard).toEqual([]);
    expect(JSON.parse(answer)).toEqual({ type: 'recorder', version: 1, top: true, info: source.info });
  });
});
