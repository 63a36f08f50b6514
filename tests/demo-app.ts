/** The demo as the tests use it: its server, a page of it, and the inspector's view on that page. */
import { type Demo, startDemo } from '../examples/demo/server.ts';
import type { BrowserUnderTest } from './harness/all.ts';
import type { Browser, DevTools, LaunchOptions, Page, Panel } from './harness/types.ts';
import { type RowPattern, type ShownRow, View } from './harness/view.ts';

export const PANEL = 'Sioscope';

/** A demo server and a browser, with what tests open in it and `afterEach` closes. */
export class DemoBench {
  readonly demo: Demo;
  readonly browser: Browser;
  private opened: (() => Promise<void>)[] = [];

  private constructor(demo: Demo, browser: Browser) {
    this.demo = demo;
    this.browser = browser;
  }

  static async start({ launch }: BrowserUnderTest, options: LaunchOptions = {}): Promise<DemoBench> {
    const demo = await startDemo({ port: 0 });
    try {
      const browser = await launch({ width: 1400, height: 1200, ...options });
      // Closing its last tab would end the browser.
      await browser.newPage();
      return new DemoBench(demo, browser);
    } catch (error) {
      await demo.close();
      throw error;
    }
  }

  /** Opens the demo and waits until it has upgraded to WebSocket; without the overlay unless asked. */
  async page(options: { readonly overlay?: boolean } = {}): Promise<Page> {
    const page = await this.browser.newPage(`${this.demo.url}/${options.overlay ? '' : '?overlay=off'}`);
    this.opened.unshift(() => page.close());
    await upgraded(page);
    return page;
  }

  async panel(page: Page): Promise<OpenPanel> {
    const devtools = await this.browser.openDevTools(page);
    this.opened.unshift(() => devtools.close());
    const panel = await devtools.showPanel(PANEL);
    return { devtools, panel, view: View.inPanel(panel) };
  }

  /** Closes what was opened, the last first. */
  async tidy(): Promise<void> {
    const closers = this.opened;
    this.opened = [];
    for (const close of closers) await close();
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.demo.close();
  }
}

export interface OpenPanel {
  readonly devtools: DevTools;
  readonly panel: Panel;
  readonly view: View;
}

export async function upgraded(page: Page): Promise<void> {
  await page.waitFor(`document.getElementById('transport')?.textContent === 'websocket'`, {
    what: 'the demo to be connected by WebSocket',
  });
}

/** The demo's button with this `data-testid`. */
export async function push(page: Page, testId: string): Promise<void> {
  await page.click(`[data-testid="${testId}"]`);
}

/** Stops what comes by itself, so that two readings of the list can be compared. */
export async function pauseTicker(page: Page, view: View): Promise<void> {
  await push(page, 'pause-ticker');
  await view.row({ name: 'ticker:stop' });
}

/** What two views on one log must have in common; row numbers and ages are each view's own. */
export function comparable(rows: readonly ShownRow[]): unknown[] {
  return rows.map(({ kind, dir, ack, name, preview, nsp, size, time }) => [
    time,
    dir,
    kind,
    name,
    preview,
    nsp,
    ack,
    size,
  ]);
}

export async function countOf(view: View, pattern: RowPattern): Promise<number> {
  return (await view.find(pattern)).length;
}
