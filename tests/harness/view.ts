/** Reads and drives the inspector's view, in the panel or in the overlay, by what a person sees in its DOM. */
import { FIND } from './script.ts';
import type { Surface } from './types.ts';
import { type UntilOptions, until } from './until.ts';

/** A timeline row as it is drawn. */
export interface ShownRow {
  readonly row: number;
  readonly kind: string;
  readonly dir: string | null;
  readonly ack: string | null;
  readonly name: string;
  readonly preview: string;
  readonly nsp: string;
  readonly ackText: string;
  readonly size: string;
  readonly time: string;
}

export type RowPattern = Partial<Pick<ShownRow, 'kind' | 'dir' | 'ack' | 'name' | 'nsp'>> & {
  readonly preview?: RegExp;
};

const OVERLAY = '[data-sioscope] >>> ';

export class View {
  readonly surface: Surface;
  private readonly root: string;

  private constructor(surface: Surface, root: string) {
    this.surface = surface;
    this.root = root;
  }

  static inPanel(panel: Surface): View {
    return new View(panel, '');
  }

  static inOverlay(page: Surface): View {
    return new View(page, OVERLAY);
  }

  /** The selector of an element by its `data-testid`, and further down inside of it. */
  hook(testId: string, inside = ''): string {
    return `${this.root}[data-testid="${testId}"] ${inside}`.trim();
  }

  async click(testId: string, inside = ''): Promise<void> {
    await this.surface.click(this.hook(testId, inside));
  }

  text(testId: string, inside = ''): Promise<string | null> {
    return this.surface.text(this.hook(testId, inside));
  }

  /** All rows of the list, from the top, scrolled through as the list draws only a window of them; then the end again. */
  rows(): Promise<ShownRow[]> {
    return this.surface.evaluate<Promise<ShownRow[]>>(`(async () => {
      const grid = ${FIND}(${JSON.stringify(this.hook('timeline'))});
      if (!grid) throw new Error('no timeline: ' + (${FIND}(${JSON.stringify(this.hook('failure'))})?.innerText ?? document.body.innerText));
      const scroller = grid.querySelector('.rows');
      const found = new Map();
      const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const text = (row, name) => row.querySelector('.' + name)?.textContent ?? '';
      scroller.scrollTop = 0;
      for (;;) {
        await frame();
        for (const row of grid.querySelectorAll('[data-testid="row"]:not([hidden])'))
          found.set(Number(row.dataset.row), {
            row: Number(row.dataset.row), kind: row.dataset.kind,
            dir: row.dataset.dir ?? null, ack: row.dataset.ack ?? null,
            name: text(row, 'name'), preview: text(row, 'preview'), nsp: text(row, 'nsp'),
            ackText: text(row, 'ack'), size: text(row, 'size'), time: text(row, 'time'),
          });
        const before = scroller.scrollTop;
        scroller.scrollTop += Math.max(20, scroller.clientHeight - 40);
        if (scroller.scrollTop === before) break;
      }
      return [...found.values()].sort((a, b) => a.row - b.row);
    })()`);
  }

  async find(pattern: RowPattern): Promise<ShownRow[]> {
    const { preview, ...exact } = pattern;
    const rows = await this.rows();
    return rows.filter(
      (row) =>
        Object.entries(exact).every(([key, value]) => row[key as keyof ShownRow] === value) &&
        (preview === undefined || preview.test(row.preview)),
    );
  }

  /** Waits for a row like this, and gives the first. */
  async row(pattern: RowPattern, options: UntilOptions = {}): Promise<ShownRow> {
    const { preview, ...exact } = pattern;
    const what = `a row ${JSON.stringify(exact)}${preview ? ` with ${preview}` : ''}`;
    const found = await until(async () => (await this.find(pattern))[0], { what, ...options }).catch(
      async (error: Error) => {
        const names = (await this.rows()).map(({ kind, dir, name, nsp }) => `${dir ?? '-'} ${kind} ${name} ${nsp}`);
        throw new Error(`${error.message}; there are:\n${names.join('\n')}`);
      },
    );
    return found!;
  }

  /** Filters by text, selects the row, and waits for its details. */
  async select(row: ShownRow): Promise<void> {
    await this.filter(JSON.stringify(row.name));
    await this.surface.click(`${this.hook('row')}[data-row="${row.row}"]`);
    await this.surface.waitForSelector(`${this.root}[data-testid="detail"][data-row="${row.row}"]`);
  }

  /** Replaces what is in the filter box, and leaves it for the list; a query that is wrong keeps the focus in the box. */
  async filter(text: string): Promise<void> {
    await this.click('filter');
    await this.surface.press('Control+a');
    await this.surface.press('Backspace');
    if (text !== '') await this.surface.type(text);
    await this.surface.press('Enter');
  }

  /** Waits until the newest session's entry says so: the sidebar is drawn at a calmer pace than the rows. */
  async newestSession(says: RegExp | string): Promise<void> {
    const matches = (text: string) => (typeof says === 'string' ? text.includes(says) : says.test(text));
    await until(async () => matches((await this.sessions())[0] ?? ''), { what: `the newest session to say ${says}` });
  }

  /** Waits until the sidebar has so many sessions. */
  async sessionCount(count: number): Promise<void> {
    await until(async () => (await this.sessions()).length === count, { what: `${count} sessions` });
  }

  /** What the sessions' entries say, the newest first. */
  sessions(): Promise<string[]> {
    return this.surface.texts(this.hook('session'));
  }
}
