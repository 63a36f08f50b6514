/**
 * The model of a log: what a view reads. Entries go in, everything else is folded from them; mutable inside, with a revision
 * that rises once per batch (`docs/design.md`, rule 11).
 */
import type { Entry, FrameEntry, RecorderInfo } from '../log/entry.ts';
import { DEFAULT_BOUNDS, Log, type LogBounds } from '../log/log.ts';
import { newHeader, scanHeader } from '../protocol/socketio.ts';
import { ACK_STATES, DIR_IN, DIR_OUT, ROW_KINDS } from './columns.ts';
import { describe } from './detail.ts';
import { argsPreview, oneLine } from './preview.ts';
import { FilteredRows } from './query.ts';
import { httpWords } from './reasons.ts';
import { Timeline } from './timeline.ts';
import type { Detail, Filter, ModelReader, Row, RowKind, RowList, SessionView } from './types.ts';

export class Model implements ModelReader {
  log: Log;
  #timeline = new Timeline();
  readonly #header = newHeader();
  readonly #rawSockets = new Map<string, number>();
  /** The recorder of the tab's top document, now. */
  #top: string | undefined;
  #revision = 0;
  #epoch = 0;

  constructor(bounds: LogBounds = DEFAULT_BOUNDS) {
    this.log = new Log(bounds);
  }

  get revision(): number {
    return this.#revision;
  }

  /**
   * Says who records. A new recorder of the top document means that the one before is gone with its page: its open sessions
   * end, at the new page's beginning.
   */
  addRecorder(info: RecorderInfo, top: boolean): void {
    this.log.addRecorder(info);
    if (top && this.#top !== info.id) {
      if (this.#top !== undefined) {
        for (const { id } of this.log.recorders) if (id !== info.id) this.recorderGone(id, info.timeOrigin);
      }
      this.#top = info.id;
    }
    this.#revision += 1;
  }

  /** The document of this recorder was left; `at` in epoch milliseconds. */
  recorderGone(recorder: string, at: number): void {
    this.#timeline.left(recorder, at);
    this.#rawSockets.delete(recorder);
    this.#revision += 1;
  }

  append(entries: readonly Entry[]): void {
    for (const entry of entries) this.#timeline.fold(entry, this.log.append(entry));
    this.log.trim();
    this.#timeline.dropBefore(this.log.first);
    this.#revision += 1;
  }

