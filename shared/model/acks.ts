/**
 * Emits and their acks. An ack has the namespace and id of its emit and goes the other way; ids count per namespace and
 * direction (`docs/protocol.md` §4, item 4).
 */
import type { Dir } from '../log/entry.ts';
import type { RowColumns } from './columns.ts';
import { ACK_STATES } from './columns.ts';
import type { Session, Socket } from './sessions.ts';

const stateCode = (state: (typeof ACK_STATES)[number]): number => ACK_STATES.indexOf(state);
const WAITING = stateCode('waiting');
const ANSWERED = stateCode('answered');
const LOST = stateCode('lost');
const ORPHAN = stateCode('orphan');
const TWICE = stateCode('twice');

/** Answered ids that a socket remembers, to know an answer that comes again. */
const MAX_ANSWERED = 10_000;

const opposite = (dir: Dir): Dir => (dir === 'in' ? 'out' : 'in');

export class Acks {
  readonly #rows: RowColumns;
  /** Rows of emits that were answered, by id. */
  readonly #answered = new WeakMap<Socket, Record<Dir, Map<number, number>>>();

  constructor(rows: RowColumns) {
    this.#rows = rows;
  }

  /** The event of this row asked for an ack. */
  asked(session: Session, socket: Socket, dir: Dir, id: number, row: number): void {
    const waiting = socket.waiting[dir];
    const before = waiting.get(id);
    // The same id again (a restarted client over the same session): the first can't be answered any more.
    if (before !== undefined) this.#lose(session, before, this.#at(row));
    waiting.set(id, row);
    this.#answeredOf(socket, dir).delete(id);
    this.#rows.columns.ack[row - this.#rows.base] = WAITING;
    session.view.pendingAcks += 1;
  }

  #answeredOf(socket: Socket, dir: Dir): Map<number, number> {
    let both = this.#answered.get(socket);
    if (!both) {
      both = { in: new Map(), out: new Map() };
      this.#answered.set(socket, both);
    }
    return both[dir];
  }

  /** The ack of this row arrived. Returns the row of the emit that it answers (again, perhaps), or -1. */
  answered(session: Session, socket: Socket, dir: Dir, id: number, row: number): number {
    const waiting = socket.waiting[opposite(dir)];
    const emit = waiting.get(id);
    const { columns, base } = this.#rows;
    const answered = this.#answeredOf(socket, opposite(dir));
    if (emit === undefined) {
      const first = answered.get(id);
      columns.ack[row - base] = first === undefined ? ORPHAN : TWICE;
      if (first === undefined || !this.#rows.has(first)) return -1;
      columns.ackMs[row - base] = this.#at(row) - this.#at(first);
      columns.pair[row - base] = first;
      return first;
    }
    waiting.delete(id);
    answered.set(id, emit);
    if (answered.size > MAX_ANSWERED) answered.delete(answered.keys().next().value as number);
    session.view.pendingAcks -= 1;
    columns.ack[row - base] = ANSWERED;
    if (!this.#rows.has(emit)) return -1;
    const ms = this.#at(row) - this.#at(emit);
    columns.ack[emit - base] = ANSWERED;
    columns.ackMs[row - base] = columns.ackMs[emit - base] = ms;
    columns.pair[row - base] = emit;
    columns.pair[emit - base] = row;
    this.#rows.touch(emit);
    return emit;
  }

  /** The socket ended: what still waits will never be answered. Returns the rows that changed. */
  ended(session: Session, socket: Socket, at: number): void {
    for (const dir of ['in', 'out'] as const) {
      for (const row of socket.waiting[dir].values()) this.#lose(session, row, at);
      socket.waiting[dir].clear();
    }
  }

  #lose(session: Session, row: number, at: number): void {
    session.view.pendingAcks -= 1;
    if (!this.#rows.has(row)) return;
    this.#rows.columns.ack[row - this.#rows.base] = LOST;
    this.#rows.columns.ackMs[row - this.#rows.base] = at - this.#at(row);
    this.#rows.touch(row);
  }

  #at(row: number): number {
    return this.#rows.columns.at[row - this.#rows.base] ?? Number.NaN;
  }
}
