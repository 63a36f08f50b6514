import { FIND_ALL, pointExpression, textsExpression } from './script.ts';
import type { ClickOptions, Point, Script, Surface } from './types.ts';
import { type UntilOptions, until } from './until.ts';

/** What every surface does alike, on top of evaluation and a mouse. */
export abstract class SurfaceBase implements Surface {
  abstract evaluate<R, A extends readonly unknown[] = []>(script: Script<A, R>, ...args: A): Promise<Awaited<R>>;
  abstract type(text: string): Promise<void>;
  abstract press(key: string): Promise<void>;
  abstract chooseFile(path: string, action: () => Promise<void>): Promise<void>;
  abstract screenshot(path?: string): Promise<Buffer>;

  /** Points are in the surface's own viewport. */
  protected abstract mouseMove(at: Point, buttonHeld: boolean): Promise<void>;
  protected abstract mouseDown(at: Point, button: 'left' | 'right', count: number): Promise<void>;
  protected abstract mouseUp(at: Point, button: 'left' | 'right', count: number): Promise<void>;
  protected abstract mouseWheel(at: Point, dx: number, dy: number): Promise<void>;

  waitFor<R, A extends readonly unknown[] = []>(
    script: Script<A, R>,
    options: UntilOptions = {},
    ...args: A
  ): Promise<Awaited<R>> {
    const what = options.what ?? `in the document: ${String(script).slice(0, 160)}`;
    return until(() => this.evaluate(script, ...args), { ...options, what });
  }

  async waitForSelector(selector: string, options: UntilOptions = {}): Promise<void> {
    await until(() => this.count(selector), { what: `an element ${selector}`, ...options });
  }

  count(selector: string): Promise<number> {
    return this.evaluate<number>(`${FIND_ALL}(${JSON.stringify(selector)}).length`);
  }

  async text(selector: string): Promise<string | null> {
    return (await this.texts(selector))[0] ?? null;
  }

  texts(selector: string): Promise<string[]> {
    return this.evaluate<string[]>(textsExpression(selector));
  }

  async click(selector: string, options: ClickOptions = {}): Promise<void> {
    const { button = 'left', count = 1 } = options;
    const at = await this.middle(selector, options.timeoutMs);
    await this.mouseMove(at, false);
    for (let nth = 1; nth <= count; nth++) {
      await this.mouseDown(at, button, nth);
      await this.mouseUp(at, button, nth);
    }
  }

  async hover(selector: string): Promise<void> {
    await this.mouseMove(await this.middle(selector), false);
  }

  async drag(selector: string, dx: number, dy: number): Promise<void> {
    const from = await this.middle(selector);
    await this.mouseMove(from, false);
    await this.mouseDown(from, 'left', 1);
    const steps = 5;
    const along = (step: number): Point => ({ x: from.x + (dx * step) / steps, y: from.y + (dy * step) / steps });
    for (let step = 1; step <= steps; step++) await this.mouseMove(along(step), true);
    await this.mouseUp(along(steps), 'left', 1);
  }

  async wheel(selector: string, dx: number, dy: number): Promise<void> {
    await this.mouseWheel(await this.middle(selector), dx, dy);
  }

  private async middle(selector: string, timeoutMs?: number): Promise<Point> {
    const point = await until(() => this.evaluate<Point | null>(pointExpression(selector)), {
      what: `an uncovered element ${selector}`,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    return point!;
  }
}
