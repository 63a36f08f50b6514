/** The overlay from its script tag, in both browsers without any extension: what it shows, and what it leaves behind. */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browsers } from './harness/all.ts';
import { startServer, type TestServer } from './harness/server.ts';
import type { Browser, Page } from './harness/types.ts';
import { until } from './harness/until.ts';
import { View } from './harness/view.ts';

/** The globals of the pages below, for functions that are sent to them. */
interface ClientSocket {
  readonly connected: boolean;
  readonly io: { readonly engine: { readonly transport: { readonly name: string }; close(): void } };
  on(event: string, listener: (...args: unknown[]) => void): void;
  emit(event: string, ...args: unknown[]): void;
}
declare const io: (path: string, options?: object) => ClientSocket;
declare const sioscope: { mountInspector(options?: object): () => void };
declare let socket: ClientSocket;
declare let unmount: () => void;
declare let natives: readonly unknown[];

const IIFE = 'dist/npm/sioscope.iife.js';
const OVERLAY = '[data-sioscope]';
const HOTKEY = 'Control+Shift+.';

const client = '<script src="/socket.io-client.js"></script>';
const connect = (options = '{}') => `<script>var socket = io('/', ${options})</script>`;
/** What mounting may touch, kept before it does. */
const keep = `<script>
  var nativesNow = () => [
    WebSocket, WebSocket.prototype.constructor,
    ...['send', 'close', 'addEventListener', 'dispatchEvent'].map((name) => WebSocket.prototype[name]),
    ...['binaryType', 'onmessage', 'onopen', 'onclose', 'onerror'].map(
      (name) => Object.getOwnPropertyDescriptor(WebSocket.prototype, name)?.set),
    XMLHttpRequest, ...['open', 'send', 'abort', 'setRequestHeader'].map((name) => XMLHttpRequest.prototype[name]),
  ];
  var natives = nativesNow();
</script>`;
declare const nativesNow: () => unknown[];

const html = (body: string) => `<!doctype html><title>overlay</title><input id="host">${body}`;
const tag = (attributes: string) => `<script src="/sioscope.iife.js" ${attributes}></script>`;

function startOverlayServer(): Promise<TestServer> {
  return startServer({
    pages: {
      '/sioscope.iife.js': { body: readFileSync(IIFE), headers: { 'content-type': 'text/javascript' } },
      '/first': html(`${keep}${tag('data-open')}${client}${connect()}`),
      '/polling': html(`${tag('data-open')}${client}${connect(`{ transports: ['polling'] }`)}`),
      '/closed': html(`${tag('')}${client}${connect()}`),
      '/late': html(`${keep}${client}${connect()}${tag('data-manual')}`),
      '/plain': html(`${keep}${client}${tag('data-manual')}`),
    },
    serve: (server) => {
      server.on('connection', (peer) => {
        peer.on('add', (a: number, b: number, ack: (sum: number) => void) => ack(a + b));
        peer.on('mirror', (data: unknown) => peer.emit('mirrored', data));
      });
      server.of('/refuses').use((_peer, next) => next(new Error('not you')));
    },
  });
}

