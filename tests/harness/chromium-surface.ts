import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CdpTarget } from './cdp.ts';
import { type KeyStroke, type Modifier, strokeOf } from './keys.ts';
import { SurfaceBase } from './surface.ts';
import type { Point, Script, Theme } from './types.ts';
import { within } from './until.ts';

const CHOOSER_MS = 15_000;

/** Bits of `Input.dispatchKeyEvent`. */
const modifierBits: Record<Modifier, number> = { Alt: 1, Control: 2, Meta: 4, Shift: 8 };

/** A document in Chromium. Its mouse may belong to another target: a frame's input goes through its top document. */
export class ChromiumSurface extends SurfaceBase {
  /** The session with the document; another one after the document moved. */
  target: CdpTarget;

  constructor(target: CdpTarget) {
    super();
    this.target = target;
  }

  evaluate<R, A extends readonly unknown[] = []>(script: Script<A, R>, ...args: A): Promise<Awaited<R>> {
    return this.target.evaluate(script, ...args);
  }

  /** The target that takes the mouse, and where this document's top left corner is in it. */
  protected async mouseTarget(): Promise<{ readonly target: CdpTarget; readonly origin: Point }> {
    return { target: this.target, origin: { x: 0, y: 0 } };
  }

  async type(text: string): Promise<void> {
    for (const char of text) await this.stroke(strokeOf(char), char);
  }

  async press(key: string): Promise<void> {
    const stroke = strokeOf(key);
    await this.stroke(stroke, stroke.text);
  }

  async chooseFile(path: string, action: () => Promise<void>): Promise<void> {
    const { event, stop } = this.target.next('Page.fileChooserOpened');
    await this.target.send('Page.enable');
    await this.target.send('Page.setInterceptFileChooserDialog', { enabled: true });
    try {
      await action();
      const { backendNodeId } = await within(event, CHOOSER_MS, 'the file chooser');
      await this.target.send('DOM.setFileInputFiles', { backendNodeId, files: [resolve(path)] });
    } finally {
      stop();
      await this.target.send('Page.setInterceptFileChooserDialog', { enabled: false });
    }
  }

  async screenshot(path?: string): Promise<Buffer> {
    return capture(this.target, path);
  }

  /** `prefers-color-scheme` of this document alone. */
  async setColorScheme(theme: Theme): Promise<void> {
    const features = [{ name: 'prefers-color-scheme', value: theme }];
    await this.target.send('Emulation.setEmulatedMedia', { features });
  }

  protected async mouseMove(at: Point, buttonHeld: boolean): Promise<void> {
    const held = buttonHeld ? { button: 'left', buttons: 1 } : { button: 'none', buttons: 0 };
    await this.mouse('mouseMoved', at, held);
  }

  protected async mouseDown(at: Point, button: 'left' | 'right', count: number): Promise<void> {
    await this.mouse('mousePressed', at, { button, buttons: button === 'left' ? 1 : 2, clickCount: count });
  }

  protected async mouseUp(at: Point, button: 'left' | 'right', count: number): Promise<void> {
    await this.mouse('mouseReleased', at, { button, buttons: 0, clickCount: count });
  }

  protected async mouseWheel(at: Point, dx: number, dy: number): Promise<void> {
    await this.mouse('mouseWheel', at, { deltaX: dx, deltaY: dy });
  }

  private async mouse(type: string, at: Point, more: Readonly<Record<string, unknown>>): Promise<void> {
    const { target, origin } = await this.mouseTarget();
    await target.send('Input.dispatchMouseEvent', { type, x: origin.x + at.x, y: origin.y + at.y, ...more });
  }

  private async stroke({ key, code, keyCode, modifiers }: KeyStroke, text: string): Promise<void> {
    const bits = modifiers.reduce((sum, name) => sum + modifierBits[name], 0);
    const common = { key, code, windowsVirtualKeyCode: keyCode, modifiers: bits };
    await this.target.send('Input.dispatchKeyEvent', { type: text ? 'keyDown' : 'rawKeyDown', ...common, text });
    await this.target.send('Input.dispatchKeyEvent', { type: 'keyUp', ...common });
  }
}

interface Clip extends Point {
  readonly width: number;
  readonly height: number;
}

export async function capture(target: CdpTarget, path?: string, clip?: Clip): Promise<Buffer> {
  const area = clip ? { clip: { ...clip, scale: 1 } } : {};
  const { data } = await target.send<{ data: string }>('Page.captureScreenshot', { format: 'png', ...area });
  const png = Buffer.from(data, 'base64');
  if (path !== undefined) await writeFile(path, png);
  return png;
}
