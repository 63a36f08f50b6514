/**
 * The story of a session, from its first request to its end and what came after. Made of timeline rows, whose lists are kept up to
 * date as rows arrive: a session that lives all day costs no more to tell than what it did since the last look.
 */
import { valuesText } from '../../protocol/value-text.ts';
import { field, textField } from '../field.ts';
import { all, any, type Query } from '../query/query.ts';
import { claimOf, type RecoveryClaim, recoveryBy } from '../recovery.ts';
import type { ModelReader, Row, RowList, SessionView, TransportView } from '../types.ts';
import { upgradeFailure } from '../upgrade-failure.ts';
import { Beats } from './beats.ts';
import { PageBefore } from './page-before.ts';
import type { StoryEvent, StoryLine } from './types.ts';

const OWN: Query = {
  type: 'kinds',
  kinds: [
    'transport',
    'open',
    'upgrade',
    'heartbeat',
    'connect',
    'connected',
    'refused',
    'disconnect',
    'closed',
    'http-error',
  ],
};
const PAGE: Query = { type: 'kinds', kinds: ['page', 'lost'] };

/** Emits that waited for the connection leave in the same turn as it comes. */
const FLUSH_MS = 50;
const MAX_FLUSHED = 1000;

/** How many of the last emits are looked at for one that was too large. */
const LOOKED_AT_EMITS = 50;

const BODY_CHARS = 300;

interface Asked {
  readonly at: number;
  /** What it asks to be restored. */
  readonly claim: RecoveryClaim | undefined;
}

export class Story {
  readonly #model: ModelReader;
  readonly #id: number;
  #list: RowList;
  #taken = 0;
  #lines: StoryLine[] = [];
  #beats = new Beats();
  #before = new PageBefore();
  #asked = new Map<string, Asked>();
  /** Transports of upgrades that failed, by the row of their close. */
  #failed = new Map<number, TransportView>();
  #closedRow = -1;

  constructor(model: ModelReader, session: number) {
    this.#model = model;
    this.#id = session;
    this.#list = this.#newList();
  }

