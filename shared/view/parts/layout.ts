/** How the panes stand, from the size of the view's own box (never the window's: the overlay is a part of it). */
export interface Layout {
  /** `menu`: the sessions hang from a button in the toolbar. */
  readonly sidebar: 'column' | 'menu';
  /** `over`: details slide over the list. */
  readonly detail: 'right' | 'below' | 'over';
  readonly widthPx: number;
  readonly heightPx: number;
}

export const SIDEBAR_PX = { least: 160, usual: 224, most: 420 } as const;
export const DETAIL_PX = { least: 240, usual: 380, leastBelow: 120, usualBelow: 260 } as const;
/** Below this the list beside the details could not show a name and the start of its arguments. */
const LEAST_LIST_PX = 320;

export function layoutFor(widthPx: number, heightPx: number, sidebarPx: number): Layout {
  const sidebar = widthPx >= 640 ? 'column' : 'menu';
  const mainPx = widthPx - (sidebar === 'column' ? sidebarPx : 0);
  const right = mainPx >= LEAST_LIST_PX + DETAIL_PX.least + 60;
  const below = heightPx >= 480 && mainPx >= LEAST_LIST_PX + 60;
  return { sidebar, detail: right ? 'right' : below ? 'below' : 'over', widthPx, heightPx };
}

/** A pane's size within what its surroundings leave. */
export function clampPane(wantedPx: number, leastPx: number, mostPx: number): number {
  return Math.round(Math.max(leastPx, Math.min(wantedPx, Math.max(leastPx, mostPx))));
}
