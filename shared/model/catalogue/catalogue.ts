/**
 * Every event of the log by namespace, direction and name: how often, how large, how it was answered. Folded from the rows'
 * columns as they come; what fell to the bound stays counted.
 */
import type { Dir } from '../../log/entry.ts';
import { ACK_STATES, type Columns, DIR_IN, DIR_OUT, ROW_KINDS, type RowColumns } from '../columns.ts';
import type { Interner } from '../intern.ts';
import { Latencies } from './latencies.ts';
import { RateScale, Rates } from './rates.ts';
import { RowSample } from './row-sample.ts';
import type { CatalogueItem, CatalogueReader } from './types.ts';

/** Names that are made up at run time would fill the memory; what comes after these is counted together. */
export const MAX_CATALOGUE_ENTRIES = 5000;

const EVENT = ROW_KINDS.indexOf('event');
const ACK = ROW_KINDS.indexOf('ack');
const WAITING = ACK_STATES.indexOf('waiting');
const ANSWERED = ACK_STATES.indexOf('answered');
const LOST = ACK_STATES.indexOf('lost');

/** One event of the catalogue. */
class CatalogueEntry implements CatalogueItem {
  readonly nsp: string;
  readonly dir: Dir;
  readonly name: string;
  count = 0;
  sizeBytes = 0;
  firstRow = -1;
  lastRow = -1;
  lastAt = 0;
  asked = 0;
  lost = 0;
  waiting = 0;
  latencies: Latencies | undefined;
  readonly rates: Rates;
  readonly sample = new RowSample();

  constructor(nsp: string, dir: Dir, name: string, scale: RateScale) {
    this.nsp = nsp;
    this.dir = dir;
    this.name = name;
    this.rates = new Rates(scale);
  }
}

export class Catalogue implements CatalogueReader {
  readonly #rows: RowColumns;
  readonly #names: Interner;
  readonly #nsps: Interner;
  readonly #scale = new RateScale();
  /** By number of the name; the few of one name are told apart by looking. */
  readonly #byName: (CatalogueEntry[] | undefined)[] = [];
  /** Emits that wait for an answer, and whose they are. */
  readonly #waiting = new Map<number, CatalogueEntry>();
  /** Events whose attachments are still to come, and how much of them is counted. */
  readonly #growing = new Map<number, { readonly entry: CatalogueEntry; sizeBytes: number }>();
  readonly entries: CatalogueEntry[] = [];
  /** Events that found no room. */
  uncounted = 0;
  #seen = 0;
  #changes = 0;

  constructor(rows: RowColumns, names: Interner, nsps: Interner) {
    this.#rows = rows;
    this.#names = names;
    this.#nsps = nsps;
    this.#seen = rows.end;
    this.#changes = rows.changes;
  }

  /** Takes in the rows and changes since the last call. */
  take(): void {
    const { columns, base, first, end, changes } = this.#rows;
    for (let row = Math.max(this.#seen, first); row < end; row++) {
      const cell = row - base;
      const kind = columns.kind[cell];
      if (kind === EVENT) this.#event(columns, cell, row);
      else if (kind === ACK && columns.ack[cell] === ANSWERED) this.#answer(columns, cell);
    }
    this.#seen = end;
    if (changes === this.#changes) return;
    for (const row of this.#rows.changedSince(this.#changes) ?? [...this.#waiting.keys(), ...this.#growing.keys()]) {
      this.#changed(row);
    }
    this.#changes = changes;
  }

  /** The entry of an event. */
  find(nsp: string, dir: Dir, name: string): CatalogueEntry | undefined {
    return this.entries.find((entry) => entry.name === name && entry.nsp === nsp && entry.dir === dir);
  }

  #event(columns: Columns, cell: number, row: number): void {
    const entry = this.#entry(columns, cell, columns.dir[cell] === DIR_IN ? 'in' : 'out');
    if (!entry) {
      this.uncounted += 1;
      return;
    }
    const at = columns.at[cell] as number;
    const size = columns.sizeBytes[cell] as number;
    entry.count += 1;
    entry.sizeBytes += size;
    if (entry.firstRow === -1) entry.firstRow = row;
    entry.lastRow = row;
    entry.lastAt = at;
    entry.rates.add(at);
    entry.sample.add(row);
    if ((columns.missing[cell] as number) > 0) this.#growing.set(row, { entry, sizeBytes: size });
    const ack = columns.ack[cell];
    if (ack === 0) return;
    entry.asked += 1;
    if (ack === LOST) entry.lost += 1;
    else if (ack === WAITING) {
      entry.waiting += 1;
      this.#waiting.set(row, entry);
    }
  }

  #answer(columns: Columns, cell: number): void {
    // Goes by the name of its emit, and the other way.
    const entry = this.#entry(columns, cell, columns.dir[cell] === DIR_OUT ? 'in' : 'out');
    if (!entry || columns.pair[cell] === -1) return;
    entry.latencies ??= new Latencies();
    entry.latencies.add(columns.ackMs[cell] as number);
  }

  #changed(row: number): void {
    const { columns, base } = this.#rows;
    const gone = !this.#rows.has(row);
    const cell = row - base;
    const waiting = this.#waiting.get(row);
    if (waiting && (gone || columns.ack[cell] !== WAITING)) {
      this.#waiting.delete(row);
      waiting.waiting -= 1;
      if (!gone && columns.ack[cell] === LOST) waiting.lost += 1;
    }
    const growing = this.#growing.get(row);
    if (!growing) return;
    if (!gone) {
      const size = columns.sizeBytes[cell] as number;
      growing.entry.sizeBytes += size - growing.sizeBytes;
      growing.sizeBytes = size;
    }
    if (gone || columns.missing[cell] === 0) this.#growing.delete(row);
  }

  #entry(columns: Columns, cell: number, dir: Dir): CatalogueEntry | undefined {
    const id = columns.name[cell] as number;
    const nsp = this.#nsps.name(columns.nsp[cell] as number);
    const known = (this.#byName[id] ??= []);
    let entry = known.find((one) => one.dir === dir && one.nsp === nsp);
    if (!entry && this.entries.length < MAX_CATALOGUE_ENTRIES) {
      entry = new CatalogueEntry(nsp, dir, this.#names.name(id), this.#scale);
      known.push(entry);
      this.entries.push(entry);
    }
    return entry;
  }
}
