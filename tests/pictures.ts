/**
 * Pictures of the panel, the overlay and the viewer on the demo, in every state worth looking at, light and dark, wide and
 * narrow: `npm run pictures`. They go to `artifacts/pictures`; no test reads them, people do.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DemoBench, push } from './demo-app.ts';
import { browsers } from './harness/all.ts';
import type { DockSide, Page, Theme } from './harness/types.ts';
import { View } from './harness/view.ts';

const FOLDER = 'artifacts/pictures';
mkdirSync(FOLDER, { recursive: true });
const file = (name: string): string => join(FOLDER, `${name}.png`);

/** Uses the demo as a visitor would: rooms, requests, files, namespaces. */
async function use(page: Page): Promise<void> {
  for (const button of [
    'ask-fast',
    'ask-slow',
    'ask-never',
    'upload',
    'download',
    'connect-admin',
    'connect-forbidden',
  ])
    await push(page, button);
  await page.waitFor(`document.querySelectorAll('#rooms button, #rooms input').length > 0`);
  await page.click('#rooms input, #rooms button');
  await page.waitFor(`!document.getElementById('chat-text').disabled`);
  await page.click('#chat-text');
  await page.type('Hello there');
  await page.press('Enter');
}

const only = new Set(process.argv.slice(2));
for (const underTest of browsers) {
  if (only.size > 0 && !only.has(underTest.name)) continue;
  const bench = await DemoBench.start(underTest, { extension: underTest.extension, width: 1280, height: 1000 });
  try {
    for (const theme of ['light', 'dark'] as Theme[]) {
      await bench.browser.setTheme(theme);
      const name = (state: string): string => file(`${underTest.name}-${theme}-${state}`);
      const empty = await bench.browser.newPage(`${bench.demo.url}/nothing-here`);
      const none = await bench.panel(empty);
      await none.panel.screenshot(name('panel-empty'));
      await bench.tidy();
      await empty.close();

      const page = await bench.page();
      const { devtools, panel, view } = await bench.panel(page);
      await use(page);
      const emit = await view.row({ name: 'file:upload', ack: 'answered' });
      await panel.screenshot(name('panel-busy'));
      await view.select(emit);
      await view.filter('');
      await panel.screenshot(name('panel-detail'));
      await view.click('session');
      await panel.screenshot(name('panel-session'));
      await push(page, 'drop');
      await view.surface.waitForSelector(`${view.hook('session')}[data-session="1"][data-state="open"]`);
      await panel.screenshot(name('panel-reconnected'));
      for (const side of ['right', 'bottom'] as DockSide[]) {
        await devtools.dock(side);
        await view.surface.waitForSelector(view.hook('row'));
        await panel.screenshot(name(`panel-docked-${side}`));
      }
      for (const tab of ['events', 'acks', 'rooms', 'sessions']) {
        await view.click(`tab-${tab}`);
        await panel.screenshot(name(`panel-${tab}`));
      }
      await view.click('tab-timeline');
      await view.filter('nothing like this');
      await panel.screenshot(name('panel-no-match'));
      await bench.tidy();

      const own = await bench.page({ overlay: true });
      const overlay = View.inOverlay(own);
      await use(own);
      const row = await overlay.row({ name: 'file:upload', ack: 'answered' });
      await own.screenshot(name('overlay'));
      await overlay.select(row);
      await own.screenshot(name('overlay-detail'));
      await overlay.click('tab-rooms');
      await own.screenshot(name('overlay-rooms'));
      await bench.tidy();
    }
    if (underTest.name === 'chromium') {
      const viewer = await bench.browser.newPage(`file://${resolve('dist/viewer/index.html')}`);
      await viewer.screenshot(file('viewer-empty'));
      await viewer.close();
    }
  } finally {
    await bench.tidy();
    await bench.stop();
  }
}
