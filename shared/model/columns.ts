/**
 * The timeline's rows as typed columns: some 75 bytes a row, no object per row until one is looked at. Rows have numbers
 * that never change; `dropBefore` lets old ones go.
 */
import type { AckState, RowKind } from './types.ts';

export const ROW_KINDS: readonly RowKind[] = [
  'event',
  'ack',
  'connect',
  'connected',
  'refused',
  'disconnect',
  'open',
  'upgrade',
  'heartbeat',
  'engine',
  'transport',
  'closed',
  'http-error',
  'raw',
  'binary',
  'broken',
  'room',
  'companion',
  'page',
  'lost',
  'action',
  'note',
];

/** Ack states as the column holds them; 0 is "no ack asked for". */
export const ACK_STATES: readonly (AckState | undefined)[] = [
  undefined,
  'waiting',
  'answered',
  'lost',
  'orphan',
  'twice',
];

export const DIR_NONE = 0;
export const DIR_IN = 1;
export const DIR_OUT = 2;

/** The problem of a packet that came while another waited for attachments: it shows in no packet alone. */
export const INTERRUPTS = 2;

const FIRST_CAPACITY = 1024;

/** Changes that are remembered for those who read them later; who comes later than that looks at every row again. */
const MAX_CHANGES = 65_536;

type Column = Float64Array | Uint32Array | Int32Array | Uint16Array | Uint8Array;

const makeColumns = (capacity: number) => ({
  /** Index of the entry in the log. */
  entry: new Float64Array(capacity),
  at: new Float64Array(capacity),
  /** Range of the text that is this Engine.IO packet, type digit included: of the frame's, or of what its framing makes. */
  start: new Uint32Array(capacity),
  end: new Uint32Array(capacity),
  record: new Uint32Array(capacity),
  /** How the packet is read: numbers of its framing and its parser, and the Engine.IO version of the side that receives. */
  framing: new Uint8Array(capacity),
  parser: new Uint8Array(capacity),
  receiver: new Uint8Array(capacity),
  kind: new Uint8Array(capacity),
  dir: new Uint8Array(capacity),
  session: new Int32Array(capacity),
  nsp: new Uint32Array(capacity),
  name: new Uint32Array(capacity),
  ackId: new Float64Array(capacity),
  ack: new Uint8Array(capacity),
  ackMs: new Float64Array(capacity),
  pair: new Int32Array(capacity),
  sizeBytes: new Float64Array(capacity),
  attachments: new Uint16Array(capacity),
  missing: new Uint16Array(capacity),
  /** 0 for none, else 1 or `INTERRUPTS`. */
  problem: new Uint8Array(capacity),
});

export type Columns = ReturnType<typeof makeColumns>;

export class RowColumns {
  /** Read a cell as `rows.columns.at[row - rows.base]`: hot loops need no call per cell. */
  columns: Columns = makeColumns(FIRST_CAPACITY);
  /** Row number of the first cell. */
  base = 0;
  /** Rows that exist: `first` ≤ row < `end`. */
  first = 0;
  end = 0;
  #capacity = FIRST_CAPACITY;
  #changed: number[] = [];
  #changedBase = 0;

  /** Notes that cells of a row were written again after it was added: an answer came, an attachment. */
  touch(row: number): void {
    if (this.#changed.length >= MAX_CHANGES) {
      this.#changedBase += this.#changed.length / 2;
      this.#changed = this.#changed.slice(this.#changed.length / 2);
    }
    this.#changed.push(row);
  }

  /** How many changes there have been. */
  get changes(): number {
    return this.#changedBase + this.#changed.length;
  }

  /** The rows touched since there were `changes` of them; `undefined` where that is too long ago. */
  changedSince(changes: number): readonly number[] | undefined {
    return changes < this.#changedBase ? undefined : this.#changed.slice(changes - this.#changedBase);
  }

  /** Makes a row of zeros (`ackId` NaN, `pair` -1) and returns its number. */
  add(): number {
    if (this.end - this.base === this.#capacity) this.#makeRoom();
    const row = this.end++;
    const cell = row - this.base;
    this.columns.ackId[cell] = Number.NaN;
    this.columns.ackMs[cell] = Number.NaN;
    this.columns.pair[cell] = -1;
    return row;
  }

  has(row: number): boolean {
    return row >= this.first && row < this.end;
  }

  dropBefore(row: number): void {
    if (row > this.first) this.first = Math.min(row, this.end);
  }

  /** Moves the living rows to the front of columns that fit them twice (dropped rows are forgotten here). */
  #makeRoom(): void {
    const living = this.end - this.first;
    const capacity = Math.max(FIRST_CAPACITY, living * 2);
    const grown = makeColumns(capacity);
    const from = this.first - this.base;
    for (const key of Object.keys(grown) as (keyof Columns)[]) {
      (grown[key] as Column).set((this.columns[key] as Column).subarray(from, from + living) as never);
    }
    this.columns = grown;
    this.base = this.first;
    this.#capacity = capacity;
  }
}
