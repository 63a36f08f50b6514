/**
 * What can be concluded of rooms from the page's traffic alone, with its evidence (`docs/design.md`, "Getting rooms"): events that one
 * send brought to several sockets of the log, and emits that look like a join or a leave. Never mixed with what was told.
 */
import { DIR_IN, type RowColumns } from '../columns.ts';
import { isOffset } from '../recovery.ts';
import type { InferredDelivery, InferredMove } from './types.ts';

/** The same send is looked for so far back; with an offset of recovery it may be that old. */
const OFFSET_MS = 5000;
const ACK_ID_MS = 1000;
const EQUAL_MS = 20;
const MAX_LOOK_BACK = 512;
/** Whole texts that are compared for one event: those before had the same end, length, name and ack id. */
const MAX_COMPARED = 8;
/** A text's end tells most texts apart: offsets stand there. */
const TAIL_CHARS = 32;
const MAX_ROOM_CHARS = 256;

const LAST_TEXT = /,"([\w.-]{7,64})"\s*\]\s*$/;
const JOIN_OR_LEAVE =
  /^(?:rooms?[-_:. ])?(join|leave|subscribe|unsubscribe|enter|exit)(?:[-_:. ]?(?:rooms?|channels?|topics?|groups?|lobby|chat))?$/i;
const LEAVES: ReadonlySet<string> = new Set(['leave', 'unsubscribe', 'exit']);

/** The fold's side: what rows hold. */
export interface RowWorld {
  readonly rows: RowColumns;
  /** The JSON of an event's arguments as it stands on the wire; `undefined` for what is no JSON there. */
  readonly payload: (row: number) => string | undefined;
  readonly args: (row: number) => readonly unknown[] | undefined;
  readonly name: (nameId: number) => string;
  /** The socket of a row: its server, its id, and whether its state can be recovered, so that events carry offsets. */
  readonly socket: (row: number) => {
    readonly place: string;
    readonly sid: string | undefined;
    readonly recovers: boolean;
  };
}

type Growing = { -readonly [K in keyof InferredDelivery]: InferredDelivery[K] };

export class Inference {
  readonly #world: RowWorld;
  readonly #sends = new Map<number, Growing>();
  readonly #moves = new Map<number, InferredMove>();
  /** By name id: what an event of that name may do. */
  readonly #actions: ('join' | 'leave' | 'none' | undefined)[] = [];
  /** Ends of the texts of the last rows, hashed when they are first wanted. */
  readonly #tails = new Int32Array(MAX_LOOK_BACK);
  readonly #tailRows = new Float64Array(MAX_LOOK_BACK).fill(-1);
  /** The session of the last event that came, its time, and when one last came to another session. */
  #last = -1;
  #lastAt = Number.NEGATIVE_INFINITY;
  #otherAt = Number.NEGATIVE_INFINITY;

  constructor(world: RowWorld) {
    this.#world = world;
  }

  get any(): boolean {
    return this.#sends.size > 0 || this.#moves.size > 0;
  }

  delivery(row: number): InferredDelivery | undefined {
    return this.#sends.get(row);
  }

  move(row: number): InferredMove | undefined {
    return this.#moves.get(row);
  }

