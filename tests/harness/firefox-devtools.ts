import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { AgentReply, WindowAgent } from './firefox-agents.ts';
import { type KeyStroke, strokeOf } from './keys.ts';
import { expressionOf } from './script.ts';
import { SurfaceBase } from './surface.ts';
import type { DevTools, DockSide, Panel, Point, Script } from './types.ts';

/** Calls a function of the window's agent. */
export type CallAgent = <K extends keyof WindowAgent>(
  name: K,
  ...args: Parameters<WindowAgent[K]>
) => Promise<Awaited<ReturnType<WindowAgent[K]>>>;

/** The real toolbox of a Firefox tab. */
export class FirefoxDevTools implements DevTools {
  readonly context: string;
  private readonly agent: CallAgent;
  private panels: FirefoxPanel[] = [];

  constructor(agent: CallAgent, context: string) {
    this.agent = agent;
    this.context = context;
  }

  async showPanel(title: string): Promise<Panel> {
    const { toolId } = await this.agent('showPanel', this.context, title);
    const panel = new FirefoxPanel(this.agent, this.context, toolId);
    this.panels.push(panel);
    await panel.waitFor(`document.readyState === 'complete'`, { what: `the document of panel ${title}` });
    return panel;
  }

  async dock(side: DockSide): Promise<void> {
    await this.agent('switchHost', this.context, side);
    // The toolbox moved to another document: its extension panels were loaded anew.
    for (const panel of this.panels) {
      await this.agent('attach', this.context, panel.toolId);
      await panel.waitFor(`document.readyState === 'complete'`, { what: 'the document of the panel' });
    }
  }

  screenshot(path?: string): Promise<Buffer> {
    return snapshot(this.agent, null, path);
  }

  async close(): Promise<void> {
    this.panels = [];
    await this.agent('closeToolbox', this.context);
  }
}

export class FirefoxPanel extends SurfaceBase implements Panel {
  readonly toolId: string;
  private readonly agent: CallAgent;
  private readonly context: string;

  constructor(agent: CallAgent, context: string, toolId: string) {
    super();
    this.agent = agent;
    this.context = context;
    this.toolId = toolId;
  }

  async evaluate<R, A extends readonly unknown[] = []>(script: Script<A, R>, ...args: A): Promise<Awaited<R>> {
    const json = await this.call('evaluate', { expression: expressionOf(script, args) });
    return (typeof json === 'string' ? JSON.parse(json) : undefined) as Awaited<R>;
  }

  async show(): Promise<void> {
    await this.agent('selectTool', this.context, this.toolId);
  }

  async hide(): Promise<void> {
    await this.agent('selectTool', this.context, 'webconsole');
  }

  async type(text: string): Promise<void> {
    for (const char of text) await this.stroke(strokeOf(char));
  }

  async press(key: string): Promise<void> {
    await this.stroke(strokeOf(key));
  }

  async chooseFile(path: string, action: () => Promise<void>): Promise<void> {
    await this.agent('answerChooser', resolve(path));
    await action();
  }

  screenshot(path?: string): Promise<Buffer> {
    return snapshot(this.agent, this.toolId, path);
  }

  protected async mouseMove(at: Point, buttonHeld: boolean): Promise<void> {
    await this.call('mouse', { ...at, type: 'mousemove', ...(buttonHeld ? { buttons: 1 } : {}) });
  }

  protected async mouseDown(at: Point, button: 'left' | 'right', count: number): Promise<void> {
    await this.call('mouse', { ...at, type: 'mousedown', button: button === 'left' ? 0 : 2, clickCount: count });
    // The system makes this one out of a real right button; a synthesised one needs it said.
    if (button === 'right') await this.call('mouse', { ...at, type: 'contextmenu', button: 2 });
  }

  protected async mouseUp(at: Point, button: 'left' | 'right', count: number): Promise<void> {
    await this.call('mouse', { ...at, type: 'mouseup', button: button === 'left' ? 0 : 2, clickCount: count });
  }

  protected async mouseWheel(at: Point, dx: number, dy: number): Promise<void> {
    await this.call('wheel', { ...at, deltaX: dx, deltaY: dy, deltaZ: 0, deltaMode: 0 });
  }

  private async stroke({ key, code, modifiers }: KeyStroke): Promise<void> {
    const held = Object.fromEntries(
      (['Alt', 'Control', 'Meta', 'Shift'] as const).map((name) => [
        `${name === 'Control' ? 'ctrl' : name.toLowerCase()}Key`,
        modifiers.includes(name),
      ]),
    );
    await this.call('key', { key, code, printable: [...key].length === 1, ...held });
  }

  private async call(op: string, arg: Readonly<Record<string, unknown>>): Promise<unknown> {
    return okOf(op, await this.agent('call', this.toolId, op, arg));
  }
}

function okOf(op: string, reply: AgentReply): unknown {
  if (reply.error !== undefined) throw new Error(`panel, ${op}: ${reply.error}`);
  return reply.ok;
}

async function snapshot(agent: CallAgent, toolId: string | null, path?: string): Promise<Buffer> {
  const png = Buffer.from(await agent('snapshot', toolId), 'base64');
  if (path !== undefined) await writeFile(path, png);
  return png;
}
