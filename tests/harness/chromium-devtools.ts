/**
 * The real DevTools of a Chromium tab, headless too. `Target.openDevTools` opens them docked and answers with the `devtools://`
 * target; the frontend's own functions show a panel; an extension's panel is a target of type `iframe` below it (seen with
 * Chromium 156).
 */
import type { CdpBrowser, CdpTarget } from './cdp.ts';
import { ChromiumSurface, capture } from './chromium-surface.ts';
import type { DevTools, DockSide, Panel, Point, Theme } from './types.ts';
import { until } from './until.ts';

// Strings, never functions: Vitest rewrites `import()` in test code.
const importUi = `import('./ui/legacy/legacy.js')`;
const importCommon = `import('./core/common/common.js')`;
const VIEW = 'chrome-extension://';

interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export class ChromiumDevTools implements DevTools {
  readonly frontend: CdpTarget;
  private readonly browser: CdpBrowser;
  private theme: Theme;
  private panels: ChromiumPanel[] = [];

  private constructor(browser: CdpBrowser, frontend: CdpTarget, theme: Theme) {
    this.browser = browser;
    this.frontend = frontend;
    this.theme = theme;
  }

  static async open(browser: CdpBrowser, pageTargetId: string, theme: Theme): Promise<ChromiumDevTools> {
    const opened = await browser.send<{ targetId: string }>('Target.openDevTools', { targetId: pageTargetId });
    const frontend = await browser.attach(opened.targetId);
    await until(() => frontend.evaluate<boolean>('!!globalThis.InspectorFrontendAPI?.showPanel && !!globalThis.UI'), {
      what: 'the DevTools to be ready',
    });
    const devtools = new ChromiumDevTools(browser, frontend, theme);
    await devtools.setTheme(theme);
    return devtools;
  }

  async showPanel(title: string): Promise<Panel> {
    const view = await this.viewOf(title);
    const before = new Set((await this.browser.targets()).map(({ targetId }) => targetId));
    await this.show(view);
    const origin = view.slice(0, VIEW.length + 32);
    const info = await until(
      async () =>
        (await this.browser.targets()).find(
          ({ targetId, type, parentId, url }) =>
            type === 'iframe' &&
            parentId === this.frontend.targetId &&
            url.startsWith(`${origin}/`) &&
            !before.has(targetId),
        ),
      { what: `the document of panel ${title}` },
    );
    const target = await this.browser.attach(info!.targetId);
    const panel = new ChromiumPanel(this, target, view, info!.url);
    this.panels.push(panel);
    await panel.setColorScheme(this.theme);
    await panel.waitFor(`document.readyState === 'complete'`, { what: `the document of panel ${title}` });
    return panel;
  }

  async dock(side: DockSide): Promise<void> {
    const state = side === 'window' ? 'undocked' : side;
    await this.frontend.evaluate(
      `${importUi}.then((UI) => UI.DockController.DockController.instance().setDockSide(${JSON.stringify(state)}))`,
    );
  }

  /** The DevTools' own setting for their chrome and `panels.themeName`, and the media feature for the documents. */
  async setTheme(theme: Theme): Promise<void> {
    this.theme = theme;
    const value = theme === 'dark' ? 'dark' : 'default';
    await this.frontend.evaluate(
      `${importCommon}.then((Common) => Common.Settings.Settings.instance().moduleSetting('ui-theme').set('${value}'))`,
    );
    const features = [{ name: 'prefers-color-scheme', value: theme }];
    await this.frontend.send('Emulation.setEmulatedMedia', { features });
    for (const panel of this.panels) await panel.setColorScheme(theme);
  }

  screenshot(path?: string): Promise<Buffer> {
    return capture(this.frontend, path);
  }

  async close(): Promise<void> {
    await this.browser.send('Target.closeTarget', { targetId: this.frontend.targetId });
    await until(async () => !(await this.browser.targets()).some((t) => t.targetId === this.frontend.targetId), {
      what: 'the DevTools to close',
    });
  }

  async show(view: string): Promise<void> {
    await this.frontend.evaluate((id: string) => {
      (
        globalThis as unknown as { InspectorFrontendAPI: { showPanel(id: string): void } }
      ).InspectorFrontendAPI.showPanel(id);
    }, view);
  }

  /** Views of extensions are named by origin and title without white space. */
  private async viewOf(title: string): Promise<string> {
    const end = JSON.stringify(title.replace(/\s/g, ''));
    const expression = `${importUi}.then((UI) => [...UI.ViewManager.ViewManager.instance().views.keys()]
      .find((id) => id.startsWith('${VIEW}') && id.endsWith(${end})) ?? null)`;
    const view = await until(() => this.frontend.evaluate<string | null>(expression), {
      what: `a panel named ${title}`,
    });
    return view!;
  }
}

export class ChromiumPanel extends ChromiumSurface implements Panel {
  private readonly devtools: ChromiumDevTools;
  private readonly view: string;
  private readonly address: string;

  constructor(devtools: ChromiumDevTools, target: CdpTarget, view: string, address: string) {
    super(target);
    this.devtools = devtools;
    this.view = view;
    this.address = address;
  }

  show(): Promise<void> {
    return this.devtools.show(this.view);
  }

  hide(): Promise<void> {
    return this.devtools.show('console');
  }

  override async screenshot(path?: string): Promise<Buffer> {
    return capture(this.devtools.frontend, path, await this.box());
  }

  protected override async mouseTarget(): Promise<{ readonly target: CdpTarget; readonly origin: Point }> {
    return { target: this.devtools.frontend, origin: await this.box() };
  }

  /** Where the panel's frame is in the DevTools, several shadow roots deep. */
  private async box(): Promise<Box> {
    const find = `(() => {
      const search = (root) => {
        for (const element of root.querySelectorAll('*')) {
          if (element.localName === 'iframe' && element.src.startsWith(${JSON.stringify(this.address.split('#')[0])})) {
            const { x, y, width, height } = element.getBoundingClientRect();
            if (width > 0) return { x, y, width, height };
          }
          const inside = element.shadowRoot && search(element.shadowRoot);
          if (inside) return inside;
        }
        return null;
      };
      return search(document);
    })()`;
    const box = await until(() => this.devtools.frontend.evaluate<Box | null>(find), {
      what: 'the panel to be visible',
    });
    return box!;
  }
}
