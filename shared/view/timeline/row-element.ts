import type { Row } from '../../model/types.ts';
import { formatAge, formatClock, formatDelta, formatDuration, formatRelative, formatSize } from '../parts/format.ts';
import type { TimeMode } from '../parts/settings.ts';
import { isInferredTarget, rowTarget } from '../rooms/room-words.ts';
import { texts } from '../texts.ts';

/** What a row's words depend on beside the row itself. */
export interface RowSetting {
  readonly timeMode: TimeMode;
  /** Epoch milliseconds that relative times count from; `undefined` while no row is selected that they could. */
  readonly zeroAt: number | undefined;
  readonly nowMs: number;
  /** Characters of a preview that could be seen: the browser would shape the others for nothing. */
  readonly previewChars: number;
}

/** Text that is written only when it changes: most cells of most frames stay as they are. */
class TextCell {
  readonly element: HTMLElement;
  readonly #node: Text;
  #text = '';

  constructor(document: Document, name: string, role: string | undefined) {
    this.element = document.createElement('span');
    this.element.className = name;
    if (role) this.element.setAttribute('role', role);
    this.#node = document.createTextNode('');
    this.element.append(this.#node);
  }

  set(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    this.#node.data = text;
  }
}

/**
 * One row's elements, recycled for whatever row is at its place. Plain DOM: a list of preact elements costs half as much again
 * per frame, and this is the one place where frames count.
 */
export class RowElement {
  readonly root: HTMLElement;
  /** Place in the list, or -1 while unused. */
  index = -1;
  /** How far below the layer's top it stands. */
  offsetPx = -1;
  /** Which refresh it was last filled in. */
  stamp = -1;
  /** Epoch milliseconds of the row it was last filled with. */
  at = 0;
  waiting = false;
  readonly #time: TextCell;
  readonly #delta: TextCell;
  readonly #dir: TextCell;
  readonly #tag: TextCell;
  readonly #name: TextCell;
  readonly #preview: TextCell;
  readonly #to: TextCell;
  readonly #nsp: TextCell;
  readonly #ack: TextCell;
  readonly #size: TextCell;
  readonly #attributes = new Map<string, string | undefined>();

  readonly #layer: HTMLElement;

  constructor(layer: HTMLElement, id: string) {
    const document = layer.ownerDocument;
    this.#layer = layer;
    const cell = (name: string, role: string | undefined = 'gridcell'): TextCell => new TextCell(document, name, role);
    this.root = document.createElement('div');
    this.root.className = 'row';
    this.root.id = id;
    this.root.setAttribute('role', 'row');
    this.root.dataset.testid = 'row';
    this.#time = cell('time');
    this.#delta = cell('delta');
    this.#dir = cell('dir');
    this.#tag = cell('tag', undefined);
    this.#name = cell('name', undefined);
    this.#preview = cell('preview');
    this.#to = cell('to');
    this.#nsp = cell('nsp');
    this.#ack = cell('ack');
    this.#size = cell('size');
    const who = document.createElement('span');
    who.className = 'who';
    who.setAttribute('role', 'gridcell');
    who.append(this.#tag.element, this.#name.element);
    this.root.append(
      this.#time.element,
      this.#delta.element,
      this.#dir.element,
      who,
      this.#preview.element,
      this.#to.element,
      this.#nsp.element,
      this.#ack.element,
      this.#size.element,
    );
  }

  /** Takes the place `index`, `offsetPx` below the layer's top. */
  place(index: number, offsetPx: number): void {
    if (offsetPx !== this.offsetPx) {
      this.offsetPx = offsetPx;
      this.root.style.transform = `translateY(${offsetPx}px)`;
    }
    if (this.index === -1) this.#layer.append(this.root);
    this.index = index;
    // Row 1 is the header.
    this.#attribute('aria-rowindex', String(index + 2));
  }

  retire(): void {
    if (this.index === -1) return;
    this.index = -1;
    this.waiting = false;
    this.root.remove();
  }

  /** `beforeAt`: epoch milliseconds of the row above in the list, for the gap. */
  fill(row: Row, beforeAt: number | undefined, setting: RowSetting): void {
    this.at = row.at;
    this.#attribute('data-row', String(row.row));
    this.#attribute('data-kind', row.kind);
    this.#attribute('data-dir', row.dir);
    this.#attribute('data-ack', row.ack);
    this.#attribute('data-inferred', isInferredTarget(row) ? '' : undefined);
    this.#attribute('data-problem', row.hasProblem ? '' : undefined);
    this.#time.set(timeWords(row.at, setting));
    this.#delta.set(beforeAt === undefined ? '' : formatDelta(row.at - beforeAt));
    this.#dir.set(row.dir === undefined ? '' : row.dir === 'out' ? texts.filter.out : texts.filter.in);
    this.#tag.set(row.kind === 'ack' && row.name !== texts.timeline.ackTag ? texts.timeline.ackTag : '');
    this.#name.set(row.name);
    this.#preview.set(row.preview.slice(0, setting.previewChars));
    this.#to.set(rowTarget(row));
    this.#nsp.set(row.nsp);
    this.#ack.set(ackWords(row, setting.nowMs));
    this.#size.set(row.sizeBytes > 0 ? formatSize(row.sizeBytes) : '');
    this.waiting = row.ack === 'waiting';
  }

  select(selected: boolean): void {
    this.#attribute('aria-selected', selected ? 'true' : 'false');
  }

  #attribute(name: string, value: string | undefined): void {
    if (this.#attributes.get(name) === value) return;
    this.#attributes.set(name, value);
    if (value === undefined) this.root.removeAttribute(name);
    else this.root.setAttribute(name, value);
  }
}

function timeWords(atMs: number, { timeMode, zeroAt }: RowSetting): string {
  if (zeroAt === undefined) return formatClock(atMs);
  if (timeMode === 'selected') return formatDelta(atMs - zeroAt);
  return timeMode === 'relative' ? formatRelative(atMs - zeroAt) : formatClock(atMs);
}

/** What the ack column says: a latency, an age, or why there is none. */
export function ackWords(row: Row, nowMs: number): string {
  switch (row.ack) {
    case 'answered':
      return row.ackMs === undefined ? '' : formatDuration(row.ackMs);
    case 'waiting':
      return formatAge(nowMs - row.at);
    case 'lost':
      return texts.timeline.noAnswer;
    case 'orphan':
      return texts.timeline.orphan;
    case 'twice':
      return texts.timeline.twice;
    default:
      return '';
  }
}
