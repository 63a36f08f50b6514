/**
 * What a browser test works with, the same for Chromium and Firefox, so that a test is written once and run on both:
 * `describe.each(browsers)('…', ({ launch }) => …)`.
 */
import type { UntilOptions } from './until.ts';

export type BrowserName = 'chromium' | 'firefox';
export type Theme = 'light' | 'dark';
export type DockSide = 'bottom' | 'right' | 'left' | 'window';

/**
 * Code to run in a document: a function, sent as its text (it sees its arguments and the document's globals, nothing of the test
 * file), or an expression. Arguments and result travel as JSON.
 */
export type Script<A extends readonly unknown[], R> = string | ((...args: A) => R);

/** A point in CSS pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface ClickOptions {
  readonly button?: 'left' | 'right';
  readonly count?: number;
  /** Milliseconds to wait for the element to be there and uncovered. */
  readonly timeoutMs?: number;
}

/**
 * Something with a document and real input. Selectors are CSS; ` >>> ` goes into an open shadow root:
 * `'#host >>> [data-testid=row]'`. All input is trusted (`isTrusted`), as a person's.
 */
export interface Surface {
  evaluate<R, A extends readonly unknown[] = []>(script: Script<A, R>, ...args: A): Promise<Awaited<R>>;
  /** Polls until the script gives something truthy, and returns it. */
  waitFor<R, A extends readonly unknown[] = []>(
    script: Script<A, R>,
    options?: UntilOptions,
    ...args: A
  ): Promise<Awaited<R>>;
  waitForSelector(selector: string, options?: UntilOptions): Promise<void>;
  count(selector: string): Promise<number>;
  /** Visible text with white space collapsed; `null` where nothing matches. */
  text(selector: string): Promise<string | null>;
  /** Visible text of every match. */
  texts(selector: string): Promise<string[]>;
  /** Clicks the middle of the element, once it is there and nothing covers it. */
  click(selector: string, options?: ClickOptions): Promise<void>;
  /** Moves the mouse to the middle of the element. */
  hover(selector: string): Promise<void>;
  /** Presses on the element's middle, moves by so many CSS pixels in steps, lets go. */
  drag(selector: string, dx: number, dy: number): Promise<void>;
  /** Turns the wheel over the element's middle, in CSS pixels. */
  wheel(selector: string, dx: number, dy: number): Promise<void>;
  /** Types characters into what has the focus. */
  type(text: string): Promise<void>;
  /** One key, with modifiers: `'Enter'`, `'/'`, `'Control+Shift+.'`. Names are those of `KeyboardEvent.key`. */
  press(key: string): Promise<void>;
  /** Runs `action`, which opens a file chooser, and chooses this file there. */
  chooseFile(path: string, action: () => Promise<void>): Promise<void>;
  /** PNG; also written to `path` where given. */
  screenshot(path?: string): Promise<Buffer>;
}

export interface Page extends Surface {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  back(): Promise<void>;
  forward(): Promise<void>;
  url(): Promise<string>;
  close(): Promise<void>;
  /** Brings the tab to the front. */
  activate(): Promise<void>;
}

/** The extension's panel in the real DevTools of a page. */
export interface Panel extends Surface {
  /** Shows another of the DevTools' own panels, so that ours is hidden. */
  hide(): Promise<void>;
  show(): Promise<void>;
}

export interface DevTools {
  /** Waits for the extension's panel with this title, shows it, and waits for its document. */
  showPanel(title: string): Promise<Panel>;
  /** Moves the DevTools. Firefox reloads extension panels then; the `Panel` goes on with the new document. */
  dock(side: DockSide): Promise<void>;
  /** The whole DevTools (Chromium) or the browser window with them (Firefox). */
  screenshot(path?: string): Promise<Buffer>;
  close(): Promise<void>;
}

export interface Browser {
  readonly name: BrowserName;
  /** A new tab. */
  newPage(url?: string): Promise<Page>;
  openDevTools(page: Page, dock?: DockSide): Promise<DevTools>;
  /** Theme of the DevTools and of pages (`prefers-color-scheme`), now and for what is opened later. */
  setTheme(theme: Theme): Promise<void>;
  /** Loads an unpacked extension into the running browser; one that is there already is replaced, as by an update. */
  installExtension(folder: string): Promise<void>;
  /** Ends the extension's background (service worker, event page), as the browser does when it is idle; waits until it is gone. */
  stopBackground(): Promise<void>;
  /** Runs `action` and waits for the file that it downloads. */
  download(action: () => Promise<void>): Promise<DownloadedFile>;
  close(): Promise<void>;
}

export interface DownloadedFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: Buffer;
}

export interface LaunchOptions {
  /** Folder of an unpacked extension. None: a plain browser. */
  readonly extension?: string;
  readonly headless?: boolean;
  /** Window size in CSS pixels. */
  readonly width?: number;
  readonly height?: number;
  /** Firefox only. */
  readonly prefs?: Readonly<Record<string, string | number | boolean>>;
  /** Chromium only: more switches. */
  readonly args?: readonly string[];
}
