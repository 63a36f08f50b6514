/** Reads the Engine.IO packets of rows again, when somebody looks: rows keep their place in the log, not their content. */
import type { Entry, FrameEntry } from '../log/entry.ts';
import { Base64Source, plainBytes } from '../protocol/bytes.ts';
import { FRAMING_NAMES, isWholeFrame, readFrame } from '../protocol/framings.ts';
import { joined, type Piece } from '../protocol/stream.ts';
import type { EngineMessage, FrameContent } from '../protocol/types.ts';

/** Where an Engine.IO packet stands in the log, and how it is read. */
export interface MessagePlace {
  /** Index of its entry; of the last one, where it is spread over several. */
  readonly entry: number;
  /** Its index in the frame. */
  readonly record: number;
  /** Number of its framing. */
  readonly framing: number;
  /** Of a byte stream's packet: its parts in the entries. */
  readonly pieces: readonly Piece[] | undefined;
}

/** What a frame entry carried. */
export const contentOf = (entry: FrameEntry): FrameContent =>
  entry.text ?? new Base64Source(entry.base64 ?? '', 0, entry.base64?.length ?? 0);

/** Frames that hold several packets are kept apart for a while: rows of one frame are looked at together. */
const KEPT_FRAMES = 4;

export class MessageReader {
  readonly #entryAt: (index: number) => Entry | undefined;
  readonly #frames = new Map<string, readonly EngineMessage[]>();
  readonly #chunks = new Map<number, Uint8Array>();

  constructor(entryAt: (index: number) => Entry | undefined) {
    this.#entryAt = entryAt;
  }

  /** The packet at a place; `undefined` where the log has it no more. */
  read(place: MessagePlace): EngineMessage | undefined {
    const name = FRAMING_NAMES[place.framing];
    if (name === undefined) return undefined;
    if (place.pieces) {
      const parts = this.#parts(place.pieces);
      return parts && readFrame(name, plainBytes(joined(parts)))[0];
    }
    const entry = this.#entryAt(place.entry);
    if (entry?.kind !== 'frame' || entry.cut) return undefined;
    if (isWholeFrame(name)) return readFrame(name, contentOf(entry))[0];
    const key = `${place.entry} ${name}`;
    return kept(this.#frames, key, () => readFrame(name, contentOf(entry)))[place.record];
  }

  #parts(pieces: readonly Piece[]): Uint8Array[] | undefined {
    const parts: Uint8Array[] = [];
    for (const { chunk, start, end } of pieces) {
      const entry = this.#entryAt(chunk);
      if (entry?.kind !== 'frame') return undefined;
      const content = contentOf(entry);
      const bytes = typeof content === 'string' ? undefined : kept(this.#chunks, chunk, () => content.read());
      if (!bytes) return undefined;
      parts.push(bytes.subarray(start, end));
    }
    return parts;
  }
}

/** The value of a key, made where it is not kept; the oldest falls. */
function kept<K, V>(values: Map<K, V>, key: K, make: () => V): V {
  let value = values.get(key);
  if (value === undefined) {
    value = make();
    values.set(key, value);
    if (values.size > KEPT_FRAMES) values.delete(values.keys().next().value as K);
  }
  return value;
}
