/**
 * Two functions that are sent to Firefox as their text: BiDi reaches tabs and the browser's own window, not an extension's
 * panel (its document is in no tab). So one agent runs in the browser's window, and it puts the other into the panel's
 * process as a frame script. Nothing outside of a function is seen in it. Names of Firefox's own modules as in version 153.
 */

interface MessageManager {
  addMessageListener(name: string, listener: (message: { readonly data: AgentReply }) => void): void;
  sendAsyncMessage(name: string, data: unknown): void;
  loadFrameScript(url: string, allowDelayed: boolean): void;
}

interface XulBrowser extends Element {
  readonly messageManager: MessageManager;
  readonly currentURI: { readonly spec: string };
  readonly browsingContext: BrowsingContext;
}

interface BrowsingContext {
  readonly currentWindowGlobal: {
    drawSnapshot(rect: null, scale: number, background: string): Promise<ImageBitmap>;
  };
}

interface Toolbox {
  readonly doc: Document;
  getAdditionalTools(): { readonly id: string; readonly extensionId?: string; readonly label: string }[];
  selectTool(id: string): Promise<unknown>;
  switchHost(host: string): Promise<unknown>;
  destroy(): Promise<unknown>;
}

interface AgentRequest {
  readonly id: number;
  readonly op: string;
  readonly arg: Readonly<Record<string, unknown>>;
}

export interface AgentReply {
  readonly id: number;
  readonly ok?: unknown;
  readonly error?: string;
}

/** What the window's agent offers, as `__sioscope` in the browser's window. */
export interface WindowAgent {
  openToolbox(context: string, host: string): Promise<true>;
  showPanel(context: string, label: string): Promise<{ readonly toolId: string; readonly url: string }>;
  attach(context: string, toolId: string): Promise<{ readonly toolId: string; readonly url: string }>;
  selectTool(context: string, toolId: string): Promise<true>;
  switchHost(context: string, host: string): Promise<true>;
  closeToolbox(context: string): Promise<true>;
  call(toolId: string, op: string, arg: unknown): Promise<AgentReply>;
  /** The next file chooser, of whatever document, is answered with this file instead of being shown. */
  answerChooser(path: string): Promise<true>;
  /** Base64 PNG of a panel, or of the whole window. */
  snapshot(toolId: string | null): Promise<string>;
  stopBackground(extensionId: string): Promise<true>;
}

interface Registrar {
  contractIDToCID(contract: string): unknown;
  registerFactory(cid: unknown, name: string, contract: string, factory: unknown): void;
  unregisterFactory(cid: unknown, factory: unknown): void;
}

declare const ChromeUtils: {
  importESModule(url: string): Record<string, never>;
  generateQI(interfaces: readonly string[]): (iid: unknown) => unknown;
};
declare const Cu: {
  Sandbox: new (principal: unknown, options: unknown) => object;
  evalInSandbox(code: string, sandbox: object): unknown;
};
declare const Components: { readonly manager: { QueryInterface(iid: unknown): Registrar } };
declare const Ci: { nsIComponentRegistrar: unknown; nsIFile: unknown; nsIFilePicker: { returnOK: unknown } };
declare const Cc: Record<string, { createInstance(iid: unknown): { initWithPath(path: string): void } }>;
declare const Services: { readonly uuid: { generateUUID(): unknown } };
declare const content: Window & typeof globalThis;
declare const gBrowser: { selectedTab: unknown; getTabForBrowser(browser: unknown): unknown };
declare function addMessageListener(name: string, listener: (message: { readonly data: AgentRequest }) => void): void;
declare function sendAsyncMessage(name: string, data: unknown): void;
declare const WebExtensionPolicy: {
  getByID(id: string): { readonly extension: { terminateBackground(options?: unknown): Promise<void> } } | null;
};

/** In the panel's process: evaluation and trusted input. */
export function panelAgent(): void {
  const { event } = ChromeUtils.importESModule('chrome://remote/content/shared/webdriver/Event.sys.mjs') as unknown as {
    event: {
      synthesizeMouseAtPoint(x: number, y: number, options: unknown, window: Window): Promise<unknown>;
      synthesizeWheelAtPoint(x: number, y: number, options: unknown, window: Window): Promise<unknown>;
      sendSingleKey(key: unknown, window: Window): void;
    };
  };
  const ops: Record<string, (arg: Readonly<Record<string, unknown>>) => unknown> = {
    async evaluate({ expression }) {
      // A sandbox of our own: the page's CSP forbids eval, the sandbox sees the page's globals unwrapped.
      const sandbox = new Cu.Sandbox(content, { sandboxPrototype: content, wantXrays: false, sameZoneAs: content });
      return JSON.stringify(await Cu.evalInSandbox(String(expression), sandbox));
    },
    mouse: ({ x, y, ...options }) => event.synthesizeMouseAtPoint(Number(x), Number(y), options, content),
    wheel: ({ x, y, ...options }) => event.synthesizeWheelAtPoint(Number(x), Number(y), options, content),
    key: (key) => event.sendSingleKey(key, content),
  };
  addMessageListener('sioscope:request', async ({ data: { id, op, arg } }) => {
    try {
      sendAsyncMessage('sioscope:reply', { id, ok: await ops[op]!(arg) });
    } catch (error) {
      sendAsyncMessage('sioscope:reply', { id, error: String(error) });
    }
  });
  sendAsyncMessage('sioscope:reply', { id: 0, ok: true });
}