  dropBefore(row: number): void {
    for (const map of [this.#sends, this.#moves]) {
      for (const key of map.keys())
        if (key < row) map.delete(key);
        else break;
    }
  }

  /** An event came in; its row is filled. Pages with one socket pay for two comparisons. */
  came(row: number, session: number, at: number): void {
    if (session !== this.#last) {
      this.#otherAt = this.#lastAt;
      this.#last = session;
    }
    this.#lastAt = at;
    if (at - this.#otherAt <= OFFSET_MS) this.#compare(row);
  }

  #compare(row: number): void {
    const { rows } = this.#world;
    const { columns, base } = rows;
    const cell = row - base;
    if (columns.attachments[cell] !== 0) return;
    const at = columns.at[cell] as number;
    const oldest = Math.max(rows.first, row - MAX_LOOK_BACK + 1);
    const ackId = columns.ackId[cell] as number;
    let compared = 0;
    for (let other = row - 1; other >= oldest && compared < MAX_COMPARED; other--) {
      const one = other - base;
      if (
        columns.name[one] !== columns.name[cell] ||
        columns.kind[one] !== columns.kind[cell] ||
        columns.dir[one] !== DIR_IN ||
        columns.nsp[one] !== columns.nsp[cell] ||
        columns.session[one] === columns.session[cell] ||
        columns.sizeBytes[one] !== columns.sizeBytes[cell] ||
        columns.attachments[one] !== 0 ||
        !Object.is(columns.ackId[one], ackId)
      ) {
        continue;
      }
      const apartMs = Math.abs(at - (columns.at[one] as number));
      if (apartMs > OFFSET_MS) return;
      if (this.#tail(other) !== this.#tail(row)) continue;
      compared += 1;
      const evidence = this.#evidence(other, row, apartMs);
      if (evidence && this.#join(other, row, evidence)) return;
    }
  }

  #evidence(one: number, other: number, apartMs: number): InferredDelivery['evidence'] | undefined {
    const { payload, socket, rows } = this.#world;
    const text = payload(other);
    if (text === undefined || payload(one) !== text) return undefined;
    const [here, there] = [socket(one), socket(other)];
    if (here.place !== there.place) return undefined;
    // A recovered socket in its next session is no other one.
    if (here.sid !== undefined && here.sid === there.sid) return undefined;
    const [, last] = here.recovers && there.recovers ? (LAST_TEXT.exec(text.slice(-80)) ?? []) : [];
    if (last !== undefined && isOffset(last, rows.columns.at[other - rows.base] as number)) return 'offset';
    if (!Number.isNaN(rows.columns.ackId[other - rows.base])) return apartMs <= ACK_ID_MS ? 'ack-id' : undefined;
    return apartMs <= EQUAL_MS ? 'equal' : undefined;
  }

  /** Puts two rows into one send; `false` where it has come to the second one's session already. */
  #join(one: number, other: number, evidence: InferredDelivery['evidence']): boolean {
    const { rows, socket } = this.#world;
    const { columns, base } = rows;
    const session = columns.session[other - base] as number;
    let send = this.#sends.get(one);
    if (!send) {
      const { sid } = socket(one);
      const sessions = [columns.session[one - base] as number];
      send = { source: 'inferred', evidence, rows: [one], sessions, ids: sid === undefined ? [] : [sid] };
      this.#sends.set(one, send);
    } else if (send.sessions.includes(session)) return false;
    const { sid } = socket(other);
    send.rows = [...send.rows, other];
    send.sessions = [...send.sessions, session];
    if (sid !== undefined) send.ids = [...send.ids, sid];
    this.#sends.set(other, send);
    return true;
  }

  #tail(row: number): number {
    const slot = row % MAX_LOOK_BACK;
    if (this.#tailRows[slot] !== row) {
      const text = this.#world.payload(row) ?? '';
      let hash = text.length;
      for (let at = Math.max(0, text.length - TAIL_CHARS); at < text.length; at++) {
        hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
      }
      this.#tails[slot] = hash;
      this.#tailRows[slot] = row;
    }
    return this.#tails[slot] as number;
  }

  /** The server answered an emit of the page. */
  answered(emit: number, ack: number): void {
    const { rows, args, name } = this.#world;
    if (!rows.has(emit)) return;
    const nameId = rows.columns.name[emit - rows.base] as number;
    this.#actions[nameId] ??= actionOf(name(nameId));
    const action = this.#actions[nameId];
    if (action === 'none') return;
    const [room] = args(emit) ?? [];
    if (typeof room !== 'string' || room === '' || room.length > MAX_ROOM_CHARS) return;
    if (isPositive(args(ack))) this.#moves.set(emit, { source: 'inferred', room, joined: action === 'join', ack });
  }
}

function actionOf(event: string): 'join' | 'leave' | 'none' {
  const verb = JOIN_OR_LEAVE.exec(event)?.[1]?.toLowerCase();
  if (verb === undefined) return 'none';
  return LEAVES.has(verb) ? 'leave' : 'join';
}

/** Whether an answer says that it worked, as applications usually put it: nothing, no error, `true`, `ok`, or an object with such. */
function isPositive(args: readonly unknown[] | undefined): boolean {
  if (!args) return false;
  const [first] = args;
  if (first === undefined || first === null || first === true) return true;
  if (typeof first === 'string') return /^(?:ok|okay|success|done|joined|left|subscribed|unsubscribed)$/i.test(first);
  if (typeof first !== 'object') return false;
  const { ok, success, status, error, err } = first as Record<string, unknown>;
  if (error || err) return false;
  return ok === true || success === true || status === 'ok' || status === 'success' || status === 200;
}