  #newList(): RowList {
    return this.#model.list(any(all({ type: 'session', sessions: [this.#id] }, OWN), PAGE));
  }

  /** The lines so far, oldest first; none for a session that is not known any more. */
  lines(): readonly StoryLine[] {
    const session = this.#model.session(this.#id);
    if (!session) return [];
    if (this.#list.update().moved || this.#taken > this.#list.length) this.#startAgain();
    for (; this.#taken < this.#list.length; this.#taken++) this.#take(this.#list.at(this.#taken), session);
    const beats = this.#beats.line();
    return [
      ...this.#reconnect(session),
      ...this.#before.lines(session.startedAt),
      ...this.#lines,
      ...(beats ? [beats] : []),
      ...this.#roomsLost(session),
      ...this.#ending(session),
    ]
      .flatMap((line) => [this.#judged(line, session), ...this.#flushed(line, session)])
      .sort((a, b) => a.at - b.at);
  }

  #startAgain(): void {
    this.#taken = 0;
    this.#lines = [];
    this.#beats = new Beats();
    this.#before = new PageBefore();
    this.#asked = new Map();
    this.#failed = new Map();
    this.#closedRow = -1;
  }

  #add(row: Pick<Row, 'at' | 'row'>, what: StoryEvent): void {
    const beats = this.#beats.line();
    if (beats) this.#lines.push(beats);
    this.#beats.cut();
    this.#lines.push({ at: row.at, row: row.row, what, inferred: false });
  }

  #take(number: number, session: SessionView): void {
    const row = this.#model.row(number);
    switch (row.kind) {
      case 'transport':
        this.#transport(row, session);
        return;
      case 'open':
        if (row.dir === 'in') this.#handshake(row, session);
        return;
      case 'upgrade':
        if (row.dir !== 'out') return;
        this.#upgraded(row, session);
        return;
      case 'heartbeat': {
        const late = this.#beats.take(row, session);
        if (late) this.#add(late, late.what);
        return;
      }
      case 'connect': {
        this.#asked.set(row.nsp, { at: row.at, claim: this.#claim(row) });
        this.#add(row, { kind: 'connecting', nsp: row.nsp });
        return;
      }
      case 'connected':
      case 'refused':
        this.#answered(row, session);
        return;
      case 'disconnect':
        this.#add(row, { kind: 'disconnect', nsp: row.nsp, by: row.dir === 'in' ? 'server' : 'page' });
        return;
      case 'closed':
        if (row.name !== 'upgrade failed') this.#closedRow = row.row;
        else this.#upgradeFailed(row, session);
        return;
      case 'http-error': {
        const { entry } = this.#model.detail(row.row);
        const body = entry.kind === 'http-error' && entry.text ? entry.text.slice(0, BODY_CHARS) : undefined;
        this.#closedRow = row.row;
        this.#add(row, { kind: 'http-error', name: row.name, words: row.preview, body });
        return;
      }
      default:
        this.#pageMark(row, session);
    }
  }

  /** The transport that a row's entry is of. */
  #transportOf({ row }: Row, { transports }: SessionView): TransportView | undefined {
    const { entry } = this.#model.detail(row);
    return 'transport' in entry ? transports.find(({ id }) => id === entry.transport) : undefined;
  }

  #transport(row: Row, session: SessionView): void {
    const view = this.#transportOf(row, session);
    const type = view?.type ?? 'websocket';
    if (view === session.transports[0] || type === 'polling') {
      this.#add(row, { kind: 'transport', type, late: view?.late ?? false });
      return;
    }
    this.#add(row, { kind: 'probe', type });
  }

  #upgraded(row: Row, session: SessionView): void {
    const view = this.#transportOf(row, session);
    this.#add(row, { kind: 'upgraded', type: view?.type ?? 'websocket', ms: since(view?.openedAt, row.at) });
  }

  #upgradeFailed(row: Row, session: SessionView): void {
    const view = this.#transportOf(row, session);
    if (view) this.#failed.set(row.row, view);
    const { type = 'websocket', openedAt, code } = view ?? {};
    this.#add(row, { kind: 'upgrade-failed', type, ms: since(openedAt, row.at), failure: undefined, code });
  }

  /** Why an upgrade failed may show later: the session ended with it. */
  #judged(line: StoryLine, session: SessionView): StoryLine {
    const { what } = line;
    const failed = what.kind === 'upgrade-failed' ? this.#failed.get(line.row) : undefined;
    if (what.kind !== 'upgrade-failed' || !failed) return line;
    const failure = upgradeFailure(session, failed);
    return { ...line, what: { ...what, failure }, inferred: failure.certainty === 'likely' };
  }

  #handshake(row: Row, session: SessionView): void {
    const { sid, pingIntervalMs, pingTimeoutMs, upgrades, startedAt } = session;
    this.#add(row, { kind: 'handshake', ms: row.at - startedAt, sid, pingIntervalMs, pingTimeoutMs, upgrades });
  }

  /** The question's line becomes the answer's: what was asked and came is one line. */
  #answered(row: Row, session: SessionView): void {
    const { nsp } = row;
    const asked = this.#asked.get(nsp);
    this.#asked.delete(nsp);
    if (asked) this.#lines = this.#lines.filter(({ what }) => what.kind !== 'connecting' || what.nsp !== nsp);
    const ms = since(asked?.at, row.at);
    const { packet } = this.#model.detail(row.row);
    if (row.kind === 'refused') {
      if (row.name === 'error') return;
      const { message, data } = refusalOf(packet?.data);
      this.#add(row, { kind: 'refused', nsp, ms, message, data });
      return;
    }
    // Replies of Socket.IO 2 carry none: the socket goes by the session's, at each connect.
    const sid = textField(packet?.data, 'sid') ?? session.sockets.find((one) => one.nsp === nsp)?.sid;
    const claim = asked?.claim;
    // What this reply says: the socket may have been connected again since.
    const recovery = claim && recoveryBy(claim, field(packet?.data, 'pid'));
    this.#add(row, { kind: 'connected', nsp, ms, sid, recovery, claim });
  }

  #claim(row: Row): RecoveryClaim | undefined {
    const data = this.#model.detail(row.row).packet?.data;
    return claimOf(field(data, 'pid'), field(data, 'offset'));
  }

  #pageMark(row: Row, { startedAt, end, recorder, pingTimeoutMs }: SessionView): void {
    if (end && row.at > end.at) return;
    const { entry } = this.#model.detail(row.row);
    if (entry.recorder !== recorder || (entry.kind !== 'lost' && entry.kind !== 'page')) return;
    if (row.at < startedAt) this.#before.take(entry.kind === 'lost' ? 'lost' : entry.event, row);
    else if (entry.kind === 'lost') this.#add(row, { kind: 'lost', count: entry.count });
    else if (entry.event !== 'worker') {
      const fatal = entry.event === 'stall' && pingTimeoutMs !== undefined && (entry.ms ?? 0) > pingTimeoutMs;
      this.#add(row, { kind: 'page', event: entry.event, ms: entry.ms, fatal });
    }
  }

  /** Where it came from: the session that it follows, and how many attempts failed between. */
  #reconnect({ previous, startedAt }: SessionView): StoryLine[] {
    const before = previous === undefined ? undefined : this.#model.session(previous);
    if (!before?.end) return [];
    let attempt = 1;
    for (let one: SessionView | undefined = before; one && one.connectedAt === undefined && !one.late; attempt++) {
      one = one.previous === undefined ? undefined : this.#model.session(one.previous);
      if (!one) break;
    }
    const delayMs = startedAt - before.end.at;
    return [
      { at: startedAt, row: -1, what: { kind: 'reconnect', previous: before.id, delayMs, attempt }, inferred: true },
    ];
  }

  /** Only while the server tells of this session too: rooms that nobody tells of are not lost. */
  #roomsLost({ id, previous, connectedAt, sockets }: SessionView): StoryLine[] {
    const { rooms } = this.#model;
    if (previous === undefined || rooms.channel(id)?.state !== 'told') return [];
    const now = rooms.roomsOf(id);
    return [...rooms.roomsOf(previous)].flatMap(([nsp, before]) => {
      const lost = before.filter((room) => !now.get(nsp)?.includes(room));
      const at = sockets.find((socket) => socket.nsp === nsp)?.connectedAt ?? connectedAt;
      if (lost.length === 0 || at === undefined) return [];
      return [{ at, row: -1, what: { kind: 'rooms-lost', nsp, rooms: lost }, inferred: false } as const];
    });
  }

  #ending(session: SessionView): StoryLine[] {
    const { end, next } = session;
    if (!end) return [];
    const lines: StoryLine[] = [];
    const tooBig = end.code === 1009 || end.httpStatus === 413 ? this.#largest(session) : undefined;
    if (tooBig) lines.push(tooBig);
    const lastBeatAt = session.lastPingAt ?? session.connectedAt;
    const silentMs = end.reason === 'ping timeout' && lastBeatAt !== undefined ? end.at - lastBeatAt : undefined;
    const closeReason = session.transports.find(({ closedAt }) => closedAt === end.at)?.reason || undefined;
    const what = { kind: 'end', end, silentMs, closeReason } as const;
    lines.push({ at: end.at, row: this.#closedRow, what, inferred: end.certainty !== 'certain' });
    const following = next === undefined ? undefined : this.#model.session(next);
    if (following) {
      const { startedAt, id } = following;
      const delayMs = startedAt - end.at;
      lines.push({ at: startedAt, row: -1, what: { kind: 'next', next: id, delayMs }, inferred: true });
    }
    return lines;
  }

  /** The largest of the last emits: the wire does not say which of them was refused. */
  #largest({ id, maxPayloadBytes }: SessionView): StoryLine | undefined {
    const emits = this.#model.list(
      all({ type: 'session', sessions: [id] }, { type: 'dir', dir: 'out' }, { type: 'kinds', kinds: ['event', 'ack'] }),
    );
    let largest: Row | undefined;
    for (let place = emits.length - 1; place >= Math.max(0, emits.length - LOOKED_AT_EMITS); place--) {
      const row = this.#model.row(emits.at(place));
      if (!largest || row.sizeBytes > largest.sizeBytes) largest = row;
    }
    if (!largest) return undefined;
    const { name, sizeBytes, row, at } = largest;
    return { at, row, what: { kind: 'too-big', event: name, sizeBytes, maxBytes: maxPayloadBytes }, inferred: true };
  }

  /** Emits right behind a connect after a reconnect. They come after its line was made, so they are looked for each time. */
  #flushed({ row: connected, at, what }: StoryLine, { previous }: SessionView): StoryLine[] {
    if (what.kind !== 'connected' || previous === undefined) return [];
    let first: Row | undefined;
    let count = 0;
    for (let number = connected + 1; number < this.#model.endRow && count < MAX_FLUSHED; number++) {
      const row = this.#model.row(number);
      if (row.at - at > FLUSH_MS) break;
      if (row.session !== this.#id || row.nsp !== what.nsp || row.kind !== 'event' || row.dir !== 'out') continue;
      first ??= row;
      count += 1;
    }
    if (!first) return [];
    return [{ at: first.at, row: first.row, what: { kind: 'flushed', nsp: what.nsp, count }, inferred: true }];
  }
}

const since = (begin: number | undefined, at: number): number | undefined =>
  begin === undefined ? undefined : at - begin;

/** The message and the data of a refusal: an object since Socket.IO 3, any value before. */
function refusalOf(payload: unknown): { readonly message: string; readonly data: string | undefined } {
  const message = typeof payload === 'string' ? payload : textField(payload, 'message');
  const data = field(payload, 'data');
  return {
    message: message ?? 'no reason given',
    data: data === undefined ? undefined : valuesText([data], BODY_CHARS),
  };
}
