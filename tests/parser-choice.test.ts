/** A session whose messages are no JSON: read by the parser that they tell, by another on a person's word, and back; in both browsers. */
import { readFileSync } from 'node:fs';
import * as parser from 'socket.io-msgpack-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browsers } from './harness/all.ts';
import { startServer, type TestServer } from './harness/server.ts';
import type { Browser, Page } from './harness/types.ts';
import { until } from './harness/until.ts';
import { View } from './harness/view.ts';

const script = (path: string) => ({ body: readFileSync(path), headers: { 'content-type': 'text/javascript' } });

describe.each(browsers)('the choice of a parser in $name', ({ launch }) => {
  let browser: Browser;
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({
      pages: {
        '/': `<!doctype html><title>msgpack</title>
          <script src="/sioscope.iife.js" data-open="true"></script><script src="/msgpack.js"></script>
          <script>window.client = io({ transports: ['websocket'] });
            client.on('connect', () => client.emit('move', { to: [3, 4], by: new Uint8Array([1, 2]) }));</script>`,
        '/sioscope.iife.js': script('dist/npm/sioscope.iife.js'),
        '/msgpack.js': script('node_modules/socket.io-client/dist/socket.io.msgpack.min.js'),
      },
      options: { parser },
    });
    browser = await launch({ width: 1200, height: 800 });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  /** Presses a key on the closed list of choices: a first letter, or one that walks. */
  async function choose(page: Page, view: View, key: string): Promise<void> {
    await page.evaluate(() => {
      const root = document.querySelector('[data-sioscope]')?.shadowRoot;
      root?.querySelector<HTMLElement>('[data-testid="parser"]')?.focus();
    });
    await view.surface.press(key);
  }

  it('is made in the handshake card, and taken back there', async () => {
    const page = await browser.newPage(server.url);
    const view = View.inOverlay(page);
    const decoded = await view.row({ name: 'move', kind: 'event' });
    expect(decoded.preview).toContain('"to":[3,4]');
    await view.click('session');
    const said = () =>
      page.evaluate(() => {
        const root = document.querySelector('[data-sioscope]')?.shadowRoot;
        return root?.querySelector<HTMLSelectElement>('[data-testid="parser"]')?.selectedOptions[0]?.text ?? '';
      });
    await until(async () => (await said()).includes('msgpack'), { what: 'the parser in the card' });
    await choose(page, view, 'd');
    // Read as text packets the frames are none: raw, with what is wrong, and nothing is lost.
    await view.row({ kind: 'binary' });
    expect((await view.find({ name: 'move', kind: 'event' })).length).toBe(0);
    // The first choice is what the messages tell themselves.
    await choose(page, view, 'Home');
    const again = await view.row({ name: 'move', kind: 'event' });
    expect(again.preview).toBe(decoded.preview);
    await page.close();
  });
});
