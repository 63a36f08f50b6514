import type { Signal } from '@preact/signals';
import type { Stop } from '../base/dispose.ts';
import type { Model } from '../model/model.ts';

/** How the viewer stands to the page it watches. */
export type Connection =
  /** Looking for a recorder. */
  | 'connecting'
  /** At least one recorder answers. */
  | 'live'
  /** The page has no working recorder (extension installed or updated after the page was loaded): reload it. */
  | 'needs-reload'
  /** No access to the page (a browser page, a revoked permission). */
  | 'no-access'
  /** A saved log: nothing to connect to. */
  | 'file';

/**
 * The world a view is handed: it has no other way out (`docs/design.md`, rule 10). The panel, the overlay and the viewer page
 * each make one.
 */
export interface Host {
  readonly kind: 'panel' | 'overlay' | 'viewer';
  readonly model: Model;
  /** Rises after every batch that the model took in, at most once per animation frame. */
  readonly revision: Signal<number>;
  readonly connection: Signal<Connection>;
  /** Taking entries from the page. While false nothing is taken; the page keeps its last entries and they come on resume. */
  readonly recording: Signal<boolean>;
  /** Whether the log outlives a navigation of the page. */
  readonly keepLog: Signal<boolean>;
  /** Record WebSockets that are not Socket.IO. */
  readonly rawSockets: Signal<boolean>;
  /** `auto` follows `prefers-color-scheme`. */
  readonly theme: Signal<'light' | 'dark' | 'auto'>;
  /** Empties the log (the host also tells its feeds to forget nothing: recording goes on). */
  clear(): void;
  /** Reads a session by this Socket.IO parser; `undefined`: by the one that its messages tell. */
  setParser(session: number, name: string | undefined): void;
  /** A file to open at once. */
  readonly opens?: { readonly name: string; readonly file: Promise<File> };
  /** Replaces the log by a file's; afterwards `connection` is `file` until `clear`. Returns what was wrong with it, in sentences. */
  importLog(name: string, text: string): readonly string[];
  /** The log as a file's text. */
  exportLog(): string;
  /** Hands text to the user as a file. */
  saveFile(name: string, text: string | Uint8Array, type: string): void;
  /** Asks the page's servers to tell of rooms, on the page's own connections; absent where there is no page. */
  askRooms?(auth?: { readonly username: string; readonly password: string }): void;
  /** Has them tell no more. */
  leaveRooms?(): void;
  copyText(text: string): Promise<void>;
  /** Reloads the inspected page; absent where that makes no sense. */
  reloadPage?(): void;
  /** Whether the sockets of dedicated workers are read from the DevTools' own network log (Chrome's panel). */
  readonly networkLog?: boolean;
  /** Small settings that outlive the view (column widths, theme choice). */
  readonly settings: {
    get(key: string): string | undefined;
    set(key: string, value: string): void;
  };
  /** Overlay only: buttons to dock and close, drawn at the end of the toolbar. */
  readonly overlay?: {
    readonly dock: Signal<'bottom' | 'right' | 'floating'>;
    close(): void;
  };
}

export type MountView = (root: HTMLElement | ShadowRoot, host: Host) => Stop;
