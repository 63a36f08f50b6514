import type { CdpBrowser, CdpTarget } from './cdp.ts';
import { ChromiumSurface } from './chromium-surface.ts';
import type { Page } from './types.ts';
import { until, within } from './until.ts';

const LOAD_MS = 60_000;

interface History {
  readonly currentIndex: number;
  readonly entries: readonly { readonly id: number }[];
}

/** A tab. */
export class ChromiumPage extends ChromiumSurface implements Page {
  private readonly browser: CdpBrowser;

  private constructor(browser: CdpBrowser, target: CdpTarget) {
    super(target);
    this.browser = browser;
  }

  static async open(browser: CdpBrowser): Promise<ChromiumPage> {
    const { targetId } = await browser.send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
    const target = await browser.attach(targetId);
    await target.send('Page.enable');
    return new ChromiumPage(browser, target);
  }

  async goto(url: string): Promise<void> {
    const { event, stop } = this.target.next('Page.loadEventFired');
    try {
      const { errorText, loaderId } = await this.target.send<{ errorText?: string; loaderId?: string }>(
        'Page.navigate',
        { url },
      );
      if (errorText) throw new Error(`${url}: ${errorText}`);
      // No loader: a navigation inside the document (a fragment), which loads nothing.
      if (loaderId !== undefined) await within(event, LOAD_MS, `load of ${url}`);
    } finally {
      stop();
    }
  }

  async reload(): Promise<void> {
    const { event, stop } = this.target.next('Page.loadEventFired');
    try {
      await this.target.send('Page.reload');
      await within(event, LOAD_MS, 'reload');
    } finally {
      stop();
    }
  }

  back(): Promise<void> {
    return this.travel(-1);
  }

  forward(): Promise<void> {
    return this.travel(1);
  }

  url(): Promise<string> {
    return this.evaluate<string>('location.href');
  }

  async activate(): Promise<void> {
    await this.target.send('Page.bringToFront');
  }

  async close(): Promise<void> {
    await this.browser.send('Target.closeTarget', { targetId: this.target.targetId });
  }

  /** A page out of the back/forward cache fires no `load`, so the commit is awaited, then the document. */
  private async travel(by: number): Promise<void> {
    const { currentIndex, entries } = await this.target.send<History>('Page.getNavigationHistory');
    const entry = entries[currentIndex + by];
    if (!entry) throw new Error('No such page in the history');
    const { event, stop } = this.target.next(
      'Page.frameNavigated',
      ({ frame }) => !(frame as { parentId?: string }).parentId,
    );
    try {
      await this.target.send('Page.navigateToHistoryEntry', { entryId: entry.id });
      await within(event, LOAD_MS, 'history navigation');
    } finally {
      stop();
    }
    await until(() => this.evaluate<boolean>(`document.readyState === 'complete'`), { what: 'the document' });
  }
}
