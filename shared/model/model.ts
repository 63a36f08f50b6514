/**
 * The model of a log: what a view reads. Entries go in, everything else is folded from them; mutable inside, with a revision
 * that rises once per batch (`docs/design.md`, rule 11).
 */
import { LOG_BOUNDS, type LogBounds } from '../log/bounds.ts';
import type { Entry, FrameEntry, RecorderInfo } from '../log/entry.ts';
import { Log } from '../log/log.ts';
import type { Decoder } from '../protocol/decoder.ts';
import { ParserSet } from '../protocol/parser-set.ts';
import { RULES } from '../protocol/rules.ts';
import { alikeRow } from './alike.ts';
import { Catalogue } from './catalogue/catalogue.ts';
import type { CatalogueReader } from './catalogue/types.ts';
import { ACK_STATES, DIR_IN, DIR_OUT, INTERRUPTS, ROW_KINDS } from './columns.ts';
import { LogContent } from './content.ts';
import { describe } from './detail.ts';
import { oneLine } from './one-line.ts';
import { Bins } from './overview/bins.ts';
import type { OverviewReader } from './overview/types.ts';
import { FilteredRows, type RowSource } from './query/filtered-rows.ts';
import type { Query } from './query/query.ts';
import { httpWords } from './reasons.ts';
import type { RoomsReader } from './rooms/types.ts';
import { Timeline } from './timeline.ts';
import type { Detail, ModelReader, Row, RowKind, RowList, SessionView, WorkerView } from './types.ts';
import { Workers } from './workers.ts';

/** Rows whose preview is what a Socket.IO packet carries. */
const PACKET_KINDS: ReadonlySet<RowKind> = new Set(['event', 'ack', 'connect', 'connected', 'refused', 'companion']);

/** Blanks are joined after this. */
const PREVIEW_CHARS = 600;

const binaryWords = (sizeBytes: number): string => `‹binary ${sizeBytes.toLocaleString('en')} B›`;

export type { Decoder };

