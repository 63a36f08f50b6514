/** What helps to read a long list, as a person uses it: in the overlay on the demo, in both browsers. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DemoBench, pauseTicker, push } from './demo-app.ts';
import { browsers } from './harness/all.ts';
import { until } from './harness/until.ts';
import { View } from './harness/view.ts';

describe.each(browsers)('reading aids in $name', (underTest) => {
  let bench: DemoBench;

  beforeAll(async () => {
    bench = await DemoBench.start(underTest);
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench?.stop());

  it('counts times from the selected row, and by the clock while there is none', async () => {
    const page = await bench.page({ overlay: true });
    const view = View.inOverlay(page);
    await push(page, 'ask-fast');
    await push(page, 'ask-slow');
    await view.row({ name: 'report:make', ack: 'answered' });
    await pauseTicker(page, view);
    await view.filter('event:sum:add or event:report:make');
    await view.click('settings');
    await view.click('time-selected');
    await view.surface.press('Escape');
    const times = async (): Promise<string[]> => (await view.rows()).map(({ time }) => time);
    expect((await times()).every((time) => /^\d\d:\d\d:\d\d\.\d{3}$/.test(time))).toBe(true);
    const answer = await view.row({ kind: 'ack', name: 'report:make' });
    await view.surface.click(`${view.hook('row')}[data-row="${answer.row}"]`);
    await until(async () => (await times()).at(-1) === '+0 ms', { what: 'the selected row to be the zero' });
    const now = await times();
    expect(now).toHaveLength(4);
    // The report takes the server a second and a half.
    expect(now[2]).toMatch(/^−1\.\d\d s$/);
    await view.surface.press('Home');
    await until(async () => (await times())[0] === '+0 ms', { what: 'another row to be the zero' });
    expect((await times()).at(-1)).toMatch(/^\+\d\.\d\d s$/);
  });
});