/** In the browser's own window, with the system's rights. */
export function windowAgent(panelAgentSource: string): true {
  const load = (url: string): Record<string, unknown> => ChromeUtils.importESModule(url);
  const { require: requireDevTools } = load('resource://devtools/shared/loader/Loader.sys.mjs') as {
    require(name: string): {
      gDevTools: { showToolboxForTab(tab: unknown, options: unknown): Promise<Toolbox> };
    };
  };
  const { NavigableManager } = load('chrome://remote/content/shared/NavigableManager.sys.mjs') as {
    NavigableManager: { getBrowserById(id: string): unknown };
  };
  const { gDevTools } = requireDevTools('devtools/client/framework/devtools');
  const toolboxes = new Map<string, Toolbox>();
  const panels = new Map<string, XulBrowser>();
  const pending = new Map<number, (reply: AgentReply) => void>();
  let lastId = 0;

  const wait = async <T>(what: string, condition: () => T | undefined | null | false): Promise<T> => {
    const end = Date.now() + 30_000;
    for (;;) {
      let value: T | undefined | null | false;
      try {
        value = condition();
      } catch {
        value = undefined;
      }
      if (value) return value;
      if (Date.now() > end) throw new Error(`Waited in vain for ${what}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  };
  const toolboxOf = (context: string): Toolbox => {
    const toolbox = toolboxes.get(context);
    if (!toolbox) throw new Error('No toolbox is open for this tab');
    return toolbox;
  };
  const request = (toolId: string, op: string, arg: unknown): Promise<AgentReply> => {
    const id = ++lastId;
    return new Promise((resolve) => {
      pending.set(id, resolve);
      panels.get(toolId)!.messageManager.sendAsyncMessage('sioscope:request', { id, op, arg });
    });
  };

  const agent: WindowAgent = {
    async openToolbox(context, host) {
      const tab = gBrowser.getTabForBrowser(NavigableManager.getBrowserById(context));
      gBrowser.selectedTab = tab;
      toolboxes.set(context, await gDevTools.showToolboxForTab(tab, { toolId: 'webconsole', hostType: host }));
      return true;
    },
    async showPanel(context, label) {
      const toolbox = toolboxOf(context);
      const tool = await wait(`a panel named ${label}`, () =>
        toolbox.getAdditionalTools().find((t) => t.label === label),
      );
      await toolbox.selectTool(tool.id);
      return agent.attach(context, tool.id);
    },
    async attach(context, toolId) {
      const browser = await wait("the panel's document", () => {
        const frame = toolboxOf(context).doc.getElementById(
          `toolbox-panel-iframe-${toolId}`,
        ) as HTMLIFrameElement | null;
        const found = frame?.contentDocument?.querySelector('browser') as XulBrowser | null | undefined;
        return found?.currentURI.spec.startsWith('moz-extension:') ? found : undefined;
      });
      if (panels.get(toolId) !== browser) {
        panels.set(toolId, browser);
        await new Promise<void>((resolve) => {
          browser.messageManager.addMessageListener('sioscope:reply', ({ data }) => {
            if (data.id === 0) resolve();
            pending.get(data.id)?.(data);
            pending.delete(data.id);
          });
          const source = `data:application/javascript,${encodeURIComponent(`(${panelAgentSource})()`)}`;
          browser.messageManager.loadFrameScript(source, false);
        });
      }
      return { toolId, url: browser.currentURI.spec };
    },
    async selectTool(context, toolId) {
      await toolboxOf(context).selectTool(toolId);
      return true;
    },
    async switchHost(context, host) {
      await toolboxOf(context).switchHost(host);
      return true;
    },
    async closeToolbox(context) {
      await toolboxOf(context).destroy();
      toolboxes.delete(context);
      return true;
    },
    call: request,
    // As Firefox's own FilePickerHandler.sys.mjs dismisses choosers for WebDriver: a component in place of the real one.
    async answerChooser(path) {
      const registrar = Components.manager.QueryInterface(Ci.nsIComponentRegistrar);
      const contract = '@mozilla.org/filepicker;1';
      const original = registrar.contractIDToCID(contract);
      const mine = Services.uuid.generateUUID();
      const file = Cc['@mozilla.org/file/local;1']!.createInstance(Ci.nsIFile);
      file.initWithPath(path);
      const picker = {
        file,
        displayDirectory: null,
        init() {},
        appendFilters() {},
        appendFilter() {},
        appendRawFilter() {},
        open(callback: { done(result: unknown): void }) {
          registrar.unregisterFactory(mine, factory);
          registrar.registerFactory(original, '', contract, null);
          callback.done(Ci.nsIFilePicker.returnOK);
        },
        QueryInterface: ChromeUtils.generateQI(['nsIFilePicker']),
      };
      const factory = {
        createInstance: (iid: unknown) => picker.QueryInterface(iid),
        QueryInterface: ChromeUtils.generateQI(['nsIFactory']),
      };
      registrar.registerFactory(mine, 'Sioscope test chooser', contract, factory);
      return true;
    },
    async snapshot(toolId) {
      const own = (window as unknown as { browsingContext: BrowsingContext }).browsingContext;
      const context = toolId === null ? own : panels.get(toolId)!.browsingContext;
      const bitmap = await context.currentWindowGlobal.drawSnapshot(null, 1, 'white');
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      canvas.getContext('2d')!.drawImage(bitmap, 0, 0);
      bitmap.close();
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
      return (bytes as unknown as { toBase64(): string }).toBase64();
    },
    async stopBackground(extensionId) {
      const policy = WebExtensionPolicy.getByID(extensionId);
      if (!policy) throw new Error(`No extension ${extensionId}`);
      await policy.extension.terminateBackground();
      return true;
    },
  };
  (globalThis as unknown as { __sioscope: WindowAgent }).__sioscope = agent;
  return true;
}
