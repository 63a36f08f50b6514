/** The main job, read from the panel's DOM in the real DevTools of both browsers, on the demo. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_TOKEN } from '../examples/demo/events.ts';
import { comparable, countOf, DemoBench, pauseTicker, push, upgraded } from './demo-app.ts';
import { browsers } from './harness/all.ts';
import { until } from './harness/until.ts';
import { View } from './harness/view.ts';

declare const sentBytes: number[];

describe.each(browsers)('the panel in $name', (underTest) => {
  let bench: DemoBench;
  const folder = mkdtempSync(join(tmpdir(), 'sioscope-demo-'));

  beforeAll(async () => {
    bench = await DemoBench.start(underTest, { extension: underTest.extension });
  });
  afterEach(() => bench.tidy());
  afterAll(async () => {
    await bench?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows handshake, namespace and upgrade, though opened late', async () => {
    const page = await bench.page();
    await push(page, 'ask-fast');
    await page.waitFor(`document.getElementById('requests-out').textContent.includes('=')`);
    const { view } = await bench.panel(page);
    const open = await view.row({ kind: 'open', dir: 'in' });
    const { sid } = JSON.parse(open.preview) as { sid: string };
    await view.row({ kind: 'connect', dir: 'out', nsp: '/' });
    await view.row({ kind: 'connected', dir: 'in', nsp: '/', preview: /"sid":.*"pid":/ });
    await view.row({ kind: 'upgrade', dir: 'out' });
    await view.row({ kind: 'event', dir: 'in', name: 'welcome', nsp: '/' });
    await view.row({ kind: 'event', dir: 'out', name: 'sum:add', ack: 'answered' });
    await view.newestSession(/#1 connected · WebSocket/);
    await view.sessionCount(1);
    await view.click('session');
    const card = await view.text('handshake-card');
    expect(card).toContain(sid);
    expect(card).toMatch(/WebSocket, upgraded in [\d.]+ m?s/);
    expect(card).toContain('version 4');
    expect(card).toContain('Ping interval 25 s');
    expect(card).toContain('Ping timeout 20 s');
    expect(card).toContain('Max payload 1.0 MB');
    expect(await view.text('status')).toMatch(/^Connected by WebSocket to 127\.0\.0\.1:\d+ since /);
  });

  it('shows an emit with its ack, a slow one, and one that never comes', async () => {
    const page = await bench.page();
    const { view } = await bench.panel(page);
    await push(page, 'ask-fast');
    const emit = await view.row({ kind: 'event', dir: 'out', name: 'sum:add', ack: 'answered' });
    expect(emit.ackText).toMatch(/^[\d.]+ m?s$/);
    const ack = await view.row({ kind: 'ack', dir: 'in', name: 'sum:add', ack: 'answered' });
    const [a, b] = emit.preview.split(',').map(Number) as [number, number];
    expect(ack.preview).toBe(String(a + b));
    await view.select(emit);
    expect(await view.text('detail', '[data-section="payload"] [role="tree"]')).toBe(`0 ${a} 1 ${b}`);
    expect(await view.text('detail', '[data-section="ack"]')).toMatch(/^Ack after [\d.]+ m?s /);
    expect(await view.text('detail', '[data-section="ack"] [role="tree"]')).toBe(`0 ${a + b}`);
    expect(await view.text('detail', '[data-section="raw"]')).toMatch(new RegExp(`42\\d+\\["sum:add",${a},${b}\\]$`));
    await view.click('pair');
    await view.surface.waitForSelector(`${view.hook('detail')}[data-row="${ack.row}"]`);
    await view.filter('');

    await push(page, 'ask-slow');
    await push(page, 'ask-never');
    await view.row({ name: 'report:make', dir: 'out', ack: 'waiting' });
    const slow = await view.row({ name: 'report:make', dir: 'out', ack: 'answered' });
    expect(Number.parseFloat(slow.ackText)).toBeGreaterThanOrEqual(1.5);
    expect(slow.ackText).toMatch(/ s$/);
    const never = await view.row({ name: 'order:place', dir: 'out' });
    expect(never.ack).toBe('waiting');
    await view.newestSession('1 ack waiting');
  });

  it('shows binary both ways, attachments in place, as hex', async () => {
    const page = await bench.page();
    const { view } = await bench.panel(page);
    await page.evaluate(() => {
      const native = crypto.getRandomValues.bind(crypto);
      const spy = <T extends ArrayBufferView | null>(array: T): T => {
        const filled = native(array as unknown as Uint8Array<ArrayBuffer>);
        (window as unknown as { sentBytes: number[] }).sentBytes = [...filled.subarray(0, 8)];
        return array;
      };
      crypto.getRandomValues = spy as typeof crypto.getRandomValues;
    });
    const hexOfFirstBytes = async (): Promise<string> => {
      // Folded at first: the tree's line with the bytes opens on a click.
      if ((await view.surface.count(view.hook('hex'))) === 0)
        await view.surface.click(view.hook('detail', '[role="treeitem"][aria-expanded="false"]'));
      await view.surface.waitForSelector(view.hook('hex'));
      return (await view.text('hex')) ?? '';
    };
    const asHex = (bytes: readonly number[]): string =>
      bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');

    await push(page, 'upload');
    const upload = await view.row({
      kind: 'event',
      dir: 'out',
      name: 'file:upload',
      ack: 'answered',
      preview: /"random\.bin",/,
    });
    expect(upload.size).toBe('2.1 kB');
    await view.select(upload);
    const sent = await page.evaluate(() => sentBytes);
    expect(await hexOfFirstBytes()).toContain(asHex(sent));

    await view.filter('');
    await push(page, 'download');
    const download = await view.row({ kind: 'ack', dir: 'in', name: 'file:download', preview: /"image\/png"/ });
    await view.select(download);
    expect(await hexOfFirstBytes()).toContain('89 50 4e 47 0d 0a 1a 0a');
  });

  it('shows namespaces: auth, a wrong token, a refusal with reason and data', async () => {
    const page = await bench.page();
    const { view } = await bench.panel(page);
    await push(page, 'connect-admin');
    await view.row({ kind: 'connect', dir: 'out', nsp: '/admin', preview: new RegExp(`"token":"${ADMIN_TOKEN}"`) });
    await view.row({ kind: 'connected', dir: 'in', nsp: '/admin' });
    await push(page, 'connect-admin-wrong');
    await view.row({ kind: 'disconnect', nsp: '/admin' });
    await view.row({ kind: 'refused', dir: 'in', nsp: '/admin', preview: /"invalid token".*"BAD_TOKEN"/ });
    await push(page, 'connect-forbidden');
    const refused = await view.row({ kind: 'refused', dir: 'in', nsp: '/forbidden' });
    expect(refused.preview).toMatch(/"not allowed here".*"NO_ENTRY"/);
    await view.select(refused);
    expect(await view.text('detail', '[data-section="payload"]')).toContain('"NO_ENTRY"');
    const socket = `${view.hook('session')} [data-nsp="/forbidden"]`;
    expect(await view.surface.text(`${socket}[data-state="refused"]`)).toContain('not allowed here');
    expect(await view.text('status')).toContain('/forbidden was refused: “not allowed here”.');
  });

  it('shows how a connection ended, and the session that follows', async () => {
    const page = await bench.page();
    const { view } = await bench.panel(page);
    await push(page, 'drop');
    await view.row({ kind: 'closed', name: 'closed 1006' });
    await view.surface.waitForSelector(`${view.hook('session')}[data-session="1"][data-state="open"]`);
    await view.newestSession('after #1');
    const first = `${view.hook('session')}[data-session="0"]`;
    await view.surface.waitForSelector(`${first}[data-state="closed"]`);
    await view.surface.click(first);
    const card = await view.text('handshake-card');
    expect(card).toContain('transport close');
    expect(card).toContain('1006');
    expect(card).toContain('then #2');
    await page.waitFor(`document.getElementById('recovered').textContent === 'yes'`);
    await view.surface.click(`${view.hook('session')}[data-session="1"]`);
    await until(async () => (await view.text('handshake-card'))?.includes('Recovered yes'), {
      what: 'the card to say what the client knows of its recovery',
    });
    await view.click('all-sessions');

    await upgraded(page);
    await push(page, 'cut');
    await view.surface.waitForSelector(`${view.hook('session')}[data-session="2"][data-state="open"]`);
    await upgraded(page);

    await push(page, 'server-disconnect');
    await view.row({ kind: 'disconnect', dir: 'in', nsp: '/' });
    await page.waitFor(`!document.getElementById('reconnect').disabled`);
    const third = `${view.hook('session')}[data-session="2"]`;
    await view.surface.waitForSelector(`${third} [data-nsp="/"][data-state="disconnected"]`);
  });

  it('begins anew with a reload, or keeps the log when told to', async () => {
    const page = await bench.page();
    const { view } = await bench.panel(page);
    await push(page, 'ask-fast');
    await view.row({ name: 'sum:add', dir: 'out' });
    await page.reload();
    await upgraded(page);
    await view.row({ kind: 'upgrade', dir: 'out' });
    expect(await countOf(view, { name: 'sum:add' })).toBe(0);
    await view.sessionCount(1);

    await view.click('keep-log');
    await push(page, 'ask-fast');
    await view.row({ name: 'sum:add', kind: 'ack' });
    await page.reload();
    await upgraded(page);
    await until(async () => (await countOf(view, { kind: 'upgrade', dir: 'out' })) === 2, {
      what: 'the second handshake',
    });
    expect(await countOf(view, { name: 'sum:add', kind: 'event' })).toBe(1);
    await view.sessionCount(2);
    await view.click('keep-log');
  });

  it('survives the end of the background, and loses nothing', async () => {
    const page = await bench.page();
    const { view } = await bench.panel(page);
    await push(page, 'ask-fast');
    await view.row({ name: 'sum:add', kind: 'ack' });
    for (let nth = 2; nth <= 3; nth++) {
      await bench.browser.stopBackground();
      await push(page, 'ask-fast');
      await until(async () => (await countOf(view, { name: 'sum:add', kind: 'ack' })) === nth, {
        what: `ack no. ${nth}`,
      });
    }
    expect(await countOf(view, { name: 'sum:add', kind: 'event' })).toBe(3);
    expect(await countOf(view, { kind: 'open' })).toBe(1);
    await bench.browser.stopBackground();
    await page.reload();
    await upgraded(page);
    await view.row({ kind: 'upgrade', dir: 'out' });
  });

  it('goes on after it was docked elsewhere', async () => {
    const page = await bench.page();
    const { devtools, view } = await bench.panel(page);
    await push(page, 'ask-fast');
    await view.row({ name: 'sum:add', kind: 'ack' });
    await devtools.dock('right');
    await view.row({ kind: 'open', dir: 'in' });
    await push(page, 'ask-fast');
    await until(async () => (await countOf(view, { name: 'sum:add', kind: 'ack' })) === 2, { what: 'both acks' });
    await devtools.dock('bottom');
  });

  it('keeps two inspected pages apart', async () => {
    const one = await bench.page();
    const { view: viewOfOne } = await bench.panel(one);
    const other = await bench.page();
    const { view: viewOfOther } = await bench.panel(other);
    await push(other, 'ask-fast');
    await viewOfOther.row({ name: 'sum:add', kind: 'ack' });
    await one.activate();
    await push(one, 'ask-never');
    await viewOfOne.row({ name: 'order:place', dir: 'out' });
    expect(await countOf(viewOfOne, { name: 'sum:add' })).toBe(0);
    await other.activate();
    expect(await countOf(viewOfOther, { name: 'order:place' })).toBe(0);
    await viewOfOther.sessionCount(1);
  });

  it('filters by text, direction and namespace at once', async () => {
    const page = await bench.page();
    const { view } = await bench.panel(page);
    await push(page, 'connect-admin');
    await view.row({ kind: 'connected', nsp: '/admin' });
    await push(page, 'ask-fast');
    await view.row({ name: 'sum:add', kind: 'ack' });
    await pauseTicker(page, view);
    await view.filter('sum:add');
    expect((await view.rows()).map(({ dir, kind }) => [dir, kind])).toEqual([
      ['out', 'event'],
      ['in', 'ack'],
    ]);
    await view.click('dir-in');
    expect((await view.rows()).map(({ kind }) => kind)).toEqual(['ack']);
    await view.click('dir-all');
    await view.filter('nothing-like-this');
    await view.surface.waitForSelector(view.hook('empty'));
    expect(await view.text('empty')).toContain('Nothing matches');
    await view.click('empty-clear-filter');
    await view.row({ kind: 'open' });
  });

  it('saves the log, opens it again, and shows the same; then goes back to the page', async () => {
    const page = await bench.page();
    const { view } = await bench.panel(page);
    for (const button of ['ask-fast', 'ask-never', 'upload', 'connect-forbidden']) await push(page, button);
    await view.row({ kind: 'refused' });
    await view.row({ name: 'file:upload', ack: 'answered' });
    await pauseTicker(page, view);
    await view.click('record');
    const before = await view.rows();
    const file = await bench.browser.download(() => view.click('export'));
    // Nothing is taken in any more, so that what is drawn now stays.
    const sessions = await view.sessions();
    const [header, ...entries] = String(file.bytes)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(header).toMatchObject({ format: 'sioscope-log', version: 1 });
    expect(entries.length).toBeGreaterThan(10);

    await view.click('clear');
    await view.surface.waitForSelector(view.hook('empty'));
    await view.surface.chooseFile(file.path, () => view.click('import'));
    await view.row({ kind: 'refused' });
    await until(async () => (await view.text('status'))?.startsWith('A saved log'), { what: 'the file to be shown' });
    expect(comparable(await view.rows())).toEqual(comparable(before));
    await until(async () => isDeepStrictEqual(await view.sessions(), sessions), { what: 'the same sessions' });

    await view.click('clear');
    await push(page, 'ask-fast');
    await view.row({ name: 'sum:add', kind: 'ack' });
    await until(async () => (await view.text('status'))?.startsWith('Connected by WebSocket'), {
      what: 'the page again',
    });
  });

  it('says what is wrong with a damaged file and keeps what was readable', async () => {
    const page = await bench.page();
    const { view } = await bench.panel(page);
    await view.row({ kind: 'upgrade', dir: 'out' });
    const file = await bench.browser.download(() => view.click('export'));
    const path = join(folder, `cut-${underTest.name}.ndjson`);
    writeFileSync(path, file.bytes.subarray(0, file.bytes.length - 20));
    await view.surface.chooseFile(path, () => view.click('import'));
    await view.surface.waitForSelector(view.hook('notices'));
    expect(await view.text('notices')).toMatch(/1 problem in the file.*cut-/);
    await view.row({ kind: 'open', dir: 'in' });
  });

  it('and the overlay have one recorder, show the same, and read each other’s files', async () => {
    const page = await bench.page({ overlay: true });
    const { view: panel } = await bench.panel(page);
    const overlay = View.inOverlay(page);
    await push(page, 'ask-fast');
    await panel.row({ name: 'sum:add', kind: 'ack' });
    await pauseTicker(page, panel);
    await overlay.row({ name: 'ticker:stop' });
    expect(comparable(await overlay.rows())).toEqual(comparable(await panel.rows()));
    const recorderIn = async (view: View): Promise<string | undefined> => {
      await view.select(await view.row({ name: 'sum:add', kind: 'ack' }));
      return /of recorder (\S+)/.exec((await view.text('detail')) ?? '')?.[1];
    };
    expect(await recorderIn(overlay)).toBe(await recorderIn(panel));
    expect(await recorderIn(overlay)).toBeDefined();
    for (const view of [panel, overlay]) await view.filter('');

    for (const [from, to] of [
      [panel, overlay],
      [overlay, panel],
    ] as const) {
      const file = await bench.browser.download(() => from.click('export'));
      await to.surface.chooseFile(file.path, () => to.click('import'));
      await until(async () => (await to.text('status'))?.startsWith('A saved log'), { what: 'the file to be shown' });
      expect(comparable(await to.rows())).toEqual(comparable(await from.rows()));
      await to.click('clear');
      // Back to the page, from where its recorder still has it.
      await to.row({ name: 'ticker:stop' });
    }
  });
});
