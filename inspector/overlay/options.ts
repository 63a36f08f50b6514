import type { Decoder } from '../../shared/model/model.ts';

export type { Decoder };

export type Dock = 'bottom' | 'right' | 'floating';

/** How the inspector is mounted. What a person changed (place, size, open or not) is remembered and wins. */
export interface InspectorOptions {
  /** Where it docks at first. Default `bottom`. */
  readonly dock?: Dock;
  /** Whether it is open at first; closed, a small button stands in the corner. Default `false`. */
  readonly open?: boolean;
  /**
   * Opens and closes it: modifiers and a `KeyboardEvent.code` joined by `+`; `Mod` is ⌘ on Apple systems and Ctrl elsewhere.
   * `false` for none. Default `Mod+Shift+Period`.
   */
  readonly hotkey?: string | false;
  /** Record WebSockets that are not Socket.IO from the start. Default `false`. */
  readonly rawWebSockets?: boolean;
  /** Default `auto`: follows `prefers-color-scheme`. */
  readonly theme?: 'light' | 'dark' | 'auto';
  /** Readers of Socket.IO parsers of your own (`docs/decoders.md`). */
  readonly decoders?: readonly Decoder[];
}
