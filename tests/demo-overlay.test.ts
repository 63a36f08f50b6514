/** The main job with no extension: the overlay that the demo mounts, read from its shadow DOM, in both browsers. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { comparable, countOf, DemoBench, pauseTicker, push, upgraded } from './demo-app.ts';
import { browsers } from './harness/all.ts';
import { until } from './harness/until.ts';
import { View } from './harness/view.ts';

describe.each(browsers)('the overlay in $name', (underTest) => {
  let bench: DemoBench;

  beforeAll(async () => {
    bench = await DemoBench.start(underTest);
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench?.stop());

  it('shows handshake, upgrade, emit and ack, binary, refusal, end and reconnect', async () => {
    const page = await bench.page({ overlay: true });
    const view = View.inOverlay(page);
    const open = await view.row({ kind: 'open', dir: 'in' });
    const { sid } = JSON.parse(open.preview) as { sid: string };
    await view.row({ kind: 'connected', dir: 'in', nsp: '/', preview: /"sid":/ });
    await view.row({ kind: 'upgrade', dir: 'out' });
    await view.click('session');
    expect(await view.text('handshake-card')).toContain(sid);
    await view.click('session');

    await push(page, 'ask-fast');
    const emit = await view.row({ name: 'sum:add', dir: 'out', ack: 'answered' });
    await view.row({ name: 'sum:add', kind: 'ack', dir: 'in' });
    await view.select(emit);
    expect(await view.text('detail', '[data-section="payload"] [role="tree"]')).toMatch(/^0 \d+ 1 \d+$/);
    await view.filter('');

    await push(page, 'upload');
    expect((await view.row({ name: 'file:upload', dir: 'out', ack: 'answered' })).size).toBe('2.1 kB');
    await push(page, 'connect-forbidden');
    await view.row({ kind: 'refused', nsp: '/forbidden', preview: /"NO_ENTRY"/ });

    await push(page, 'drop');
    await view.row({ kind: 'closed', name: 'closed 1006' });
    await view.surface.waitForSelector(`${view.hook('session')}[data-session="1"][data-state="open"]`);
    await view.newestSession('after #1');
  });

  it('saves the log, opens it again, and shows the same; then goes back to the page', async () => {
    const page = await bench.page({ overlay: true });
    const view = View.inOverlay(page);
    for (const button of ['ask-fast', 'ask-never', 'upload', 'connect-forbidden']) await push(page, button);
    await view.row({ kind: 'refused' });
    await view.row({ name: 'file:upload', ack: 'answered' });
    await pauseTicker(page, view);
    await view.click('record');
    const before = await view.rows();
    const file = await bench.browser.download(() => view.click('export'));
    await view.click('clear');
    await view.surface.waitForSelector(view.hook('empty'));
    await page.chooseFile(file.path, () => view.click('import'));
    await view.row({ kind: 'refused' });
    expect(comparable(await view.rows())).toEqual(comparable(before));
    await view.click('clear');
    await push(page, 'ask-fast');
    await until(async () => (await countOf(view, { name: 'sum:add', kind: 'ack' })) === 2, { what: 'the page again' });
  });

  it('opens and closes by its key and remembers that', async () => {
    const page = await bench.page({ overlay: true });
    const view = View.inOverlay(page);
    await view.surface.waitForSelector(view.hook('timeline'));
    const shown = `document.querySelector('[data-sioscope]').shadowRoot.querySelector('.frame').checkVisibility()`;
    await page.click('#chat-text');
    await page.press('Control+Shift+.');
    await page.waitFor(`!${shown}`);
    await page.reload();
    await upgraded(page);
    expect(await page.evaluate<boolean>(shown)).toBe(false);
    await push(page, 'ask-fast');
    await page.press('Control+Shift+.');
    await page.waitFor(shown);
    await view.row({ kind: 'open', dir: 'in' });
    await view.row({ name: 'sum:add', kind: 'ack' });
  });

  it('does not take the keys that the page’s own fields are given', async () => {
    const page = await bench.page({ overlay: true });
    await page.click('#chat-text');
    await page.type('n/?p');
    expect(await page.evaluate<string>(`document.getElementById('chat-text').value`)).toBe('n/?p');
  });
});