describe.each(browsers)('the overlay in $name', ({ launch }) => {
  let browser: Browser;
  let server: TestServer;
  let page: Page;

  beforeAll(async () => {
    server = await startOverlayServer();
    browser = await launch({ width: 1400, height: 1000 });
    // Closing its last tab would end the browser.
    await browser.newPage();
  });
  afterEach(async () => {
    // The overlay remembers its place by origin; one test's must not be another's.
    await page.evaluate(() => localStorage.clear());
    await page.close();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  async function open(path: string): Promise<View> {
    page = await browser.newPage(`${server.url}${path}`);
    return View.inOverlay(page);
  }
  const onWebSocket = () =>
    page.waitFor(`socket.connected && socket.io.engine.transport.name === 'websocket'`, { what: 'the upgrade' });
  const isOpen = () =>
    page.evaluate(
      () =>
        (document.querySelector('[data-sioscope]')?.shadowRoot?.querySelector('.frame')?.getClientRects().length ?? 0) >
        0,
    );

  it('shows handshake, upgrade, an emit with its ack, and a refusal', async () => {
    const view = await open('/first');
    await onWebSocket();
    const handshake = await view.row({ kind: 'open', dir: 'in' });
    expect(JSON.parse(handshake.preview)).toMatchObject({ pingInterval: 25_000, upgrades: ['websocket'] });
    await view.row({ kind: 'connect', dir: 'out', nsp: '/' });
    await view.row({ kind: 'connected', dir: 'in', nsp: '/' });
    await view.row({ kind: 'upgrade', dir: 'out' });

    await page.evaluate(() => void socket.emit('add', 19, 23, () => undefined));
    const emit = await view.row({ kind: 'event', dir: 'out', name: 'add', ack: 'answered' });
    expect(emit.preview).toBe('19,23');
    expect((await view.row({ kind: 'ack', dir: 'in', name: 'add' })).preview).toBe('42');

    await page.evaluate(() => void io('/refuses'));
    await view.row({ kind: 'refused', dir: 'in', nsp: '/refuses', preview: /not you/ });
  });

  it('shows binary both ways', async () => {
    const view = await open('/first');
    await onWebSocket();
    await page.evaluate(() => void socket.emit('mirror', { bytes: Uint8Array.of(0xca, 0xfe, 0xba, 0xbe) }));
    await view.row({ kind: 'event', dir: 'out', name: 'mirror' });
    const back = await view.row({ kind: 'event', dir: 'in', name: 'mirrored' });
    await view.select(back);
    await until(
      async () => {
        if ((await page.count(view.hook('hex'))) > 0) return (await view.text('hex'))?.includes('ca fe ba be');
        // Folded at first: the tree's lines open on a click.
        const folded = view.hook('detail', '[role="treeitem"][aria-expanded="false"]');
        if ((await page.count(folded)) > 0) await page.click(folded);
        return false;
      },
      { what: 'the bytes as hex' },
    );
  });

  it('shows traffic that stays on polling', async () => {
    const view = await open('/polling');
    await page.waitFor('socket.connected');
    await page.evaluate(() => void socket.emit('add', 1, 2, () => undefined));
    await view.row({ kind: 'event', dir: 'out', name: 'add', ack: 'answered' });
    expect(await page.evaluate(() => socket.io.engine.transport.name)).toBe('polling');
    await view.newestSession(/ connected · polling/i);
  });

  it('shows a cut and the session that follows', async () => {
    const view = await open('/first');
    await onWebSocket();
    await view.row({ kind: 'upgrade', dir: 'out' });
    for (const peer of await server.io.fetchSockets()) peer.disconnect(false);
    await view.row({ kind: 'disconnect', dir: 'in', nsp: '/' });
    await page.evaluate(() => void (socket as unknown as { connect(): void }).connect());
    await page.waitFor('socket.connected');
    await page.evaluate(() => void socket.io.engine.close());
    await page.evaluate(() => void (socket as unknown as { connect(): void }).connect());
    await view.sessionCount(2);
  });

  it('mounted after the client connected, shows what is said from then on', async () => {
    const view = await open('/late');
    await onWebSocket();
    await page.evaluate(() => {
      unmount = sioscope.mountInspector({ open: true });
    });
    await page.evaluate(() => void socket.emit('add', 4, 5, () => undefined));
    await view.row({ kind: 'event', dir: 'out', name: 'add', ack: 'answered' });
    expect((await view.row({ kind: 'ack', dir: 'in', name: 'add' })).preview).toBe('9');
  });

  it('mounted after the client was loaded, shows a later connection whole', async () => {
    const view = await open('/plain');
    await page.evaluate(() => {
      unmount = sioscope.mountInspector({ open: true });
      socket = io('/');
    });
    await onWebSocket();
    await view.row({ kind: 'open', dir: 'in' });
    await view.row({ kind: 'upgrade', dir: 'out' });
  });

  it('unmounted, leaves the globals as they were and the connection running', async () => {
    await open('/late');
    await onWebSocket();
    const changed = (): Promise<number> =>
      page.evaluate(() => nativesNow().filter((value, at) => value !== natives[at]).length);
    expect(await changed()).toBe(0);
    await page.evaluate(() => {
      unmount = sioscope.mountInspector({ open: true });
    });
    // Otherwise the rest would prove nothing.
    expect(await changed()).toBeGreaterThan(0);
    await page.waitForSelector(`${OVERLAY} >>> [data-testid="timeline"]`);
    const same = await page.evaluate(() => sioscope.mountInspector() === unmount);
    expect(same).toBe(true);

    await page.evaluate(() => void unmount());
    expect(await changed()).toBe(0);
    expect(await page.count(OVERLAY)).toBe(0);
    const sum = await page.evaluate(
      () => new Promise<number>((answer) => socket.emit('add', 20, 22, (value: number) => answer(value))),
    );
    expect(sum).toBe(42);

    const view = View.inOverlay(page);
    await page.evaluate(() => {
      unmount = sioscope.mountInspector({ open: true });
    });
    await page.evaluate(() => void socket.emit('add', 1, 1, () => undefined));
    await view.row({ kind: 'event', dir: 'out', name: 'add', ack: 'answered' });
  });

  it('opens and closes by its hotkey, shows what came before, and remembers over a reload', async () => {
    const view = await open('/closed');
    await onWebSocket();
    expect(await isOpen()).toBe(false);
    await page.press(HOTKEY);
    await view.row({ kind: 'open', dir: 'in' });
    await page.reload();
    await onWebSocket();
    await view.row({ kind: 'open', dir: 'in' });
    expect(await isOpen()).toBe(true);
    await page.press(HOTKEY);
    await until(async () => !(await isOpen()), { what: 'the overlay to be closed' });
  });

  it('remembers what a person chose, not what the page’s options said', async () => {
    await open('/first');
    expect(await isOpen()).toBe(true);
    await page.goto(`${server.url}/closed`);
    expect(await isOpen()).toBe(false);
    await page.press(HOTKEY);
    await until(isOpen, { what: 'the overlay to be open' });
    await page.press(HOTKEY);
    await until(async () => !(await isOpen()), { what: 'the overlay to be closed' });
    await page.goto(`${server.url}/first`);
    expect(await isOpen()).toBe(false);
  });

  it('leaves the host its keys', async () => {
    const view = await open('/first');
    await onWebSocket();
    await view.row({ kind: 'open', dir: 'in' });
    await page.click('#host');
    await page.type('a/b');
    await page.press('Escape');
    expect(await page.evaluate(() => (document.getElementById('host') as HTMLInputElement).value)).toBe('a/b');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('host');
  });
});
