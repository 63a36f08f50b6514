import type { Stop } from '../base/dispose.ts';

/**
 * A two-way line for strings between a viewer and one recorder. Strings only: Chrome's extension messages are JSON,
 * Firefox's structured clones, and a string is the same in both and the cheapest (`docs/design.md`, rule 6).
 */
export interface Channel {
  /** Never throws; after the close it does nothing. */
  send(message: string): void;
  onMessage(listener: (message: string) => void): Stop;
  /** The other side went away, or `close` was called; at most once. A listener added after the close is called at once. */
  onClose(listener: () => void): Stop;
  close(): void;
}
