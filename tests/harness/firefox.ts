/**
 * Real Firefox (128 or newer; used with 153) over WebDriver BiDi, no driver program needed. `--remote-allow-system-access` opens the
 * browser's own window to BiDi, and through it the toolbox and the panels in it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Bidi } from './bidi.ts';
import { requireBrowser } from './browsers.ts';
import { ended, endWithin } from './child.ts';
import { downloadInto } from './downloads.ts';
import { panelAgent, type WindowAgent, windowAgent } from './firefox-agents.ts';
import { type CallAgent, FirefoxDevTools } from './firefox-devtools.ts';
import { FirefoxPage } from './firefox-page.ts';
import { offlinePrefs, quietPrefs, testPrefs, userJs } from './firefox-prefs.ts';
import { expressionOf } from './script.ts';
import type { Browser, DockSide, DownloadedFile, LaunchOptions, Page, Theme } from './types.ts';
import { within } from './until.ts';

// Launch alone took 20 s on a machine at load 50.
const START_MS = 90_000;
const CLOSE_MS = 10_000;

interface Contexts {
  readonly contexts: readonly { readonly context: string }[];
}

/** Starts Firefox with a fresh profile, and with an unpacked extension if one is given. */
export async function launchFirefox(options: LaunchOptions = {}): Promise<FirefoxBrowser> {
  const { headless = true, width = 1280, height = 900, prefs = {}, extension } = options;
  const profile = mkdtempSync(join(tmpdir(), 'sioscope-firefox-'));
  const downloads = mkdtempSync(join(tmpdir(), 'sioscope-downloads-'));
  const downloadPrefs = {
    'browser.download.folderList': 2,
    'browser.download.dir': downloads,
    'browser.download.useDownloadDir': true,
  };
  const all = { ...offlinePrefs, ...quietPrefs, ...testPrefs, ...downloadPrefs, ...prefs };
  writeFileSync(join(profile, 'user.js'), userJs(all));
  const switches = [
    '--no-remote',
    '--profile',
    profile,
    '--remote-debugging-port',
    '0',
    '--remote-allow-system-access',
  ];
  const child = spawn(requireBrowser('firefox'), [...(headless ? ['--headless'] : []), ...switches, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      // Headless runs as root or in a container may have a home that Firefox can't use.
      ...(headless ? { HOME: profile } : {}),
      MOZ_CRASHREPORTER_DISABLE: '1',
      MOZ_DISABLE_AUTO_SAFE_MODE: '1',
      // Without it release builds ignore `services.settings.server` and make some fourteen look-ups at start.
      MOZ_REMOTE_SETTINGS_DEVTOOLS: '1',
      MOZ_HEADLESS_WIDTH: String(width),
      MOZ_HEADLESS_HEIGHT: String(height),
    },
  });
  const browser = new FirefoxBrowser(child, [profile, downloads], downloads);
  try {
    await within(browser.start(extension), START_MS, 'Firefox start');
  } catch (error) {
    await browser.close();
    throw error;
  }
  return browser;
}

export class FirefoxBrowser implements Browser {
  readonly name = 'firefox';
  /** Of the extension; '' without one. */
  extensionId = '';
  readonly process: ChildProcess;
  private readonly folders: readonly string[];
  private readonly downloads: string;
  private bidi: Bidi | undefined;
  private window = '';
  /** The tab that Firefox starts with, given out as the first new page. */
  private firstTab: string | undefined;

  constructor(child: ChildProcess, folders: readonly string[], downloads: string) {
    this.process = child;
    this.folders = folders;
    this.downloads = downloads;
    process.once('exit', this.kill);
  }

  async start(extension: string | undefined): Promise<void> {
    const bidi = await Bidi.connect(await this.address());
    this.bidi = bidi;
    const windows = await bidi.send<Contexts>('browsingContext.getTree', { 'moz:scope': 'chrome', maxDepth: 0 });
    this.window = windows.contexts[0]!.context;
    const tabs = await bidi.send<Contexts>('browsingContext.getTree', { maxDepth: 0 });
    this.firstTab = tabs.contexts[0]!.context;
    // The agent's own text has an argument too: the other agent's text.
    await this.chrome(expressionOf(windowAgent, [String(panelAgent)]));
    if (extension !== undefined) await this.installExtension(extension);
  }

  async installExtension(folder: string): Promise<void> {
    const extensionData = { type: 'path', path: resolve(folder) };
    const { extension } = await this.session.send<{ extension: string }>('webExtension.install', { extensionData });
    this.extensionId = extension;
  }

  /** Runs an expression in the browser's own window, with the system's rights. */
  chrome<R>(expression: string): Promise<Awaited<R>> {
    return this.session.evaluate<R, []>(this.window, expression, []);
  }

  async setPref(name: string, value: string | number): Promise<void> {
    const kind = typeof value === 'string' ? 'String' : 'Int';
    await this.chrome(`Services.prefs.set${kind}Pref(${JSON.stringify(name)}, ${JSON.stringify(value)})`);
  }

  async newPage(url?: string): Promise<FirefoxPage> {
    const first = this.firstTab;
    this.firstTab = undefined;
    const context =
      first ?? (await this.session.send<{ context: string }>('browsingContext.create', { type: 'tab' })).context;
    const page = new FirefoxPage(this.session, context, (path) => this.agent('answerChooser', path));
    if (url !== undefined) await page.goto(url);
    return page;
  }

  async openDevTools(page: Page, dock: DockSide = 'bottom'): Promise<FirefoxDevTools> {
    if (!(page instanceof FirefoxPage)) throw new Error('Not a page of this browser');
    await this.agent('openToolbox', page.context, dock);
    return new FirefoxDevTools(this.agent, page.context);
  }

  async setTheme(theme: Theme): Promise<void> {
    await this.setPref('devtools.theme', theme);
    await this.setPref('layout.css.prefers-color-scheme.content-override', theme === 'dark' ? 0 : 1);
  }

  async stopBackground(): Promise<void> {
    await this.agent('stopBackground', this.extensionId);
  }

  download(action: () => Promise<void>): Promise<DownloadedFile> {
    return downloadInto(this.downloads, action);
  }

  async close(): Promise<void> {
    if (this.bidi) this.bidi.send('browser.close').catch(() => undefined);
    else this.kill();
    await endWithin(this.process, CLOSE_MS);
    process.off('exit', this.kill);
    this.bidi?.close();
    for (const folder of this.folders)
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  private readonly agent: CallAgent = (name, ...args) => {
    const list = args.map((arg: unknown) => JSON.stringify(arg)).join(', ');
    return this.chrome<Awaited<ReturnType<WindowAgent[typeof name]>>>(`__sioscope.${name}(${list})`) as never;
  };

  private get session(): Bidi {
    if (!this.bidi) throw new Error('Firefox has not started');
    return this.bidi;
  }

  /** Firefox says it on its standard error. */
  private address(): Promise<string> {
    return new Promise((resolve, reject) => {
      let said = '';
      this.process.stderr?.on('data', (chunk: Buffer) => {
        if (said.length < 100_000) said += String(chunk);
        const found = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said);
        if (found) resolve(found[1]!);
      });
      this.process.once('error', reject);
      void ended(this.process).then(() => reject(new Error(`Firefox ended before it was ready:\n${said}`)));
    });
  }

  private readonly kill = (): void => {
    this.process.kill('SIGKILL');
  };
}
