/** The harness drives what it says it drives: real DevTools, trusted input, in both browsers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browsers } from './all.ts';
import { startServer, type TestServer } from './server.ts';
import type { Browser, DevTools, Page, Panel } from './types.ts';

declare const seen: { type: string; [detail: string]: unknown }[];
declare const backgroundId: () => Promise<string>;
declare const io: (options: object) => {
  on(name: string, listener: (arg: unknown) => void): void;
  emit(...args: unknown[]): void;
};

const html = `<!doctype html><title>first</title><button id="go">go</button><input id="field"><input id="file" type="file">
  <script src="/socket.io-client.js"></script>
  <script>
    window.clicks = [];
    go.addEventListener('click', (e) => clicks.push(e.isTrusted));
  </script>`;

const second = `<!doctype html><title>second</title>
  <script>addEventListener('pageshow', (e) => { window.restored = e.persisted; });</script>`;

describe.each(browsers)('harness in $name', ({ launch }) => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let devtools: DevTools;
  let panel: Panel;
  const folder = mkdtempSync(join(tmpdir(), 'sioscope-harness-'));

  beforeAll(async () => {
    server = await startServer({
      pages: { '/': html, '/second': second },
      serve: (io) => io.on('connection', (socket) => socket.on('add', (a: number, b: number, ack) => ack(a + b))),
    });
    browser = await launch({ extension: 'tests/harness/fixture' });
    page = await browser.newPage(`${server.url}/`);
    devtools = await browser.openDevTools(page);
    panel = await devtools.showPanel('Fixture Panel');
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('drives a page with trusted input', async () => {
    await page.click('#go');
    expect(await page.evaluate<boolean[]>('clicks')).toEqual([true]);
    await page.click('#field');
    await page.type('aB/');
    expect(await page.evaluate<string>('field.value')).toBe('aB/');
  });

  it('talks to a real Socket.IO server from the page', async () => {
    const sum = await page.evaluate(
      (a: number, b: number) => {
        const socket = io({});
        return new Promise((resolve) => socket.on('connect', () => socket.emit('add', a, b, resolve)));
      },
      2,
      3,
    );
    expect(sum).toBe(5);
    expect(server.requests.some((url) => url.startsWith('/socket.io/?EIO=4&transport=polling'))).toBe(true);
  });

  it('clicks, types, presses, drags and scrolls in the panel', async () => {
    await panel.click('#button');
    await panel.click('#button', { count: 2 });
    await panel.click('#button', { button: 'right' });
    await panel.click('#host >>> #inner');
    await panel.drag('#handle', 60, 0);
    await panel.wheel('#list', 0, 120);
    await panel.waitFor(`document.getElementById('list').scrollTop > 0`);
    await panel.click('#input');
    await panel.type('x/Y');
    await panel.press('Control+Shift+.');
    await panel.press('ArrowDown');
    expect(await panel.evaluate<string>(`document.getElementById('input').value`)).toBe('x/Y');
    const log = await panel.evaluate(() => seen);
    const types = log.map((entry) => entry.type);
    expect(types.filter((type) => type === 'click')).toHaveLength(3);
    expect(types).toEqual(expect.arrayContaining(['dblclick', 'contextmenu', 'inner']));
    expect(log.find((entry) => entry.type === 'click')).toEqual({ type: 'click', trusted: true });
    expect(log.find((entry) => entry.type === 'drag')).toEqual({ type: 'drag', by: 60 });
    const keys = log.filter((entry) => entry.type === 'key');
    expect(keys.at(-1)).toEqual({
      type: 'key',
      key: 'ArrowDown',
      code: 'ArrowDown',
      control: false,
      shift: false,
      trusted: true,
    });
    expect(keys.at(-2)).toMatchObject({ code: 'Period', control: true, shift: true, trusted: true });
  });

  it('reads text, and waits in vain with a clear message', async () => {
    expect(await panel.text('#host >>> #inner')).toBe('inner');
    expect(await panel.count('button')).toBe(2);
    expect(await panel.text('#nothing')).toBeNull();
    await expect(panel.waitForSelector('#nothing', { timeoutMs: 100 })).rejects.toThrow(
      'Waited 100 ms in vain for: an element #nothing',
    );
  });

  it('gives files to the panel and takes its downloads', async () => {
    const path = join(folder, 'given.txt');
    writeFileSync(path, 'given text');
    await panel.chooseFile(path, () => panel.click('#choose'));
    await panel.waitFor(() => seen.some((entry) => entry.name === 'given.txt' && entry.text === 'given text'));
    await page.chooseFile(path, () => page.click('#file'));
    expect(await page.waitFor<string>('file.files[0]?.name')).toBe('given.txt');
    const file = await browser.download(() => panel.click('#save'));
    expect([file.name, String(file.bytes)]).toEqual(['saved.txt', 'saved text']);
  });

  it('stops the background, which starts anew when it is asked', async () => {
    const before = await panel.evaluate(() => backgroundId());
    await browser.stopBackground();
    const after = await panel.evaluate(() => backgroundId());
    expect(after).not.toBe(before);
  });

  it('themes the panel and pages', async () => {
    const dark = `matchMedia('(prefers-color-scheme: dark)').matches`;
    for (const theme of ['dark', 'light'] as const) {
      await browser.setTheme(theme);
      await panel.waitFor(`${dark} === ${theme === 'dark'}`);
      await page.waitFor(`${dark} === ${theme === 'dark'}`);
    }
  });

  it('takes pictures', async () => {
    for (const shot of [await panel.screenshot(), await devtools.screenshot(), await page.screenshot()])
      expect(shot.subarray(1, 4).toString()).toBe('PNG');
  });

  it('docks elsewhere and goes on', async () => {
    await devtools.dock('right');
    await panel.waitFor(() => innerHeight > innerWidth);
    await panel.click('#button');
    await panel.waitFor(() => seen.some((entry) => entry.type === 'click'));
    await devtools.dock('bottom');
    await panel.waitFor(() => innerHeight < innerWidth);
  });

  it('hides and shows the panel', async () => {
    await panel.hide();
    await panel.show();
    await panel.click('#button');
  });

  it('navigates, goes back through the cache, reloads; the panel lives on', async () => {
    const loadedAt = await panel.evaluate<number>('loadedAt');
    await page.goto(`${server.url}/second`);
    expect(await page.evaluate<string>('document.title')).toBe('second');
    await page.reload();
    await page.goto(`${server.url}/second?again`);
    await page.back();
    await page.waitFor(`location.search === '' && restored === true`);
    await page.forward();
    await page.waitFor(`location.search === '?again' && restored === true`);
    expect(await page.url()).toBe(`${server.url}/second?again`);
    expect(await panel.evaluate<number>('loadedAt')).toBe(loadedAt);
  });

  it('opens the DevTools of a second page beside the first, and closes them', async () => {
    const other = await browser.newPage(`${server.url}/second`);
    const others = await browser.openDevTools(other);
    const otherPanel = await others.showPanel('Fixture Panel');
    await otherPanel.click('#button');
    expect(await otherPanel.evaluate(() => seen.length)).toBe(1);
    await others.close();
    await other.close();
    await page.activate();
    await panel.click('#button');
  });
});
