import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { requireBrowser } from './browsers.ts';
import { CdpBrowser } from './cdp.ts';
import { endWithin } from './child.ts';
import { ChromiumDevTools } from './chromium-devtools.ts';
import { ChromiumPage } from './chromium-page.ts';
import { downloadInto } from './downloads.ts';
import type { Browser, DockSide, DownloadedFile, LaunchOptions, Page, Theme } from './types.ts';
import { until, within } from './until.ts';

const START_MS = 60_000;
const CLOSE_MS = 10_000;

/** Switches that keep it quiet and alike everywhere; none of them changes what pages or extensions can do. */
export const quietSwitches: readonly string[] = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-sync',
  '--disable-search-engine-choice-screen',
  '--disable-features=Translate,OptimizationHints,MediaRouter',
  '--password-store=basic',
  '--use-mock-keychain',
];

/** Chromium refuses to sandbox root's processes. */
export const rootSwitches: readonly string[] = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

export function makeChromiumProfile(): string {
  const profile = mkdtempSync(join(tmpdir(), 'sioscope-chromium-'));
  // Developer mode: without it an unpacked extension is off after `chrome.runtime.reload()`.
  mkdirSync(join(profile, 'Default'));
  const preferences = JSON.stringify({ extensions: { ui: { developer_mode: true } } });
  writeFileSync(join(profile, 'Default', 'Preferences'), preferences);
  return profile;
}

/** Starts Chromium with a fresh profile, and with an unpacked extension if one is given. */
export async function launchChromium(options: LaunchOptions = {}): Promise<ChromiumBrowser> {
  const { headless = true, width = 1280, height = 900, args = [], extension } = options;
  const profile = makeChromiumProfile();
  const downloads = mkdtempSync(join(tmpdir(), 'sioscope-downloads-'));
  const cdp = new CdpBrowser(requireBrowser('chromium'), [
    ...quietSwitches,
    ...rootSwitches,
    ...(headless ? ['--headless=new', '--disable-gpu', '--mute-audio'] : []),
    // Lets branded Chrome, which ignores --load-extension, take an extension over the pipe.
    '--enable-unsafe-extension-debugging',
    '--disable-dev-shm-usage',
    '--force-color-profile=srgb',
    `--window-size=${width},${height}`,
    `--user-data-dir=${profile}`,
    ...args,
    'about:blank',
  ]);
  const browser = new ChromiumBrowser(cdp, profile, downloads);
  try {
    await within(browser.start(extension), START_MS, 'Chromium start');
  } catch (error) {
    await browser.close();
    throw error;
  }
  return browser;
}

export class ChromiumBrowser implements Browser {
  readonly name = 'chromium';
  /** For what only the protocol can do. */
  readonly cdp: CdpBrowser;
  /** Of the extension; '' without one. */
  extensionId = '';
  private readonly profile: string;
  private readonly downloads: string;
  private readonly pages: ChromiumPage[] = [];
  private readonly opened: ChromiumDevTools[] = [];
  private theme: Theme = 'light';

  constructor(cdp: CdpBrowser, profile: string, downloads: string) {
    this.cdp = cdp;
    this.profile = profile;
    this.downloads = downloads;
    process.once('exit', this.kill);
  }

  async start(extension: string | undefined): Promise<void> {
    await this.cdp.send('Browser.getVersion');
    await this.cdp.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: this.downloads });
    if (extension !== undefined) await this.installExtension(extension);
  }

  async installExtension(folder: string): Promise<void> {
    const { id } = await this.cdp.send<{ id: string }>('Extensions.loadUnpacked', { path: resolve(folder) });
    this.extensionId = id;
  }

  async newPage(url?: string): Promise<ChromiumPage> {
    const page = await ChromiumPage.open(this.cdp);
    this.pages.push(page);
    await page.setColorScheme(this.theme);
    if (url !== undefined) await page.goto(url);
    return page;
  }

  async openDevTools(page: Page, dock: DockSide = 'bottom'): Promise<ChromiumDevTools> {
    if (!(page instanceof ChromiumPage)) throw new Error('Not a page of this browser');
    const devtools = await ChromiumDevTools.open(this.cdp, page.target.targetId, this.theme);
    this.opened.push(devtools);
    await devtools.dock(dock);
    return devtools;
  }

  async setTheme(theme: Theme): Promise<void> {
    this.theme = theme;
    // Those that were closed meanwhile refuse.
    const all = [
      ...this.pages.map((page) => page.setColorScheme(theme)),
      ...this.opened.map((dt) => dt.setTheme(theme)),
    ];
    await Promise.allSettled(all);
  }

  async stopBackground(): Promise<void> {
    const workers = async (): Promise<string[]> =>
      (await this.cdp.targets()).filter((t) => t.type === 'service_worker').map((t) => t.targetId);
    const before = await workers();
    const { targetId } = await this.cdp.send<{ targetId: string }>('Target.createTarget', {
      url: 'about:blank',
      background: true,
    });
    const helper = await this.cdp.attach(targetId);
    await helper.send('ServiceWorker.enable');
    await helper.send('ServiceWorker.stopAllWorkers');
    // One that is woken again at once is a new target.
    await until(async () => !(await workers()).some((id) => before.includes(id)), {
      what: 'the service worker to stop',
    });
    await this.cdp.send('Target.closeTarget', { targetId });
  }

  download(action: () => Promise<void>): Promise<DownloadedFile> {
    return downloadInto(this.downloads, action);
  }

  async close(): Promise<void> {
    // Its answer may get lost in the end that it asks for.
    this.cdp.send('Browser.close').catch(() => undefined);
    await endWithin(this.cdp.process, CLOSE_MS);
    process.off('exit', this.kill);
    for (const folder of [this.profile, this.downloads])
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  private readonly kill = (): void => {
    this.cdp.process.kill('SIGKILL');
  };
}
