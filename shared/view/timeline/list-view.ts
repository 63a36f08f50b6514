import type { ModelReader, RowList } from '../../model/types.ts';
import { RowElement, type RowSetting } from './row-element.ts';
import { RowWindow } from './row-window.ts';

const ROW_PX = 20;
/** The header stays at the top of the scroller, so that it has the columns' width whatever the scrollbar takes. */
export const HEAD_PX = 20;
/** Rows kept ready above and below the view, for scrolling that the compositor does before we hear of it. */
const OVERSCAN_ROWS = 12;
/** While following nobody scrolls; the first step away needs a few. */
const FOLLOWING_OVERSCAN_ROWS = 4;
/** Rows are placed from a base nearby, so that their own offsets stay small whatever the log's length. */
const MOST_FROM_BASE = 1000;
/** The scroller has come to rest when it has not moved for this long. */
const REST_MS = 150;

export interface ListParts {
  readonly grid: HTMLElement;
  readonly scroller: HTMLElement;
  readonly spacer: HTMLElement;
  readonly layer: HTMLElement;
  /** Prefix of the rows' element ids. */
  readonly idPrefix: string;
}

/**
 * The rows on the screen. It owns its elements and nothing else does; the view's components tell it what to show. Every method
 * may be called at any time; drawing happens in `draw`, once per frame.
 */
export class ListView {
  readonly window = new RowWindow(ROW_PX);
  readonly #parts: ListParts;
  readonly #model: ModelReader;
  readonly #setting: () => RowSetting;
  #list: RowList;
  #rows: RowElement[] = [];
  #stamp = 0;
  /** The row that the layer's top stands at. */
  #base = 0;
  #first = 0;
  #layerPx = Number.NaN;
  #spacerPx = -1;
  #selected = -1;
  /** The row at the top of the view and how far it stands above it: what must not move. */
  #anchorRow = -1;
  #anchorPx = 0;
  /** The newest row that has been in view. */
  #seenRow = -1;
  #scrolledAt = Number.NEGATIVE_INFINITY;

  constructor(parts: ListParts, model: ModelReader, list: RowList, setting: () => RowSetting) {
    this.#parts = parts;
    this.#model = model;
    this.#list = list;
    this.#setting = setting;
  }

  get list(): RowList {
    return this.#list;
  }

