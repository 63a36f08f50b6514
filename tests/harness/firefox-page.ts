import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Bidi } from './bidi.ts';
import { type KeyStroke, strokeOf } from './keys.ts';
import { SurfaceBase } from './surface.ts';
import type { Page, Point, Script } from './types.ts';
import { until } from './until.ts';

/** https://www.w3.org/TR/webdriver2/#keyboard-actions */
const webdriverKeys: Readonly<Record<string, string>> = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Alt: '\uE00A',
  Escape: '\uE00C',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  Delete: '\uE017',
  Meta: '\uE03D',
};

/** A tab. */
export class FirefoxPage extends SurfaceBase implements Page {
  readonly context: string;
  private readonly bidi: Bidi;
  private readonly answerChooser: (path: string) => Promise<unknown>;

  /** `answerChooser` makes the next file chooser give this file. */
  constructor(bidi: Bidi, context: string, answerChooser: (path: string) => Promise<unknown>) {
    super();
    this.bidi = bidi;
    this.context = context;
    this.answerChooser = answerChooser;
  }

  evaluate<R, A extends readonly unknown[] = []>(script: Script<A, R>, ...args: A): Promise<Awaited<R>> {
    return this.bidi.evaluate(this.context, script, args);
  }

  async goto(url: string): Promise<void> {
    await this.bidi.send('browsingContext.navigate', { context: this.context, url, wait: 'complete' });
  }

  async reload(): Promise<void> {
    await this.bidi.send('browsingContext.reload', { context: this.context, wait: 'complete' });
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
    await this.bidi.send('browsingContext.activate', { context: this.context });
  }

  async close(): Promise<void> {
    await this.bidi.send('browsingContext.close', { context: this.context });
  }

  async type(text: string): Promise<void> {
    for (const char of text) await this.stroke(strokeOf(char));
  }

  async press(key: string): Promise<void> {
    await this.stroke(strokeOf(key));
  }

  async chooseFile(path: string, action: () => Promise<void>): Promise<void> {
    await this.answerChooser(resolve(path));
    await action();
  }

  async screenshot(path?: string): Promise<Buffer> {
    const { data } = await this.bidi.send<{ data: string }>('browsingContext.captureScreenshot', {
      context: this.context,
    });
    const png = Buffer.from(data, 'base64');
    if (path !== undefined) await writeFile(path, png);
    return png;
  }

  protected async mouseMove(at: Point): Promise<void> {
    await this.pointer([{ type: 'pointerMove', x: Math.round(at.x), y: Math.round(at.y) }]);
  }

  protected async mouseDown(_at: Point, button: 'left' | 'right'): Promise<void> {
    await this.pointer([{ type: 'pointerDown', button: button === 'left' ? 0 : 2 }]);
  }

  protected async mouseUp(_at: Point, button: 'left' | 'right'): Promise<void> {
    await this.pointer([{ type: 'pointerUp', button: button === 'left' ? 0 : 2 }]);
  }

  protected async mouseWheel(at: Point, dx: number, dy: number): Promise<void> {
    const scroll = { type: 'scroll', x: Math.round(at.x), y: Math.round(at.y), deltaX: dx, deltaY: dy };
    await this.perform([{ type: 'wheel', id: 'wheel', actions: [scroll] }]);
  }

  private async travel(delta: number): Promise<void> {
    await this.bidi.send('browsingContext.traverseHistory', { context: this.context, delta });
    await until(() => this.evaluate<boolean>(`document.readyState === 'complete'`), { what: 'the document' });
  }

  private pointer(actions: readonly unknown[]): Promise<void> {
    return this.perform([{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }]);
  }

  private async perform(actions: readonly unknown[]): Promise<void> {
    await this.bidi.send('input.performActions', { context: this.context, actions });
  }

  private stroke({ key, modifiers }: KeyStroke): Promise<void> {
    const values = [...modifiers, key].map((name) => webdriverKeys[name] ?? name);
    const actions = [
      ...values.map((value) => ({ type: 'keyDown', value })),
      ...values.toReversed().map((value) => ({ type: 'keyUp', value })),
    ];
    return this.perform([{ type: 'key', id: 'keyboard', actions }]);
  }
}
