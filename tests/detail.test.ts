/** What the details offer for one row, as a person uses them: in the overlay on the demo, in both browsers. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DemoBench, push } from './demo-app.ts';
import { browsers } from './harness/all.ts';
import type { Page } from './harness/types.ts';
import { until } from './harness/until.ts';
import { View } from './harness/view.ts';

describe.each(browsers)('the details in $name', (underTest) => {
  let bench: DemoBench;

  beforeAll(async () => {
    bench = await DemoBench.start(underTest);
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench?.stop());

  async function opened(): Promise<{ page: Page; view: View }> {
    const page = await bench.page({ overlay: true });
    return { page, view: View.inOverlay(page) };
  }
  /** A line of the first tree, by its id. */
  const line = (view: View, id: string): string => view.hook('detail', `[data-id="${id}"]`);
  const shown = (view: View): Promise<string> =>
    view.surface.evaluate<string>(
      `document.querySelector('[data-sioscope]').shadowRoot.querySelector('[data-testid="detail"]').dataset.row`,
    );

  it('draws a picture that came as bytes, and saves it as a file', async () => {
    const { page, view } = await opened();
    await push(page, 'download');
    await view.select(await view.row({ kind: 'ack', dir: 'in', name: 'file:download' }));
    const bytes = line(view, '/1');
    await view.surface.waitForSelector(bytes);
    if ((await view.surface.count(view.hook('hex'))) === 0) await view.surface.click(bytes);
    await until(async () => /^\d+ × \d+ px$/.test((await view.text('preview', 'figcaption')) ?? ''));
    const file = await bench.browser.download(() => view.click('save-bytes'));
    expect(file.name).toMatch(/\.png$/);
    expect(file.bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  });

  it('finds words in a payload and says how many there are', async () => {
    const { page, view } = await opened();
    await push(page, 'ask-slow');
    await view.select(await view.row({ kind: 'event', name: 'welcome' }));
    await view.click('tree-search');
    await view.surface.type('ROOM');
    await until(async () => (await view.text('tree-found')) === '1 of 1');
    expect(await view.surface.count(view.hook('detail', '[data-id="/0/rooms"][data-found]'))).toBe(1);
    await view.surface.press('Escape');
    await until(async () => (await view.text('tree-found')) === '');
    await view.surface.type('nowhere at all');
    await until(async () => (await view.text('tree-found')) === 'none');
  });

  it('explains a time to the pointer and to the keyboard', async () => {
    const { view } = await opened();
    await view.select(await view.row({ kind: 'event', name: 'tick' }));
    const at = line(view, '/0/at');
    const explained = `${at} .explained`;
    await view.surface.waitForSelector(at);
    const visible = async (): Promise<boolean> =>
      await view.surface.evaluate<boolean>(
        `(() => { const said = document.querySelector('[data-sioscope]').shadowRoot.querySelector('[data-id="/0/at"] .explained'); return getComputedStyle(said).display !== 'none'; })()`,
      );
    expect(await view.surface.text(explained)).toMatch(
      /^As milliseconds: \d{4}-\d\d-\d\d .* (before|after) the event$/,
    );
    expect(await visible()).toBe(false);
    await view.surface.hover(`${at} .value`);
    await until(visible, { what: 'the explanation under the pointer' });
    await view.surface.hover(view.hook('timeline'));
    await until(async () => !(await visible()), { what: 'the explanation to go' });
    await view.surface.click(line(view, '/0/count'));
    await view.surface.press('ArrowDown');
    await until(visible, { what: 'the explanation with the focus' });
  });

  it('compares with the one before, and with any row picked', async () => {
    const { page, view } = await opened();
    for (let nth = 0; nth < 3; nth++) await push(page, 'ask-fast');
    const sums = await until(async () => {
      const found = await view.find({ kind: 'event', name: 'sum:add' });
      return found.length === 3 && found;
    });
    const [first, second, third] = sums || [];
    await view.select(first!);
    await view.surface.click(view.hook('detail', '[data-section="diff"] .section-head'));
    expect(await view.text('diff')).toContain('The log holds none before');
    await view.click('diff-pick');
    await view.select(third!);
    await until(async () => (await view.text('diff'))?.includes('With the picked sum:add'));
    await view.click('diff-previous');
    await until(async () => (await view.text('diff'))?.includes('With the one before'));
    await view.click('diff-other');
    await until(async () => (await shown(view)) === String(second!.row));
    // And by keys from there to the next of the same event, and back.
    await view.surface.click(view.hook('timeline', `[data-row="${second!.row}"]`));
    await view.surface.press('f');
    await until(async () => (await shown(view)) === String(third!.row));
    await view.surface.press('F');
    await until(async () => (await shown(view)) === String(second!.row));
  });
});
