/** Workers and frames in the panel: what is seen of them, from where, and that nothing comes twice. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { client, framePage, page as pageOf } from './extension/pages.ts';
import { emitted, untilLog } from './extension/panel-log.ts';
import { browsers } from './harness/all.ts';
import { startServer, type TestServer } from './harness/server.ts';
import type { Browser, Page, Panel } from './harness/types.ts';
import { until } from './harness/until.ts';
import { View } from './harness/view.ts';

declare const worker: Worker;

describe.each(browsers)('workers and frames in the panel of $name', ({ name, launch, extension }) => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let panel: Panel;
  /** Chrome's DevTools know what workers' sockets say. */
  const isSeen = name === 'chromium';

  beforeAll(async () => {
    server = await startServer({
      pages: {
        '/': '<!doctype html><title>before</title>',
        '/frame': framePage,
        '/page': pageOf(
          'page',
          `<iframe src="/frame?framed"></iframe><script>const worker = new Worker('/worker.js')</script>`,
        ),
        '/worker.js': {
          // Says one thing more, then hangs up, when it is told to.
          body: `${client(`'worker'`)}; onmessage = () => { say('last'); setTimeout(() => socket.close(), 50); };`,
          headers: { 'content-type': 'text/javascript' },
        },
      },
    });
    browser = await launch({ extension, width: 1400 });
    page = await browser.newPage(`${server.url}/`);
    panel = await (await browser.openDevTools(page)).showPanel('Sioscope');
    await page.goto(`${server.url}/page`);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it('tells that there is a worker, and whether it is seen', async () => {
    const view = View.inPanel(panel);
    const words = isSeen ? '1 worker' : '1 worker not seen';
    await until(async () => (await view.text('workers')) === words, { what: words });
    const mark = await view.row({ kind: 'page', name: 'worker' });
    expect(mark.preview).toBe(`${server.url}/worker.js`);
  });

  it('labels each session with its page, frame or worker', async () => {
    const origin = server.url.replace('http://', '');
    const places = [`in frame ${origin}/frame`, `on ${origin}/page`];
    if (isSeen) places.unshift(`in ${origin}/worker.js, from DevTools’ network log`);
    const view = View.inPanel(panel);
    const shown = async () => (await panel.texts(view.hook('session-place'))).sort();
    await until(async () => (await shown()).length === places.length, { what: 'the places' });
    expect(await shown()).toEqual(places.sort());
  });

  it('has each event once, whoever recorded it', async () => {
    await page.evaluate(() => worker.postMessage('finish'));
    const wanted = isSeen ? ['framed', 'last', 'page', 'worker'] : ['framed', 'page'];
    const log = await untilLog(
      panel,
      'all events, and the end of the worker’s socket',
      (all) =>
        wanted.every((event) => emitted(all).includes(event)) &&
        all.entries.filter(({ kind }) => kind === 'transport-close').length === (isSeen ? 1 : 0),
    );
    expect(emitted(log).sort()).toEqual(wanted);
    const sorts = log.recorders.map(({ via, top }) => via ?? (top ? 'page' : 'frame'));
    expect(sorts.sort()).toEqual(isSeen ? ['devtools-network', 'frame', 'page'] : ['frame', 'page']);
    for (const { id } of log.recorders) {
      const positions = log.entries.filter(({ recorder }) => recorder === id).map(({ pos }) => pos);
      expect(positions).toEqual(positions.map((_, index) => index));
    }
  });
});
