/** The catalogue of events, the ledger of acks and the story of a session, as a person uses them: in the overlay on the demo, in both browsers. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DemoBench, pauseTicker, push } from './demo-app.ts';
import { browsers } from './harness/all.ts';
import type { Page } from './harness/types.ts';
import { until } from './harness/until.ts';
import { View } from './harness/view.ts';

describe.each(browsers)('the views in $name', (underTest) => {
  let bench: DemoBench;

  beforeAll(async () => {
    bench = await DemoBench.start(underTest);
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench?.stop());

  async function used(): Promise<{ page: Page; view: View }> {
    const page = await bench.page({ overlay: true });
    const view = View.inOverlay(page);
    for (const button of ['ask-fast', 'ask-fast', 'ask-slow', 'ask-never', 'upload']) await push(page, button);
    await view.row({ name: 'report:make', ack: 'answered' });
    await view.row({ name: 'order:place', ack: 'waiting' });
    await pauseTicker(page, view);
    return { page, view };
  }
  const row = (view: View, testId: string, attributes: string): string => `${view.hook(testId)}${attributes}`;
  const names = (view: View): Promise<string[]> => view.surface.texts(view.hook('events-row', '.cell-name'));

  it('counts every event, sorts by any column, and tells the shape of arguments', async () => {
    const { page, view } = await used();
    await view.click('tab-events');
    await view.surface.waitForSelector(row(view, 'events-row', '[data-name="sum:add"][data-dir="out"]'));
    const cell = (name: string, column: string) =>
      view.surface.text(`${row(view, 'events-row', `[data-name="${name}"]`)} .cell-${column}`);
    expect(await cell('sum:add', 'count')).toBe('2');
    expect(await cell('sum:add', 'never')).toBe('0 of 2');
    expect(await cell('order:place', 'never')).toBe('1 of 1');
    expect(await cell('report:make', 'max')).toMatch(/^1\.\d\d s$/);
    expect(await cell('sum:add', 'shape')).toBe('number, number');
    await view.click('sort-name');
    const byName = await names(view);
    expect(byName).toEqual([...byName].sort((a, b) => a.localeCompare(b, 'en')));
    await view.click('sort-name');
    expect(await names(view)).toEqual([...byName].reverse());
    await view.click('sort-max');
    expect((await names(view))[0]).toBe('report:make');
    // It goes on counting.
    await push(page, 'ask-fast');
    await until(async () => (await cell('sum:add', 'count')) === '3');
  });

  it('mutes, shows and opens an event', async () => {
    const { view } = await used();
    await view.click('tab-events');
    await view.surface.click(row(view, 'events-row', '[data-name="sum:add"]'));
    await view.surface.waitForSelector(view.hook('event-card'));
    expect(await view.text('event-shape')).toMatch(/^Arguments, by 2 of 2 payloads 0 number 1 number$/);
    expect(await view.text('histogram')).toMatch(/Ack latency 2 acks/);
    await view.click('event-mute');
    await view.surface.waitForSelector(view.hook('muted-chip'));
    await view.click('event-mute');
    await view.click('event-show');
    await until(async () => (await view.rows()).length === 4);
    expect(new Set((await view.rows()).map(({ name }) => name))).toEqual(new Set(['sum:add']));
    await view.click('tab-events');
    await view.surface.click(row(view, 'events-row', '[data-name="file:upload"]'));
    await view.click('event-last');
    // The filter would hide it: it goes, and the row's details are open.
    await view.surface.waitForSelector(view.hook('detail'));
    expect(await view.text('detail', 'h2')).toContain('file:upload');
    expect(await view.surface.count(view.hook('solo-chip'))).toBe(0);
  });

  it('keeps the account of acks: what waits first, then the slowest', async () => {
    const { view } = await used();
    await view.click('tab-acks');
    await view.surface.waitForSelector(row(view, 'acks-row', '[data-ack="waiting"]'));
    const shown = () => view.surface.texts(view.hook('acks-row', '.cell-name'));
    expect((await shown()).slice(0, 2)).toEqual(['order:place', 'report:make']);
    expect(await view.text('acks-pending')).toBe('Pending 1');
    expect(await view.text('acks-answered')).toBe('Slowest 4');
    await view.click('acks-answered');
    await until(async () => (await shown())[0] === 'report:make' && (await shown()).length === 4);
    await view.surface.click(row(view, 'acks-row', '[data-name="report:make"]'));
    await view.surface.waitForSelector(view.hook('detail'));
    expect(await view.text('histogram')).toMatch(/Ack latency of report:make 1 acks? · p50 1\.\d\d s/);
    await view.click('tab-acks');
    await view.surface.press('ArrowLeft');
    await view.surface.waitForSelector(`${view.hook('tab-events')}[aria-selected="true"]`);
  });

  it('lets a lost connection lose the acks that wait', async () => {
    const { page, view } = await used();
    await view.click('tab-acks');
    await push(page, 'drop');
    await view.surface.waitForSelector(row(view, 'acks-row', '[data-ack="lost"][data-name="order:place"]'));
    await until(async () => (await view.text('acks-lost')) === 'No answer 1');
    expect(await view.text('acks-pending')).toBe('Pending 0');
  });

  it('tells the story of a session, and of the one that follows', async () => {
    const { page, view } = await used();
    await push(page, 'drop');
    await view.sessionCount(2);
    await view.click('tab-sessions');
    await view.surface.waitForSelector(row(view, 'stories-row', '[data-session="1"][data-state="open"]'));
    const told = () => view.surface.texts(view.hook('story-line', '.story-text'));
    // The newest first: it says what it follows, and that its upgrade went well.
    await until(async () => (await told()).some((line) => /^Upgraded to WebSocket in \d/.test(line)));
    expect((await told())[0]).toMatch(/^Attempt 1 to connect again, .* after session #1 ended/);
    expect(await view.text('story-live')).toMatch(/Still open *the client gives up in \d+ s without a ping/);
    // Side by side the table leaves it its half.
    const [story, table] = (await page.evaluate(() => {
      const { shadowRoot } = [...document.querySelectorAll('*')].find((one) => one.shadowRoot) as Element;
      return ['story', 'stories'].map(
        (id) => shadowRoot?.querySelector(`[data-testid="${id}"]`)?.getBoundingClientRect().width,
      );
    })) as [number, number];
    expect(story).toBeGreaterThan(0.9 * table);
    // By that line to the one before, whose end is told with the client's own reason.
    await view.surface.click(view.hook('story-line', 'button'));
    await view.surface.waitForSelector(`${view.hook('story')}[data-session="0"]`);
    const first = await told();
    expect(first.find((line) => line.includes('transport close'))).toBeDefined();
    expect(first.at(-1)).toMatch(/^Session #2 follows after/);
    // A line goes to its row, whatever view is shown.
    await view.surface.click(`${view.hook('story-line')}[data-what="connected"] button`);
    await view.surface.waitForSelector(view.hook('detail'));
    expect(await view.text('detail', 'h2')).toContain('connected');
  });
});
