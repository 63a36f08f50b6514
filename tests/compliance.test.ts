/** The platform with the hook and without it: whatever a page can find out has to be the same. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cases, FRAME_SCRIPT } from './compliance/frame.ts';
import { neighbours } from './compliance/neighbours.ts';
import { requests } from './compliance/requests.ts';
import { sockets } from './compliance/sockets.ts';
import { surface } from './compliance/surface.ts';
import { browsers } from './harness/all.ts';
import { startServer, type TestServer } from './harness/server.ts';
import type { Browser, Page } from './harness/types.ts';

const SUITES: Readonly<Record<string, Cases>> = { surface, sockets, requests, neighbours };
/** Without the hook; with it before everything, as the extension's; with it in a document that was there already, as the overlay's. */
const PATHS = ['/plain', '/hooked', '/late'] as const;

/** Runs one case in a new frame of the page, and gives what it found as JSON. */
async function runCase(path: string, text: string): Promise<string> {
  const frame = document.body.appendChild(document.createElement('iframe'));
  frame.src = path;
  await new Promise((done) => frame.addEventListener('load', done, { once: true }));
  try {
    const found = await (frame.contentWindow as unknown as typeof globalThis).eval(`(${text})()`);
    return JSON.stringify(found, null, 1) ?? 'undefined';
  } catch (error) {
    return `The case failed: ${String(error)} ${(error as Error).stack}`;
  } finally {
    frame.remove();
  }
}

describe.each(browsers)('compliance in $name', ({ name, launch }) => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const hook = readFileSync('dist/chrome/extension/page/hook.iife.js', 'utf8');
    const frame = (before: string) =>
      `<!doctype html><script>${before.replaceAll('</script', '<\\/script')}</script><body>a case</body>`;
    const late = (code: string) => `addEventListener('DOMContentLoaded', () => { ${code} });`;
    server = await startServer({
      pages: {
        '/': '<!doctype html><body>cases</body>',
        '/plain': frame(FRAME_SCRIPT),
        '/hooked': frame(`${hook};${FRAME_SCRIPT}`),
        '/late': frame(late(`${hook};${FRAME_SCRIPT}`)),
        '/plain.txt': 'plain',
      },
      onRaw: (socket) => socket.on('message', (data, isBinary) => socket.send(isBinary ? data : String(data))),
    });
    browser = await launch(name === 'chromium' ? { args: ['--js-flags=--expose-gc'] } : {});
    page = await browser.newPage(server.url);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it('has the hook where it should be', async () => {
    const asks = `() => {
      let lent = false;
      document.dispatchEvent(new CustomEvent('sioscope:recorder?', { detail: (source, release) => { lent = true; release(); } }));
      return lent;
    }`;
    const lent = await Promise.all(PATHS.map((path) => page.evaluate(runCase, path, asks)));
    expect(lent).toEqual(['false', 'true', 'true']);
  });

  describe.each(Object.entries(SUITES))('%s', (_suite, cases) => {
    it.each(Object.keys(cases))('%s', async (key) => {
      const text = String(cases[key]);
      const [plain, hooked, late] = await Promise.all(PATHS.map((path) => page.evaluate(runCase, path, text)));
      expect(plain).not.toMatch(/^undefined|^The case failed/);
      expect(hooked).toBe(plain);
      expect(late).toBe(plain);
    });
  });

  it('lets the page into the back/forward cache as without', async () => {
    const persisted: boolean[] = [];
    for (const path of PATHS) {
      await page.goto(`${server.url}${path}`);
      await page.evaluate(() => {
        Object.assign(window, { shown: [] });
        addEventListener('pageshow', (event) =>
          (window as unknown as { shown: boolean[] }).shown.push(event.persisted),
        );
      });
      await page.goto(`${server.url}/plain.txt`);
      await page.back();
      // A document that was kept tells so a moment after it is back; one that was loaded anew has no list.
      await page.waitFor(
        (back: string) => {
          const { shown } = window as unknown as { shown?: boolean[] };
          return location.pathname + location.search === back && shown?.length !== 0;
        },
        { what: `${path} to be back` },
        path,
      );
      persisted.push(await page.evaluate(() => (window as unknown as { shown?: boolean[] }).shown?.[0] ?? false));
    }
    expect(persisted).toEqual([true, true, true]);
  });
});
