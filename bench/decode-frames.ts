/**
 * The frames that decoding is measured on: WebSocket messages of a busy app, as in `docs/protocol.md` §9 (about 290 bytes
 * each). The same seed makes the same frames.
 */
import { Encoder, PacketType } from 'socket.io-parser';
import { Dice } from '../tests/dice.ts';

export type BenchFrame = string | ArrayBuffer;

const EVENTS = [
  'tick',
  'chat message',
  'user:typing',
  'order/updated',
  'cursor',
  'presence',
  'job done',
  'notification',
];
const WORDS = [
  'price',
  'room',
  'user',
  'état',
  'line\nbreak',
  'say "hi"',
  '日本',
  'lorem ipsum dolor',
  'ok',
  'C:\\temp',
];
const NAMESPACES = ['/', '/', '/', '/admin', '/chat'];

/** Sizes of the binary attachments, in bytes. */
const ATTACHMENTS = [512, 2048];

class FrameMaker {
  readonly #encoder = new Encoder();
  readonly #dice: Dice;
  readonly frames: BenchFrame[] = [];

  constructor(seed: number) {
    this.#dice = new Dice(seed);
  }

  /** Adds one packet: a frame, or a header and its attachments. Shares are of packets, made to give those of §9 in frames. */
  add(): void {
    const share = this.#dice.int(1, 1000);
    if (share <= 400) this.#emit([this.#event(), this.#record(this.#dice.int(1, 9))]);
    else if (share <= 640) this.#emit([this.#event(), this.#dice.int(0, 99_999), this.#dice.chance(0.5)]);
    else if (share <= 740) this.#emit([this.#event(), this.#record(2)], this.#dice.int(0, 9_999));
    else if (share <= 840) this.#ack([{ ok: true, id: this.#dice.int(0, 9_999) }], this.#dice.int(0, 9_999));
    else if (share <= 907) this.#emit(['upload', { name: this.#dice.pick(WORDS), parts: this.#attachments() }]);
    else if (share <= 974) this.frames.push(this.#dice.chance(0.5) ? '2' : '3');
    else if (share <= 990) this.#emit(['snapshot', Array.from({ length: 110 }, () => this.#record(2))]);
    else this.#emit([`sensor ${this.#dice.int(0, 5_000)}`, this.#dice.int(0, 1_000) / 8]);
  }

  #event = (): string => this.#dice.pick(EVENTS);

  #record(fields: number): Record<string, unknown> {
    const record: Record<string, unknown> = { id: this.#dice.int(0, 1e9), at: 1.7e12 + this.#dice.int(0, 1e9) };
    for (let i = 0; i < fields; i++) {
      record[`field${i}`] = this.#dice.chance(0.5) ? this.#dice.pick(WORDS) : { value: this.#dice.int(0, 1e6) / 100 };
    }
    return record;
  }

  #attachments(): Uint8Array[] {
    return ATTACHMENTS.map((size) => new Uint8Array(size).map(() => this.#dice.int(0, 255)));
  }

  #emit(data: unknown[], id?: number): void {
    this.#push(PacketType.EVENT, data, id);
  }

  #ack(data: unknown[], id: number): void {
    this.#push(PacketType.ACK, data, id);
  }

  #push(type: PacketType, data: unknown[], id: number | undefined): void {
    for (const part of this.#encoder.encode({ type, nsp: this.#dice.pick(NAMESPACES), data, id })) {
      // Through JSON: a string put together in parts would be flattened in somebody's measured time.
      if (typeof part === 'string') this.frames.push(JSON.parse(JSON.stringify(`4${part}`)) as string);
      else this.frames.push((part as Uint8Array<ArrayBuffer>).slice().buffer);
    }
  }
}

/** At least `count` frames; the last binary packet is whole. */
export function makeFrames(count: number, seed = 1): BenchFrame[] {
  const maker = new FrameMaker(seed);
  while (maker.frames.length < count) maker.add();
  return maker.frames;
}

/** Mean characters or bytes of a frame. */
export const meanSize = (frames: readonly BenchFrame[]): number =>
  frames.reduce((sum, frame) => sum + (typeof frame === 'string' ? frame.length : frame.byteLength), 0) / frames.length;