  /** Rows after the newest one that was in view. */
  get freshCount(): number {
    if (this.window.following || this.#list.length === 0) return 0;
    const place = this.#seenRow < 0 ? -1 : this.#list.indexOf(this.#seenRow);
    return place >= 0 ? this.#list.length - 1 - place : this.#list.length - (-place - 1);
  }

  get hasWaiting(): boolean {
    return this.#rows.some((row) => row.waiting);
  }

  resize(viewPx: number): void {
    this.window.resize(Math.max(0, viewPx));
    this.draw();
  }

  /** Takes what `list` has become; a list with another filter keeps the selected row, or else the top one, where it stands. */
  refresh(list: RowList): void {
    this.#stamp += 1;
    const { window } = this;
    if (list !== this.#list) this.#changeList(list);
    else {
      window.setCount(list.length);
      if (!window.following && this.#anchorRow >= 0) this.#anchorAt(this.#anchorRow, this.#anchorPx);
    }
    this.draw();
  }

  /** Draws the words anew (another time format, ages). */
  redraw(): void {
    this.#stamp += 1;
    this.draw();
  }

  scrolled(): void {
    const { scrollTop } = this.#parts.scroller;
    // Our own writes come back as events too.
    if (Math.abs(scrollTop - this.window.scrollTop) < 1) return;
    this.#scrolledAt = performance.now();
    this.window.scrolled(scrollTop);
    this.draw();
  }

  select(row: number): void {
    this.#selected = row;
    for (const element of this.#rows) {
      if (element.index >= 0) element.select(this.#list.at(element.index) === row);
    }
    this.#point();
  }

  /** Brings a row into view and stays there, whatever comes after. */
  reveal(row: number): void {
    const place = this.#list.indexOf(row);
    this.window.pin();
    if (place >= 0) this.window.reveal(place);
    this.draw();
  }

  /** Brings the row nearest to a time into view, in its middle: epoch milliseconds. */
  revealTime(at: number): void {
    const list = this.#list;
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const row = list.at(middle);
      if (this.#has(row) && this.#model.row(row).at < at) low = middle + 1;
      else high = middle;
    }
    if (list.length === 0) return;
    this.window.pin();
    this.window.anchor(Math.min(low, list.length - 1), Math.floor(this.window.viewPx / 2));
    this.draw();
  }

  /** The first and last row in view; `undefined` while there is none. */
  get visible(): readonly [first: number, last: number] | undefined {
    const { firstVisible, endVisible, count } = this.window;
    if (count === 0) return undefined;
    const [first, last] = [this.#list.at(firstVisible), this.#list.at(Math.min(count, endVisible) - 1)];
    return this.#has(first) && this.#has(last) ? [first, last] : undefined;
  }

  follow(): void {
    this.window.follow();
    this.draw();
  }

  draw(): void {
    const { window } = this;
    if (window.driftPx >= 1 && (window.driftMatters || performance.now() - this.#scrolledAt > REST_MS)) window.settle();
    const overscan = window.following ? FOLLOWING_OVERSCAN_ROWS : OVERSCAN_ROWS;
    const first = Math.max(0, window.firstVisible - overscan);
    const end = Math.min(window.count, window.endVisible + overscan);
    this.#fill(first, end);
    this.#position();
    if (window.count > 0) {
      this.#anchorRow = this.#list.at(window.firstVisible);
      this.#anchorPx = window.firstVisible * ROW_PX - window.contentTop;
      this.#see(window.endVisible - 1);
    }
    this.#point();
  }

  /** How far below the view's top a row stands, or `undefined` where it is out of view. */
  #offsetOf(row: number): number | undefined {
    const place = row < 0 ? -1 : this.#list.indexOf(row);
    if (place < 0) return undefined;
    const offset = place * ROW_PX - this.window.contentTop;
    return offset > -ROW_PX && offset < this.window.viewPx ? offset : undefined;
  }

  #changeList(list: RowList): void {
    const { window } = this;
    const selectedPx = this.#offsetOf(this.#selected);
    this.#list = list;
    for (const row of this.#rows) row.retire();
    window.setCount(list.length);
    const place = this.#selected < 0 ? -1 : list.indexOf(this.#selected);
    if (window.following) return;
    if (place >= 0) this.#anchorAt(this.#selected, selectedPx ?? Math.floor(window.viewPx / 2));
    else if (this.#anchorRow >= 0) this.#anchorAt(this.#anchorRow, this.#anchorPx);
    window.settle();
  }

  #anchorAt(row: number, offsetPx: number): void {
    const place = this.#list.indexOf(row);
    // A row that is gone leaves its place to the one that follows it; one that fell to the bound leaves the list's start.
    if (place >= 0) this.window.anchor(place, offsetPx);
    else this.window.anchor(-place - 1, 0);
  }

  #fill(first: number, end: number): void {
    const needed = Math.ceil(this.window.viewPx / ROW_PX) + 1 + 2 * OVERSCAN_ROWS;
    if (this.#rows.length < needed) this.#grow(needed);
    const size = this.#rows.length;
    // With no row in common, taking the new first row as the base lets every element stay where it is: only words change.
    if (first < this.#base || first - this.#base > MOST_FROM_BASE || Math.abs(first - this.#first) >= size) {
      this.#base = first;
    }
    this.#first = first;
    const setting = this.#setting();
    for (let index = first; index < end; index++) {
      const element = this.#rows[(index - this.#base) % size]!;
      const offsetPx = (index - this.#base) * ROW_PX;
      if (element.index !== index || element.offsetPx !== offsetPx) element.place(index, offsetPx);
      else if (element.stamp === this.#stamp) continue;
      element.stamp = this.#stamp;
      const number = this.#list.at(index);
      // Fell or was cleared since the list last looked; the refresh of this frame is still to come.
      if (!this.#has(number)) continue;
      const row = this.#model.row(number);
      element.fill(row, this.#timeBefore(index), setting);
      element.select(number === this.#selected);
    }
    for (const row of this.#rows) if (row.index < first || row.index >= end) row.retire();
  }

  /** Time of the row above in this list, for the gap: what is filtered out is not there. */
  #timeBefore(index: number): number | undefined {
    if (index === 0) return undefined;
    const above = this.#rows[(index - 1 - this.#base) % this.#rows.length];
    if (above?.index === index - 1 && above.stamp === this.#stamp) return above.at;
    const number = this.#list.at(index - 1);
    return this.#has(number) ? this.#model.row(number).at : undefined;
  }

  #has(row: number): boolean {
    return row >= this.#model.firstRow && row < this.#model.endRow;
  }

  #position(): void {
    const { window } = this;
    const { scroller, spacer, layer } = this.#parts;
    const layerPx = this.#base * ROW_PX + window.shiftPx;
    if (layerPx !== this.#layerPx) {
      this.#layerPx = layerPx;
      layer.style.transform = `translateY(${layerPx}px)`;
    }
    if (window.spacerPx !== this.#spacerPx) {
      this.#spacerPx = window.spacerPx;
      spacer.style.height = `${this.#spacerPx}px`;
    }
    if (Math.abs(scroller.scrollTop - window.scrollTop) >= 1) scroller.scrollTop = window.scrollTop;
  }

  #see(index: number): void {
    const row = this.#list.at(index);
    if (row < 0) return;
    const seen = this.#seenRow < 0 ? -1 : this.#list.indexOf(this.#seenRow);
    if ((seen >= 0 ? seen : -seen - 2) < index) this.#seenRow = row;
  }

  #grow(size: number): void {
    const { layer, idPrefix } = this.#parts;
    // Another number of rows puts every index at another slot.
    for (const row of this.#rows) row.retire();
    while (this.#rows.length < size) {
      this.#rows.push(new RowElement(layer, `${idPrefix}-${this.#rows.length}`));
    }
  }

  /** Tells assistive technology where the selection is, while it is on the screen. */
  #point(): void {
    const { grid } = this.#parts;
    const element = this.#rows.find((row) => row.index >= 0 && this.#list.at(row.index) === this.#selected);
    if (element && this.#selected >= 0) {
      if (grid.getAttribute('aria-activedescendant') !== element.root.id) {
        grid.setAttribute('aria-activedescendant', element.root.id);
      }
    } else if (grid.hasAttribute('aria-activedescendant')) grid.removeAttribute('aria-activedescendant');
  }
}
