/** The filter box, its chips and what is kept of them, as a person uses them: in the overlay on the demo, in both browsers. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DemoBench, pauseTicker, push } from './demo-app.ts';
import { browsers } from './harness/all.ts';
import type { Page } from './harness/types.ts';
import { until } from './harness/until.ts';
import { View } from './harness/view.ts';

describe.each(browsers)('the filter in $name', (underTest) => {
  let bench: DemoBench;

  beforeAll(async () => {
    bench = await DemoBench.start(underTest);
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench?.stop());

  /** The demo after a fast request, one that is never answered, and an upload. */
  async function used(): Promise<{ page: Page; view: View }> {
    const page = await bench.page({ overlay: true });
    const view = View.inOverlay(page);
    for (const button of ['ask-fast', 'ask-never', 'upload']) await push(page, button);
    await view.row({ name: 'file:upload', ack: 'answered' });
    await view.row({ name: 'order:place', ack: 'waiting' });
    await pauseTicker(page, view);
    return { page, view };
  }
  const names = async (view: View): Promise<string[]> => (await view.rows()).map(({ kind, name }) => `${kind} ${name}`);
  const shows = (view: View, expected: readonly string[]): Promise<unknown> =>
    until(async () => JSON.stringify(await names(view)) === JSON.stringify(expected), {
      what: `the list to show ${expected.join(', ')}`,
    }).catch(async (error: Error) => {
      throw new Error(`${error.message}; it shows ${(await names(view)).join(', ')}`);
    });

  it('answers queries by name, ack, payload and what a row has', async () => {
    const { view } = await used();
    await view.filter('event:sum:*');
    await shows(view, ['event sum:add', 'ack sum:add']);
    await view.filter('ack:pending');
    await shows(view, ['event order:place']);
    await view.filter('binary dir:out');
    await shows(view, ['event file:upload']);
    await view.filter('args.0=random.bin or (event:sum:add dir:in)');
    await shows(view, ['ack sum:add', 'event file:upload']);
    await view.filter('/"sum:ad+",\\d+/');
    await shows(view, ['event sum:add']);
    await view.filter('room:nowhere');
    await until(async () => (await view.text('empty'))?.includes('Nothing matches'));
  });

  it('marks what is wrong at its place, and keeps the last good result', async () => {
    const { view } = await used();
    await view.filter('event:sum:add');
    await shows(view, ['event sum:add', 'ack sum:add']);
    await view.surface.press('/');
    await view.surface.press('End');
    await view.surface.type(' dir:up');
    await view.surface.waitForSelector(view.hook('query-problem'));
    expect(await view.text('query-problem')).toBe('“up” is none of in, out.');
    const box = view.hook('filter');
    expect(await view.surface.text(`${box.replace(/\[data-testid="filter"\]$/, '')}.query-marks mark`)).toBe('up');
    expect(await view.surface.count(`${box}[aria-invalid="true"]`)).toBe(1);
    await shows(view, ['event sum:add', 'ack sum:add']);
    for (const _ of 'up') await view.surface.press('Backspace');
    await view.surface.type('out');
    await until(async () => (await view.surface.count(view.hook('query-problem'))) === 0);
    await shows(view, ['event sum:add']);
  });

  it('completes what the log holds, by keys', async () => {
    const { view } = await used();
    await view.click('filter');
    await view.surface.type('event:file');
    await view.surface.waitForSelector(view.hook('completions'));
    expect(await view.text('completions')).toContain('file:upload');
    await view.surface.press('ArrowDown');
    const chosen = `${view.hook('completions')} [aria-selected="true"]`;
    expect(await view.surface.text(chosen)).toBe('file:upload');
    await view.surface.press('Enter');
    await view.surface.press('Enter');
    await shows(view, ['event file:upload', 'ack file:upload']);
    // What was searched for is offered when the box is empty.
    await view.filter('');
    await view.surface.press('/');
    await view.surface.press('ArrowDown');
    await view.surface.waitForSelector(view.hook('completions'));
    expect(await view.text('completions')).toContain('event:file:upload searched before');
    await view.surface.press('Escape');
    await until(async () => (await view.surface.count(view.hook('completions'))) === 0);
  });

  it('widens by chips that show, narrows by mutes, and shows one event alone', async () => {
    const { view } = await used();
    await view.click('quick-pending');
    await shows(view, ['event order:place']);
    await view.click('quick-errors');
    await shows(view, ['event order:place']);
    await view.click('quick-pending');
    await view.surface.waitForSelector(view.hook('empty'));
    await view.click('quick-errors');
    const emit = await view.row({ name: 'sum:add', kind: 'event' });
    await view.surface.click(`${view.hook('row')}[data-row="${emit.row}"]`);
    await view.surface.press('m');
    await view.surface.waitForSelector(view.hook('muted-chip'));
    expect(await names(view)).not.toContain('event sum:add');
    await view.surface.press('m');
    await until(async () => (await view.surface.count(view.hook('muted-chip'))) === 0);
    await view.surface.press('o');
    await shows(view, ['event sum:add', 'ack sum:add']);
    await view.click('solo-chip');
    await view.row({ name: 'order:place' });
  });

  it('keeps filters under a name, several at once, over a reload', async () => {
    const { page, view } = await used();
    for (const [name, query] of [
      ['sums', 'event:sum:add'],
      ['no acks', '-type:ack'],
    ] as const) {
      await view.filter(query);
      await view.click('save-filter');
      await view.surface.waitForSelector(view.hook('save-filter-name'));
      await view.click('save-filter-name');
      await view.surface.type(name);
      await view.surface.press('Enter');
      await until(async () => (await view.surface.count(view.hook('save-filter-name'))) === 0);
    }
    await shows(view, ['event sum:add']);
    await page.reload();
    await view.surface.waitForSelector(view.hook('saved-filter'));
    expect(await view.surface.texts(view.hook('saved-filter'))).toEqual(['sums', 'no acks']);
    await push(page, 'ask-fast');
    await shows(view, ['event sum:add']);
    await view.surface.click(`${view.hook('saved-filter')}[title="-type:ack"]`);
    await shows(view, ['event sum:add', 'ack sum:add']);
    await view.click('clear-filter');
    await view.row({ kind: 'open' });
  });
});
