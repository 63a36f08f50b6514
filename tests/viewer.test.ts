/** The viewer page as people use it: from disk and from a static host, a log by file or by `?url=`; in both browsers. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '../shared/log/entry.ts';
import { writeLog } from '../shared/log/file.ts';
import { browsers } from './harness/all.ts';
import { startServer, type TestServer } from './harness/server.ts';
import type { Browser } from './harness/types.ts';
import { until } from './harness/until.ts';
import { View } from './harness/view.ts';

const base = (pos: number) => ({ pos, at: 1_700_000_000_000 + pos, recorder: 'r' });
const url = 'ws://a/socket.io/?EIO=4&transport=websocket';
const frame = (pos: number, dir: 'in' | 'out', text: string): Entry => ({
  ...base(pos),
  kind: 'frame',
  transport: 't',
  dir,
  text,
});
const entries: readonly Entry[] = [
  { ...base(0), kind: 'transport-open', transport: 't', type: 'websocket', url },
  frame(1, 'in', '0{"sid":"S","upgrades":[],"pingInterval":25000,"pingTimeout":20000}'),
  frame(2, 'out', '40'),
  frame(3, 'in', '40{"sid":"a"}'),
  // What would end a script, or begin a comment, is data.
  frame(4, 'out', '42["hello",{"html":"</script><!-- <b>&"}]'),
];
const recorders = [{ id: 'r', url: 'http://a/', userAgent: 'test', timeOrigin: 0 }];
const log = [...writeLog(entries, { recorders, generator: 'test' })].join('');

describe.each(browsers)('the viewer in $name', ({ launch }) => {
  let browser: Browser;
  let server: TestServer;
  let folder: string;
  const page = pathToFileURL(resolve('dist/viewer/index.html')).href;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sioscope-viewer-'));
    writeFileSync(join(folder, 'saved.ndjson'), log);
    server = await startServer({
      pages: {
        '/viewer/': { body: readFileSync('dist/viewer/index.html') },
        '/saved.ndjson.gz': { body: gzipSync(log), headers: { 'content-type': 'application/octet-stream' } },
      },
    });
    browser = await launch({ width: 1200, height: 800 });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([['disk'], ['a static host']])('opens a file, from %s', async (place) => {
    const shown = await browser.newPage(place === 'disk' ? page : `${server.url}/viewer/`);
    const view = View.inPanel(shown);
    await view.surface.waitForSelector(view.hook('empty'));
    await shown.chooseFile(join(folder, 'saved.ndjson'), () => view.click('import'));
    const hello = await view.row({ name: 'hello', dir: 'out' });
    expect(hello.preview).toBe('{"html":"</script><!-- <b>&"}');
    await view.surface.waitForSelector(view.hook('overview', 'canvas'));
    await view.click('tab-sessions');
    await until(async () => (await view.text('story'))?.includes('Handshake accepted'));
    await shown.close();
  });

  it('opens what its address names, and says what can not be read', async () => {
    const shown = await browser.newPage(`${server.url}/viewer/?url=../saved.ndjson.gz`);
    await View.inPanel(shown).row({ name: 'hello' });
    await shown.goto(`${server.url}/viewer/?url=/nowhere.ndjson`);
    const view = View.inPanel(shown);
    await until(async () => (await shown.text('body'))?.includes('“nowhere.ndjson” could not be read: HTTP 404'));
    expect(await view.surface.count(view.hook('row'))).toBe(0);
    await shown.close();
  });
});
