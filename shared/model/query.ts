/** Which rows pass a filter, kept in time order while rows arrive. */
import type { Log } from '../log/log.ts';
import { DIR_IN, DIR_OUT, ROW_KINDS } from './columns.ts';
import type { Timeline } from './timeline.ts';
import type { Filter, RowKind, RowList } from './types.ts';

/** Folded away unless asked for: beats and transport packets say nothing about the application. */
export const HIDDEN_KINDS: ReadonlySet<RowKind> = new Set(['heartbeat', 'engine', 'transport']);

const FIRST_CAPACITY = 256;

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A test for rows, compiled once per filter. */
function compile(timeline: Timeline, log: Log, filter: Filter): (row: number) => boolean {
  const shown = ROW_KINDS.map((kind) => (filter.kinds ? filter.kinds.has(kind) : !HIDDEN_KINDS.has(kind)));
  const dir = filter.dir === undefined ? undefined : filter.dir === 'in' ? DIR_IN : DIR_OUT;
  const nsp = filter.nsp === undefined ? undefined : timeline.nsps.id(filter.nsp);
  const text = filter.text.trim();
  const pattern = text === '' ? undefined : new RegExp(escapeRegExp(text), 'i');
  const { session } = filter;
  /** Whether a name passes, by name id: most rows share few names. */
  const names: (boolean | undefined)[] = [];
  const nameMatches = (id: number): boolean => (names[id] ??= pattern?.test(timeline.names.name(id)) ?? true);

  return (row) => {
    const { columns, base } = timeline.rows;
    const cell = row - base;
    if (!shown[columns.kind[cell] as number]) return false;
    if (dir !== undefined && columns.dir[cell] !== dir) return false;
    if (session !== undefined && columns.session[cell] !== session) return false;
    if (nsp !== undefined && columns.nsp[cell] !== nsp) return false;
    if (!pattern || nameMatches(columns.name[cell] as number)) return true;
    const entry = log.get(columns.entry[cell] as number);
    if (!entry) return false;
    switch (entry.kind) {
      case 'frame': {
        const body = entry.cut ? entry.cut.head : timeline.textOf(row, entry);
        return body !== undefined && pattern.test(body);
      }
      case 'http-error':
        return pattern.test(`${entry.http.url} ${entry.text ?? ''}`);
      case 'transport-open':
        return pattern.test(entry.url);
      case 'transport-close':
        return pattern.test(entry.reason);
      case 'page':
        return pattern.test(entry.url ?? '');
      case 'note':
        return pattern.test(entry.text);
      default:
        return false;
    }
  };
}

/** Where a list's rows come from; `epoch` changes when everything was replaced. */
export interface RowSource {
  readonly timeline: Timeline;
  readonly log: Log;
  readonly epoch: number;
}

export class FilteredRows implements RowList {
  readonly #source: () => RowSource;
  readonly #filter: Filter;
  #timeline: Timeline;
  #test: (row: number) => boolean;
  #rows = new Int32Array(FIRST_CAPACITY);
  #length = 0;
  /** The oldest row when dead ones were last looked for. */
  #first = 0;
  /** Rows below this number have been looked at. */
  #seen: number;
  #epoch: number;

  constructor(source: () => RowSource, filter: Filter) {
    const { timeline, log, epoch } = source();
    this.#source = source;
    this.#filter = filter;
    this.#timeline = timeline;
    this.#test = compile(timeline, log, filter);
    this.#seen = timeline.rows.first;
    this.#epoch = epoch;
    this.update();
  }

  get length(): number {
    return this.#length;
  }

  at(index: number): number {
    if (index < 0 || index >= this.#length) return -1;
    return this.#rows[index] as number;
  }

  indexOf(row: number): number {
    if (!this.#timeline.rows.has(row)) return -1;
    const place = this.#placeAfter(this.#time(row), row);
    return this.#rows[place - 1] === row && place > 0 ? place - 1 : -place - 1;
  }

  update(): { readonly moved: boolean } {
    let moved = false;
    const { timeline, log, epoch } = this.#source();
    if (this.#epoch !== epoch) {
      this.#epoch = epoch;
      this.#timeline = timeline;
      this.#test = compile(timeline, log, this.#filter);
      moved = this.#length > 0;
      this.#length = 0;
      this.#seen = timeline.rows.first;
    }
    const { rows } = timeline;
    if (this.#dropOld()) moved = true;
    for (let row = Math.max(this.#seen, rows.first); row < rows.end; row++) {
      if (this.#test(row) && this.#insert(row)) moved = true;
    }
    this.#seen = rows.end;
    return { moved };
  }

  /** Rows of equal time stand in the order of their numbers, which is the order of arrival. */
  #time(row: number): number {
    return this.#timeline.rows.columns.at[row - this.#timeline.rows.base] as number;
  }

  /** One past the last row that is not later than (at, row). */
  #placeAfter(at: number, row: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#rows[middle] as number;
      const time = this.#time(other);
      if (time < at || (time === at && other <= row)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Puts a row in its place; true when that is before the end. Recorders' clocks differ in arrival, not in order. */
  #insert(row: number): boolean {
    if (this.#length === this.#rows.length) {
      const grown = new Int32Array(this.#length * 2);
      grown.set(this.#rows);
      this.#rows = grown;
    }
    const at = this.#time(row);
    const last = this.#length > 0 ? (this.#rows[this.#length - 1] as number) : -1;
    if (last === -1 || this.#time(last) <= at) {
      this.#rows[this.#length++] = row;
      return false;
    }
    const place = this.#placeAfter(at, row);
    this.#rows.copyWithin(place + 1, place, this.#length);
    this.#rows[place] = row;
    this.#length += 1;
    return true;
  }

  /** Rows that fell to the bound leave the list. */
  #dropOld(): boolean {
    const { first } = this.#timeline.rows;
    if (first === this.#first) return false;
    this.#first = first;
    let kept = 0;
    for (let i = 0; i < this.#length; i++) {
      const row = this.#rows[i] as number;
      if (row >= first) this.#rows[kept++] = row;
    }
    const dropped = kept !== this.#length;
    this.#length = kept;
    return dropped;
  }
}