export class Model implements ModelReader {
  log: Log;
  readonly #parsers: ParserSet;
  #timeline: Timeline;
  #catalogue: Catalogue;
  #bins: Bins;
  readonly #rawSockets = new Map<string, number>();
  readonly #workers = new Workers();
  /** The recorder of the tab's top document, now. */
  #top: string | undefined;
  #revision = 0;
  #epoch = 0;
  readonly #source = (): RowSource => ({
    timeline: this.#timeline,
    content: new LogContent(this.log, this.#timeline),
    epoch: this.#epoch,
  });

  /**
   * `decoders`: what reads the messages of applications that have a parser of their own.
   *
   * @throws TypeError where a decoder has no name of its own, or nothing to decode with
   */
  constructor(bounds: LogBounds = LOG_BOUNDS.large, decoders: readonly Decoder[] = []) {
    this.log = new Log(bounds);
    this.#parsers = new ParserSet(decoders);
    this.#timeline = this.#newTimeline();
    this.#catalogue = this.#newCatalogue();
    this.#bins = new Bins(this.#timeline.rows);
  }

  readonly #entryAt = (index: number): Entry | undefined => this.log.get(index);

  #newTimeline(before?: Timeline): Timeline {
    return new Timeline({ entryAt: this.#entryAt, parsers: this.#parsers, ...(before && { before }) });
  }

  get revision(): number {
    return this.#revision;
  }

  /**
   * Says who records. A new recorder of the top document means that the one before is gone with its page: its open sessions
   * end, at the new page's beginning.
   */
  addRecorder(info: RecorderInfo, top: boolean): void {
    this.log.addRecorder(top ? { ...info, top } : info);
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
    this.#timeline.left(recorder, at, this.log.end);
    this.#catalogue.take();
    this.#rawSockets.delete(recorder);
    this.#workers.gone(recorder);
    this.#revision += 1;
  }

  append(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.#timeline.fold(entry, this.log.append(entry));
      this.#workers.fold(entry);
    }
    this.#catalogue.take();
    this.#bins.take();
    this.#trim();
    this.#revision += 1;
  }

  /** Keeps so much from now on; what is over it falls at once. */
  setBounds(bounds: LogBounds): void {
    this.log.bounds = bounds;
    this.#trim();
    this.#revision += 1;
  }

  /** Takes in a saved log: each recorder comes when its first entry does, as it came when the log was recorded. */
  replay(recorders: readonly RecorderInfo[], entries: readonly Entry[]): void {
    const waiting = new Map(recorders.map((info) => [info.id, info]));
    let from = 0;
    for (const [place, { recorder }] of entries.entries()) {
      const info = waiting.get(recorder);
      if (!info) continue;
      waiting.delete(recorder);
      this.append(entries.slice(from, place));
      from = place;
      this.addRecorder(info, info.top === true);
    }
    this.append(entries.slice(from));
    for (const info of waiting.values()) this.addRecorder(info, false);
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
    this.#catalogue = this.#newCatalogue();
    this.#bins = new Bins(this.#timeline.rows);
    this.#revision += 1;
  }

  /** Forgets everything, open sessions too: another page, or a file. */
  reset(): void {
    this.log = new Log(this.log.bounds);
    this.#timeline = this.#newTimeline();
    this.#catalogue = this.#newCatalogue();
    this.#bins = new Bins(this.#timeline.rows);
    this.#rawSockets.clear();
    this.#workers.clear();
    this.#top = undefined;
    this.#epoch += 1;
    this.#revision += 1;
  }

  /** The Socket.IO parsers that a session can be read by: ours, and those of the decoders. */
  get parserNames(): readonly string[] {
    return this.#parsers.names;
  }

  /**
   * Reads a session by this parser; `undefined` goes back to the one that its first messages tell. The rows so far are made
   * again: sessions keep their numbers, rows may get others.
   *
   * @throws RangeError where there is no such session, or no such parser
   */
  setParser(sessionId: number, name: string | undefined): void {
    const session = this.#timeline.sessions.get(sessionId);
    if (!session) throw new RangeError(`there is no session ${sessionId}`);
    const parser = name === undefined ? undefined : this.#parsers.named(name);
    if (name !== undefined && !parser) throw new RangeError(`there is no parser named "${name}"`);
    const before = this.#timeline;
    before.sessions.choose(session, parser);
    this.#timeline = this.#newTimeline(before);
    this.#timeline.refold(before, this.log.first, this.log.end, this.#entryAt);
    this.#catalogue = this.#newCatalogue();
    this.#catalogue.take();
    this.#bins = new Bins(this.#timeline.rows);
    this.#bins.take();
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
      hasProblem: columns.problem[cell] !== 0,
      delivery: this.#timeline.told.delivery(row) ?? this.#timeline.inferred.delivery(row),
      hint: this.#timeline.told.told ? undefined : this.#timeline.inferred.move(row),
      outcome: this.#timeline.told.outcome(row),
      unheard: this.#timeline.told.isUnheard(row),
    };
  }

  detail(row: number): Detail {
    const { columns, base } = this.#timeline.rows;
    const view = this.row(row);
    const entry = this.log.get(columns.entry[row - base] as number);
    if (!entry) throw new RangeError(`the entry of row ${row} is not in the log`);
    const timeline = this.#timeline;
    return describe({
      row: view,
      entry,
      message: timeline.message(row),
      parser: timeline.parser(row),
      rules: RULES[timeline.receiver(row)],
      interrupts: columns.problem[row - base] === INTERRUPTS,
      attachments: (timeline.attachments.get(row) ?? []).map((place) => timeline.attachment(place)),
    });
  }

  alike(row: number, step: 1 | -1): number {
    return alikeRow(this.#timeline.rows, row, step);
  }

  ackMs(row: number): number {
    const { rows } = this.#timeline;
    return rows.has(row) ? (rows.columns.ackMs[row - rows.base] as number) : Number.NaN;
  }

  argsOf(rows: readonly number[]): readonly (readonly unknown[])[] {
    const { content } = this.#source();
    return rows.flatMap((row) => {
      const args = this.#timeline.rows.has(row) ? content.args(row) : undefined;
      return args ? [args] : [];
    });
  }

  list(query: Query, budgetMs?: number): RowList {
    return new FilteredRows(this.#source, query, budgetMs);
  }

  get knowsRooms(): boolean {
    return this.#source().content.knowsRooms;
  }

  get hasTargets(): boolean {
    return this.knowsRooms || this.#timeline.inferred.any;
  }

  get eventNames(): readonly string[] {
    return [...new Set(this.#catalogue.entries.map(({ name }) => name))];
  }

  get rooms(): RoomsReader {
    return this.#timeline.told;
  }

  get overview(): OverviewReader {
    return this.#bins;
  }

  get catalogue(): CatalogueReader {
    return this.#catalogue;
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

  get recorders(): readonly RecorderInfo[] {
    return this.log.recorders;
  }

  get workers(): readonly WorkerView[] {
    return this.#workers.all;
  }

  get rawSockets(): number {
    let sum = 0;
    for (const count of this.#rawSockets.values()) sum += count;
    return sum;
  }

  #trim(): void {
    this.log.trim();
    const { rows } = this.#timeline;
    const before = rows.first;
    this.#timeline.dropBefore(this.log.first);
    if (rows.first > before && rows.first < rows.end) {
      this.#bins.dropBefore(rows.columns.at[rows.first - rows.base] as number);
    }
  }

  #newCatalogue(): Catalogue {
    const { rows, names, nsps } = this.#timeline;
    return new Catalogue(rows, names, nsps);
  }

  #preview(row: number, kind: RowKind): string {
    const { columns, base } = this.#timeline.rows;
    const cell = row - base;
    const entry = this.log.get(columns.entry[cell] as number);
    switch (entry?.kind) {
      case 'frame':
        return this.#framePreview(row, entry, kind);
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

  #framePreview(row: number, entry: FrameEntry, kind: RowKind): string {
    if (entry.cut) return oneLine(entry.cut.head);
    if (kind === 'raw')
      return entry.text === undefined ? binaryWords(entry.size ?? 0) : oneLine(entry.text.slice(0, 600));
    const message = this.#timeline.message(row);
    if (!message) return '';
    const { record, text, bytes } = message;
    const move = kind === 'room' ? this.#timeline.told.move(row) : undefined;
    if (move) return move.room;
    if (PACKET_KINDS.has(kind)) {
      const rules = RULES[this.#timeline.receiver(row)];
      return oneLine(this.#timeline.parser(row).preview(message, rules, PREVIEW_CHARS));
    }
    if (bytes) return binaryWords(bytes.sizeBytes);
    const from = kind === 'broken' ? record.start : record.dataStart;
    return oneLine(text.slice(from, Math.min(record.end, from + PREVIEW_CHARS)));
  }
}