  /** How many unrecorded WebSockets that are not Socket.IO a recorder has seen. */
  setRawSockets(recorder: string, count: number): void {
    if (this.#rawSockets.get(recorder) === count) return;
    this.#rawSockets.set(recorder, count);
    this.#revision += 1;
  }

  /** Forgets the rows so far; sessions that are open go on. */
  clear(): void {
    this.log.clear();
    this.#timeline.clear();
    this.#revision += 1;
  }

  /** Forgets everything, open sessions too: another page, or a file. */
  reset(): void {
    this.log = new Log(this.log.bounds);
    this.#timeline = new Timeline();
    this.#rawSockets.clear();
    this.#top = undefined;
    this.#epoch += 1;
    this.#revision += 1;
  }

  get firstRow(): number {
    return this.#timeline.rows.first;
  }

  get endRow(): number {
    return this.#timeline.rows.end;
  }

  row(row: number): Row {
    const { columns, base } = this.#timeline.rows;
    const cell = row - base;
    if (!this.#timeline.rows.has(row)) throw new RangeError(`row ${row} is not in the log`);
    const kind = ROW_KINDS[columns.kind[cell] as number] as RowKind;
    const dir = columns.dir[cell];
    const ackId = columns.ackId[cell] as number;
    const ackMs = columns.ackMs[cell] as number;
    return {
      row,
      at: columns.at[cell] as number,
      dir: dir === DIR_IN ? 'in' : dir === DIR_OUT ? 'out' : undefined,
      kind,
      session: columns.session[cell] as number,
      nsp: this.#timeline.nsps.name(columns.nsp[cell] as number),
      name: this.#timeline.names.name(columns.name[cell] as number),
      preview: this.#preview(row, kind),
      sizeBytes: columns.sizeBytes[cell] as number,
      ackId: Number.isNaN(ackId) ? undefined : ackId,
      ack: ACK_STATES[columns.ack[cell] as number],
      ackMs: Number.isNaN(ackMs) ? undefined : ackMs,
      pair: columns.pair[cell] as number,
      attachments: columns.attachments[cell] as number,
      missingAttachments: columns.missing[cell] as number,
      hasProblem: columns.problem[cell] === 1,
    };
  }

  detail(row: number): Detail {
    const { columns, base } = this.#timeline.rows;
    const view = this.row(row);
    const entry = this.log.get(columns.entry[row - base] as number);
    if (!entry) throw new RangeError(`the entry of row ${row} is not in the log`);
    const polling = 'transport' in entry && this.#isPolling(entry.recorder, entry.transport);
    return describe({
      row: view,
      entry,
      record: columns.record[row - base] as number,
      polling,
      attachments: this.#timeline.attachments.get(row) ?? [],
      entryAt: (index) => this.log.get(index),
    });
  }

  list(filter: Filter): RowList {
    return new FilteredRows(() => ({ timeline: this.#timeline, log: this.log, epoch: this.#epoch }), filter);
  }

  get sessions(): readonly SessionView[] {
    return this.#timeline.sessions.all.map((session) => session.view);
  }

  session(id: number): SessionView | undefined {
    return this.#timeline.sessions.get(id)?.view;
  }

  get namespaces(): readonly string[] {
    return this.#timeline.nsps.names.filter((name) => name !== '').sort();
  }

  get lostByRecorder(): number {
    return this.#timeline.lost;
  }

  get lostByBound(): number {
    return this.log.dropped;
  }

  get sizeBytes(): number {
    return this.log.sizeBytes;
  }

  get maxBytes(): number {
    return this.log.bounds.maxBytes;
  }

  get entryCount(): number {
    return this.log.count;
  }

  get maxEntries(): number {
    return this.log.bounds.maxEntries;
  }

  get rawSockets(): number {
    let sum = 0;
    for (const count of this.#rawSockets.values()) sum += count;
    return sum;
  }

  #isPolling(recorder: string, transport: string): boolean {
    return this.#timeline.sessions.transport(recorder, transport)?.view.type === 'polling';
  }

  #preview(row: number, kind: RowKind): string {
    const { columns, base } = this.#timeline.rows;
    const cell = row - base;
    const entry = this.log.get(columns.entry[cell] as number);
    switch (entry?.kind) {
      case 'frame':
        return this.#framePreview(entry, columns.start[cell] as number, columns.end[cell] as number, kind);
      case 'transport-open':
        return entry.url;
      case 'transport-close': {
        const end = this.session(columns.session[cell] as number)?.end;
        return end && end.at === entry.at ? `${end.reason}: ${end.words}` : entry.reason;
      }
      case 'http-error':
        return httpWords(entry);
      case 'page':
        return entry.url ?? (entry.ms === undefined ? '' : `${Math.round(entry.ms)} ms`);
      case 'lost':
        return `${entry.count.toLocaleString('en')} entries were dropped by the page's bound before they were read`;
      case 'action':
        return entry.target ?? '';
      case 'note':
        return oneLine(entry.text);
      default:
        return '';
    }
  }

  #framePreview(entry: FrameEntry, start: number, end: number, kind: RowKind): string {
    if (entry.text === undefined) {
      return entry.cut ? oneLine(entry.cut.head) : `‹binary ${(entry.size ?? 0).toLocaleString('en')} B›`;
    }
    if (kind === 'raw') return oneLine(entry.text.slice(0, 600));
    if (kind === 'binary') return '‹binary›';
    if (kind === 'event' || kind === 'ack' || kind === 'connect' || kind === 'connected' || kind === 'refused') {
      // The record is the engine's type digit and the packet.
      scanHeader(entry.text, start + 1, end, this.#header);
      const { payloadStart, payloadEnd } = this.#header;
      return argsPreview(entry.text, payloadStart, payloadEnd, kind === 'event');
    }
    return oneLine(entry.text.slice(start, end).slice(kind === 'broken' ? 0 : 1, 600));
  }
}
