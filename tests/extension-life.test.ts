/** The panel through what happens to pages and extensions over time, in the real DevTools of both browsers. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PANEL } from './demo-app.ts';
import { browsers } from './harness/all.ts';
import { startServer, type TestServer } from './harness/server.ts';
import type { Browser, Page } from './harness/types.ts';
import { View } from './harness/view.ts';

interface ClientSocket {
  readonly connected: boolean;
  emit(event: string, ...args: unknown[]): void;
  disconnect(): void;
}
declare let socket: ClientSocket;
declare let restored: boolean;

/** Connects anew when it comes back from the cache. Firefox caches no page that it leaves with an open WebSocket. */
const cacheable = `<!doctype html><title>first</title><script src="/socket.io-client.js"></script><script>
  var restored = false;
  var socket = io({ transports: ['websocket'] });
  addEventListener('pageshow', (event) => { restored = event.persisted; if (restored) socket.connect(); });
</script>`;
const plain = `<!doctype html><title>plain</title><script src="/socket.io-client.js"></script>
  <script>var socket = io({ transports: ['websocket'] });</script>`;

describe.each(browsers)('the panel in $name', ({ launch, extension, name }) => {
  let server: TestServer;
  let browser: Browser | undefined;

  beforeAll(async () => {
    server = await startServer({
      pages: { '/cacheable': cacheable, '/plain': plain, '/elsewhere': '<!doctype html><title>elsewhere</title>' },
      serve: (io) =>
        io.on('connection', (peer) => {
          peer.on('add', (a: number, b: number, ack: (sum: number) => void) => ack(a + b));
        }),
    });
  });
  afterEach(async () => {
    await browser?.close();
    browser = undefined;
  });
  afterAll(() => server.close());

  const add = (page: Page, a: number, b: number): Promise<void> =>
    page.evaluate((x: number, y: number) => void socket.emit('add', x, y, () => undefined), a, b);

  const open = async (started: Browser, page: Page): Promise<View> => {
    const devtools = await started.openDevTools(page);
    return View.inPanel(await devtools.showPanel(PANEL));
  };

  it('goes on with a page that comes back from the back/forward cache', async () => {
    browser = await launch({ extension });
    const page = await browser.newPage(`${server.url}/cacheable`);
    const view = await open(browser, page);
    await view.row({ kind: 'connected' });
    await page.evaluate(() => void socket.disconnect());
    await view.row({ kind: 'closed' });
    await page.goto(`${server.url}/elsewhere`);
    await page.back();
    await page.waitFor(() => restored, { what: 'the page to come back from the cache' });
    await view.row({ kind: 'page', name: 'navigate' });
    await page.waitFor(() => socket.connected);
    await add(page, 20, 22);
    const ack = await view.row({ name: 'add', kind: 'ack', ack: 'answered' });
    expect(ack.preview).toBe('42');
    await view.newestSession(/connected · WebSocket/);
  });

  it('says what to do about a page that is older than the extension', async () => {
    browser = await launch();
    const page = await browser.newPage(`${server.url}/plain`);
    await browser.installExtension(extension);
    const view = await open(browser, page);
    if (name === 'chromium') {
      // Chromium does not run content scripts in pages that are open already.
      await view.surface.waitForSelector(view.hook('reload'));
      await view.click('reload');
      await view.row({ kind: 'connected' });
    } else {
      // Firefox does: the hook finds an open connection, and says that its beginning is not known.
      await add(page, 1, 2);
      await view.row({ name: 'add', kind: 'ack', ack: 'answered' });
      await view.surface.waitForSelector(view.hook('late'));
      await view.newestSession('began before the log');
    }
  });

  it('is there again after an update of the extension under an open page', async () => {
    browser = await launch({ extension });
    const page = await browser.newPage(`${server.url}/plain`);
    const devtools = await browser.openDevTools(page);
    const before = View.inPanel(await devtools.showPanel(PANEL));
    await before.row({ kind: 'connected' });
    await devtools.close();
    await browser.installExtension(extension);
    const view = await open(browser, page);
    if (name === 'chromium') {
      // The old content scripts are cut off, and no new ones run before a reload.
      await view.surface.waitForSelector(view.hook('reload'));
      await view.click('reload');
    }
    // In Firefox the new scripts find the old hook's recorder, which has seen everything.
    await view.row({ kind: 'connected' });
    await add(page, 1, 2);
    await view.row({ name: 'add', kind: 'ack', ack: 'answered' });
  });
});
