/** The hook is in every document before its first script, and each frame's entries come once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  frameNames,
  framePage,
  framesPage,
  type Policy,
  page as pageOf,
  pageUnder,
  spyPage,
} from './extension/pages.ts';
import { emitted, untilLog } from './extension/panel-log.ts';
import { browsers } from './harness/all.ts';
import { startServer, type TestServer } from './harness/server.ts';
import type { Browser, Page, Panel } from './harness/types.ts';

declare const heard: string[];
declare const tried: { offered: number; answers: string[] };
declare const say: (...args: unknown[]) => void;
declare const move: () => void;

const policies: readonly Policy[] = ['none', 'nonce', 'sandbox'];

describe.each(browsers)('the hook in $name', ({ launch, extension }) => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let panel: Panel;

  beforeAll(async () => {
    server = await startServer({
      pages: {
        '/': pageOf('first'),
        '/frames': framesPage,
        '/frame': framePage,
        '/spy': spyPage,
        ...Object.fromEntries(policies.map((policy) => [`/under-${policy}`, pageUnder(policy)])),
      },
    });
    browser = await launch({ extension, width: 1400 });
    page = await browser.newPage(`${server.url}/`);
    panel = await (await browser.openDevTools(page)).showPanel('Sioscope');
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it.each(policies)('is there before the first inline script, policy: %s', async (policy) => {
    await page.goto(`${server.url}/under-${policy}`);
    const log = await untilLog(panel, policy, (all) => emitted(all).includes(`under-${policy}`));
    expect(emitted(log)).toEqual([`under-${policy}`]);
    // The handshake is whole: the constructor was patched when the script ran.
    const [mark, open, handshake] = log.entries;
    expect([mark?.kind, open?.kind, handshake?.kind]).toEqual(['page', 'transport-open', 'frame']);
    expect(open).not.toHaveProperty('late');
    expect(log.entries.map(({ pos }) => pos)).toEqual(log.entries.map((_, index) => index));
  });

  it('is there in every sort of frame, and tells each event once', async () => {
    await page.goto(`${server.url}/frames`);
    await untilLog(panel, 'the frames', (all) => new Set(emitted(all)).size === frameNames.length - 1);
    await page.evaluate(() => move());
    const log = await untilLog(panel, 'the moved frame', (all) => emitted(all).includes('second'));
    expect(emitted(log).sort()).toEqual([...frameNames].sort());
    expect(log.recorders.map(({ url }) => url)).toContain(`${server.url}/frames`);
    const places = new Set(log.entries.map(({ recorder, pos }) => `${recorder} ${pos}`));
    expect(places.size).toBe(log.entries.length);
  });

  it('is neither heard nor spoken for by a page that tries', async () => {
    await page.goto(`${server.url}/spy`);
    await untilLog(panel, 'the page', (all) => emitted(all).includes('watched'));
    await page.evaluate(() => say('more'));
    const log = await untilLog(panel, 'the event after', (all) => emitted(all).includes('more'));
    expect(emitted(log)).toEqual(['watched', 'more']);
    expect(await page.evaluate(() => heard)).toEqual([]);
    expect(await page.evaluate(() => tried)).toEqual({ offered: 0, answers: [] });
  });

  it('leaves no trace among the page’s globals', async () => {
    const plain = await launch();
    try {
      const names = () => Object.getOwnPropertyNames(window).sort();
      const bare = await plain.newPage(`${server.url}/`);
      await page.goto(`${server.url}/`);
      expect(await page.evaluate(names)).toEqual(await bare.evaluate(names));
    } finally {
      await plain.close();
    }
  });
});
