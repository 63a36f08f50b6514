import { beforeEach, describe, expect, test, vi } from 'vitest';
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
