/** Decodes a log packet by packet, however long it is: the model reads it as the panel does and forgets what was handed on. */
import type { Dir, Entry } from '../../shared/log/entry.ts';
import { Model } from '../../shared/model/model.ts';
import type { ModelReader, Row, RowKind } from '../../shared/model/types.ts';
import type { Packet, Problem } from '../../shared/protocol/types.ts';

/** One Engine.IO packet of the log, with the Socket.IO packet in it. */
export interface DecodedPacket {
  /** Position of the frame in its recorder, and that recorder. */
  readonly pos: number;
  readonly recorder: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly dir: Dir;
  /** Id of the transport. */
  readonly transport: string;
  /** Engine.IO sid, once it was seen. */
  readonly session: string | undefined;
  readonly kind: RowKind;
  /** `undefined` where the frame is no Engine.IO packet, or bytes that no packet announced. */
  readonly engine: { readonly type: string; readonly data?: string } | undefined;
  /** Attachments stand in the arguments as `Uint8Array`. */
  readonly packet: Packet | undefined;
  /** The text on the wire, of what is no Socket.IO packet. */
  readonly raw: string | undefined;
  /** The bytes of a binary frame that belongs to no packet. */
  readonly bytes: Uint8Array | undefined;
  readonly problems: readonly Problem[];
}

/** The packet of a row; `undefined` where nothing crossed the wire. */
export function packetAt(model: ModelReader, number: number): DecodedPacket | undefined {
  const { row, entry, engine, packet, raw, bytes, problems } = model.detail(number);
  if (entry.kind !== 'frame') return undefined;
  return {
    pos: entry.pos,
    recorder: entry.recorder,
    at: entry.at,
    dir: entry.dir,
    transport: entry.transport,
    session: model.session(row.session)?.sid,
    kind: row.kind,
    engine: engine && (engine.data === undefined ? { type: engine.type } : { type: engine.type, data: engine.data }),
    packet,
    raw: packet ? undefined : raw,
    bytes: packet ? undefined : bytes[0],
    problems,
  };
}

/** Entries are folded in batches of this size. */
const BATCH_ENTRIES = 256;

/** A packet waits for its attachments until so many rows came after it. */
const MAX_WAIT_ROWS = 2_000;

/** Enough for every row that waits, with its attachments; a batch more than that is never in the model. */
const BOUNDS = { maxEntries: 4 * MAX_WAIT_ROWS + BATCH_ENTRIES, maxBytes: Number.POSITIVE_INFINITY };

class Decoder {
  readonly #model = new Model(BOUNDS);
  #next = 0;

  /** Takes entries and gives the packets that are whole by now, in the order of the log. */
  *take(entries: readonly Entry[]): Generator<DecodedPacket> {
    this.#model.append(entries);
    yield* this.#packets(false);
  }

  end(): Generator<DecodedPacket> {
    return this.#packets(true);
  }

  /** Attachments are entries without rows, so the bound is counted in entries; a session that ended brings none. */
  #mayWait({ row, session }: Row): boolean {
    const model = this.#model;
    if (model.session(session)?.end) return false;
    return model.endRow - row <= MAX_WAIT_ROWS && model.entryCount + BATCH_ENTRIES < BOUNDS.maxEntries;
  }

  *#packets(over: boolean): Generator<DecodedPacket> {
    const model = this.#model;
    for (; this.#next < model.endRow; this.#next++) {
      const row = model.row(this.#next);
      if (row.missingAttachments > 0 && !over && this.#mayWait(row)) return;
      const packet = packetAt(model, this.#next);
      if (packet) yield packet;
    }
  }
}

/** The packets of a log's entries, in their order, attachments in place. Memory does not grow with the log. */
export async function* decodeLog(entries: AsyncIterable<Entry> | Iterable<Entry>): AsyncGenerator<DecodedPacket> {
  const decoder = new Decoder();
  let batch: Entry[] = [];
  for await (const entry of entries) {
    batch.push(entry);
    if (batch.length < BATCH_ENTRIES) continue;
    yield* decoder.take(batch);
    batch = [];
  }
  yield* decoder.take(batch);
  yield* decoder.end();
}
