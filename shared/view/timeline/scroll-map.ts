/**
 * Where a scrollbar's position stands in content that may be taller than an element can be.
 *
 * Chromium lays out at most 33,554,428 px divided by the device pixel ratio, Firefox about 17,000,000 px (a taller element
 * collapses to 0). 8,000,000 px stays below both up to a ratio of 4. Content taller than that is compressed in its middle only:
 * the first and last `EXACT_PX` map one to one, so that scrolling to an end is exact. Between them the list keeps small steps
 * exact by itself (`row-window.ts`); only a drag of the thumb goes through the compressed part.
 */
export const MAX_SPACER_PX = 8_000_000;
const EXACT_PX = 1_000_000;

export interface Extent {
  /** Height of all rows. */
  readonly contentPx: number;
  /** Height of what is seen of them. */
  readonly viewPx: number;
}

/** Height of the element that gives the scroller its range. */
export function spacerPx(contentPx: number): number {
  return Math.min(contentPx, MAX_SPACER_PX);
}

/** Furthest scroll position. */
export function maxScroll({ contentPx, viewPx }: Extent): number {
  return Math.max(0, spacerPx(contentPx) - viewPx);
}

/** Furthest first pixel of content that can be at the top of the view. */
export function maxContentTop({ contentPx, viewPx }: Extent): number {
  return Math.max(0, contentPx - viewPx);
}

/** The content pixel at the top of the view for a scroll position. */
export function toContentTop(scrollTop: number, extent: Extent): number {
  const scrollEnd = maxScroll(extent);
  const contentEnd = maxContentTop(extent);
  if (contentEnd <= scrollEnd || scrollTop <= EXACT_PX) return Math.min(Math.max(0, scrollTop), contentEnd);
  if (scrollTop >= scrollEnd - EXACT_PX) return Math.min(contentEnd, contentEnd - (scrollEnd - scrollTop));
  return EXACT_PX + ((scrollTop - EXACT_PX) * (contentEnd - 2 * EXACT_PX)) / (scrollEnd - 2 * EXACT_PX);
}

/** The inverse of `toContentTop`. */
export function toScrollTop(contentTop: number, extent: Extent): number {
  const scrollEnd = maxScroll(extent);
  const contentEnd = maxContentTop(extent);
  if (contentEnd <= scrollEnd || contentTop <= EXACT_PX) return Math.min(Math.max(0, contentTop), scrollEnd);
  if (contentTop >= contentEnd - EXACT_PX) return Math.min(scrollEnd, scrollEnd - (contentEnd - contentTop));
  return EXACT_PX + ((contentTop - EXACT_PX) * (scrollEnd - 2 * EXACT_PX)) / (contentEnd - 2 * EXACT_PX);
}
