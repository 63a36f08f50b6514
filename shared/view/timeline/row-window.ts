import { type Extent, maxContentTop, maxScroll, spacerPx, toContentTop, toScrollTop } from './scroll-map.ts';

/** A scroll event that moved further than this was a drag of the thumb (or a jump), not a wheel or touch step. */
const JUMP_PX = 4_000;

/**
 * Which rows a scroller shows: rows of one height, a view, and the scroller's position. Knows no DOM.
 *
 * The scroller's position and the content's differ by `shiftPx`, a whole number of pixels. Small scroll steps keep the shift, so
 * they move the rows by exactly as much; rows that fall off the front change the shift and not the scroll position, so nothing
 * moves on the screen and a scroll in progress is not cut off. When the scroller has come to rest, `settle` puts it back to where
 * the map wants it.
 */
export class RowWindow {
  readonly rowPx: number;
  #viewPx = 0;
  #count = 0;
  #scrollTop = 0;
  #shiftPx = 0;
  #following = true;

  constructor(rowPx: number) {
    this.rowPx = rowPx;
  }

  get count(): number {
    return this.#count;
  }
  get viewPx(): number {
    return this.#viewPx;
  }
  /** What the scroller's `scrollTop` should be. */
  get scrollTop(): number {
    return this.#scrollTop;
  }
  get shiftPx(): number {
    return this.#shiftPx;
  }
  /** The first content pixel in view. */
  get contentTop(): number {
    return this.#scrollTop - this.#shiftPx;
  }
  get spacerPx(): number {
    return spacerPx(this.#count * this.rowPx);
  }
  /** New rows at the end are to come into view. */
  get following(): boolean {
    return this.#following;
  }
  get firstVisible(): number {
    return Math.min(Math.floor(this.contentTop / this.rowPx), Math.max(0, this.#count - 1));
  }
  /** One past the last row of which a pixel is in view. */
  get endVisible(): number {
    return Math.min(this.#count, Math.ceil((this.contentTop + this.#viewPx) / this.rowPx));
  }
  /** Rows that fit whole. */
  get pageRows(): number {
    return Math.max(1, Math.floor(this.#viewPx / this.rowPx));
  }
  get #extent(): Extent {
    return { contentPx: this.#count * this.rowPx, viewPx: this.#viewPx };
  }

  resize(viewPx: number): void {
    this.#viewPx = viewPx;
    this.#keep();
  }

  /** Takes the number of rows. While following the end stays in view, otherwise the same content pixel stays on top. */
  setCount(count: number): void {
    this.#count = count;
    this.#keep();
  }

  /** Puts row `index` at `offsetPx` below the view's top without touching the scroll position: for rows that changed place. */
  anchor(index: number, offsetPx: number): void {
    this.#moveContent(index * this.rowPx - offsetPx);
  }

  /** The user scrolled; `true` when they came to the end, or left it. */
  scrolled(scrollTop: number): void {
    const step = scrollTop - this.#scrollTop;
    const extent = this.#extent;
    const atEnd = scrollTop >= maxScroll(extent) - 1;
    const wasTop = this.contentTop;
    this.#scrollTop = scrollTop;
    if (scrollTop <= 0 || atEnd || Math.abs(step) > JUMP_PX) this.#moveContent(toContentTop(scrollTop, extent));
    else this.#moveContent(wasTop + step);
    this.#following = this.contentTop >= maxContentTop(extent) - 1;
  }

  follow(): void {
    this.#following = true;
    this.#keep();
  }

  /** Rows at the end stay out of view from now on, until the user scrolls there. */
  pin(): void {
    this.#following = false;
  }

  /** Scrolls by as little as brings the row into view. */
  reveal(index: number): void {
    const top = index * this.rowPx;
    const bottom = top + this.rowPx;
    if (top < this.contentTop) this.jump(top);
    else if (bottom > this.contentTop + this.#viewPx) this.jump(bottom - this.#viewPx);
  }

  /** Scrolls to a content pixel, scroll position and all. */
  jump(contentTop: number): void {
    const extent = this.#extent;
    const wanted = Math.min(Math.max(0, contentTop), maxContentTop(extent));
    this.#scrollTop = Math.round(toScrollTop(wanted, extent));
    this.#shiftPx = Math.round(this.#scrollTop - wanted);
  }

  /** How far the scroll position is from where the map wants it. */
  get driftPx(): number {
    return Math.abs(toScrollTop(this.contentTop, this.#extent) - this.#scrollTop);
  }

  /** Whether the user could run into the scroller's end before the content's, or the other way round. */
  get driftMatters(): boolean {
    if (this.driftPx < 1) return false;
    const margin = 4 * this.#viewPx;
    return this.#scrollTop < margin || this.#scrollTop > maxScroll(this.#extent) - margin;
  }

  /** Moves the scroll position, and not the rows, to where the map wants it. */
  settle(): void {
    this.jump(this.contentTop);
  }

  #keep(): void {
    if (this.#following) this.jump(Number.POSITIVE_INFINITY);
    else this.#moveContent(this.contentTop);
  }

  #moveContent(contentTop: number): void {
    const extent = this.#extent;
    // The scroller clamps its own position when the spacer shrinks.
    this.#scrollTop = Math.min(this.#scrollTop, maxScroll(extent));
    const wanted = Math.min(Math.max(0, contentTop), maxContentTop(extent));
    this.#shiftPx = Math.round(this.#scrollTop - wanted);
  }
}
