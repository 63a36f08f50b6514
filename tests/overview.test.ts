/** The overview strip above the list: drawn, dragged over, walked by keys; in the overlay on the demo, in both browsers. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DemoBench, pauseTicker, push } from './demo-app.ts';
import { browsers } from './harness/all.ts';
import type { Page } from './harness/types.ts';
import { until } from './harness/until.ts';
import { View } from './harness/view.ts';

describe.each(browsers)('the overview in $name', (underTest) => {
  let bench: DemoBench;

  beforeAll(async () => {
    bench = await DemoBench.start(underTest);
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench?.stop());

  async function used(): Promise<{ page: Page; view: View }> {
    const page = await bench.page({ overlay: true });
    const view = View.inOverlay(page);
    for (const button of ['ask-fast', 'ask-slow', 'upload']) await push(page, button);
    await view.row({ name: 'report:make', ack: 'answered' });
    await pauseTicker(page, view);
    await view.surface.waitForSelector(view.hook('overview', 'canvas'));
    return { page, view };
  }
  const strip = (view: View): string => view.hook('overview', '[role="slider"]');
  const focus = (page: Page): Promise<void> =>
    page.evaluate(() => {
      const root = document.querySelector('[data-sioscope]')?.shadowRoot;
      root?.querySelector<HTMLElement>('[data-testid="overview"] [role="slider"]')?.focus();
    });

  it('draws what crossed the wire', async () => {
    const { page } = await used();
    const inked = () =>
      page.evaluate(() => {
        const root = document.querySelector('[data-sioscope]')?.shadowRoot;
        const canvas = root?.querySelector<HTMLCanvasElement>('[data-testid="overview"] canvas');
        const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        let count = 0;
        for (let at = 3; at < pixels.length; at += 4) if ((pixels[at] as number) > 0) count += 1;
        return count;
      });
    await until(async () => (await inked()) > 200, { what: 'ink on the strip' });
  });

  it('narrows the list to a stretch by keys, and lets it go', async () => {
    const { page, view } = await used();
    const all = (await view.rows()).length;
    await focus(page);
    await view.surface.press('Home');
    for (let step = 0; step < 40; step++) await view.surface.press('Shift+ArrowRight');
    await view.surface.waitForSelector(view.hook('range-chip'));
    const some = (await view.rows()).length;
    expect(some).toBeLessThan(all);
    expect(some).toBeGreaterThan(0);
    await focus(page);
    await view.surface.press('Escape');
    await until(async () => (await view.surface.count(view.hook('range-chip'))) === 0);
    expect((await view.rows()).length).toBe(all);
  });

  it('says where it stands, goes there, and is put away and brought back', async () => {
    const { page, view } = await used();
    await focus(page);
    await view.surface.press('Home');
    const words = () =>
      page.evaluate(() => {
        const root = document.querySelector('[data-sioscope]')?.shadowRoot;
        return root?.querySelector('[data-testid="overview"] [role="slider"]')?.getAttribute('aria-valuetext') ?? '';
      });
    await until(async () => /^\d\d:\d\d:\d\d\.\d{3} · ↑ \d+ ↓ \d+ · /.test(await words()));
    const scrolled = () =>
      page.evaluate(() => {
        const root = document.querySelector('[data-sioscope]')?.shadowRoot;
        return root?.querySelector('[data-testid="timeline"] > .rows')?.scrollTop ?? Number.NaN;
      });
    // It follows the newest row, until it is sent to the oldest.
    expect(await scrolled()).toBeGreaterThan(0);
    await view.surface.press('Enter');
    await until(async () => (await scrolled()) === 0, { what: 'the list to stand at its beginning' });
    await focus(page);
    await view.surface.press('g');
    await until(async () => (await view.surface.count(strip(view))) === 0);
    await view.click('timeline');
    await view.surface.press('g');
    await view.surface.waitForSelector(strip(view));
  });

  it('narrows the list by a drag', async () => {
    const { view } = await used();
    const all = (await view.rows()).length;
    await view.surface.drag(view.hook('overview', '.u-over'), -300, 0);
    await view.surface.waitForSelector(view.hook('range-chip'));
    expect((await view.rows()).length).toBeLessThan(all);
    await view.click('range-chip');
    await until(async () => (await view.rows()).length === all);
  });
});
