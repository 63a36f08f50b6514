/** Seeded differential fuzzing against engine.io-parser 5.2 and socket.io-parser 4.2.7: who accepts what, and as which values. */
import { isDeepStrictEqual } from 'node:util';
import { decodePayload, decodePacket as decodeTheirs } from 'engine.io-parser';
import { Decoder, Encoder, type Packet as TheirPacket } from 'socket.io-parser';
import { expect, it } from 'vitest';
import { Dice } from '../../tests/dice.ts';
import { scanEngine } from './engineio.ts';
import { type FrameContent, FrameDecoder, type Unit } from './frames.ts';
import { decodePacket, newHeader, scanHeader } from './socketio.ts';
import type { Packet } from './types.ts';

const CASES = 10_000;

/** A second or two of work, though not beside other suites on a busy machine. */
const TIMEOUT_MS = 30_000;

/** Characters and bits that mean something in one of the grammars. */
const BITS = [
  ...'0123456789"[]{},:-./\\ \t\n\x1ebe+x',
  '\u00a0',
  '\ufeff',
  'é',
  '\ud83d',
  '[]',
  '{}',
  'null',
  '"connect"',
  '"newListener"',
  '1e0-',
  '0x1-',
  '0-',
  '1.5-',
  '11-',
  '/ns',
  '/ns,',
  '\\u0061',
  '\\"',
  '"__proto__":',
  '{"_placeholder":true,"num":0}',
  '{"_placeholder":true,"num":1}',
  '{"_placeholder":true,"num":"0"}',
  '{"_placeholder":true,"num":0.5}',
  '{"_placeholder":true}',
  '{"_placeholder":1,"num":0}',
];

/**
 * Where the values differ though both accept, on purpose:
 * - `blank-ack-id`: blanks between the digits of an ack id give NaN there and no id here: nothing can answer it;
 * - `illegal-placeholder`: a fraction within range puts undefined there, and leaves the placeholder to be seen here.
 * What each accepts is the same without exception.
 */
const DIFFERING: ReadonlySet<string> = new Set(['blank-ack-id', 'illegal-placeholder']);

class Cases {
  readonly #encoder = new Encoder();
  readonly #dice: Dice;

  constructor(seed: number) {
    this.#dice = new Dice(seed);
  }

  /** The messages of a few packets, most of them damaged, as frames of one transport. */
  next(): FrameContent[] {
    const dice = this.#dice;
    const messages = Array.from({ length: dice.int(1, 3) }, () => this.#packet()).flat();
    if (dice.chance(0.1)) messages.splice(dice.int(0, messages.length - 1), 1);
    const damaged = messages.map((message) => {
      return typeof message === 'string' && dice.chance(0.5) ? this.#damage(message) : message;
    });
    if (dice.chance(0.7)) return damaged.map((content) => ({ transport: 'websocket', content }));
    const records = damaged.map((part) =>
      typeof part === 'string' ? part : `b${Buffer.from(part).toString('base64')}`,
    );
    const body = records.join('\x1e');
    return [{ transport: 'polling', content: dice.chance(0.1) ? this.#damage(body) : body }];
  }

  #packet(): (string | Uint8Array)[] {
    const dice = this.#dice;
    if (dice.chance(0.05)) return [dice.pick(['2', '3', '6', '5', '2probe', '0{"sid":"x"}', '1', '', '4', '7'])];
    const type = dice.int(0, 4);
    const nsp = dice.pick(['/', '/', '/admin', '/a/é', '/q?x=1']);
    const id = type === 3 || dice.chance(0.3) ? dice.int(0, 1e6) : undefined;
    return this.#encoder
      .encode({ type, nsp, id, data: this.#data(type) })
      .map((part) => (typeof part === 'string' ? `4${part}` : new Uint8Array(part as Uint8Array)));
  }

  #data(type: number): unknown {
    const dice = this.#dice;
    if (type === 1) return undefined;
    if (type === 0) return dice.chance(0.5) ? { sid: 'abc', pid: this.#value(2) } : undefined;
    if (type === 4) return dice.chance(0.5) ? { message: 'no', data: this.#value(2) } : 'refused';
    const args = Array.from({ length: dice.int(0, 3) }, () => this.#value(0));
    if (type === 3) return args;
    return [dice.pick(['a', 'say "hi"', 'C:\\n', '', '日本', 7, -0.5, 'connect', 'a much longer name']), ...args];
  }

  #value(depth: number): unknown {
    const dice = this.#dice;
    const kind = dice.int(0, depth > 3 ? 4 : 9);
    if (kind === 0) return dice.int(-1e9, 1e9) / 8;
    if (kind === 1) return dice.chance(0.5);
    if (kind === 2) return null;
    if (kind <= 4) return dice.pick(['', 'x', 'line\nbreak', '"', '\\', '日本', '[1,2]', '\ud83d']);
    if (kind === 5) return new Uint8Array(dice.int(0, 5)).map(() => dice.int(0, 255));
    if (kind === 6) return Array.from({ length: dice.int(0, 3) }, () => this.#value(depth + 1));
    // Through JSON: `__proto__` as an own key.
    if (kind === 7) return JSON.parse(`{"__proto__":{"x":${dice.int(0, 9)}},"constructor":1}`);
    if (kind === 8) return { _placeholder: true, num: dice.pick([0, 0, 1, 0.5, -1, '0', null]) };
    return { k: this.#value(depth + 1), _placeholder: dice.chance(0.1) ? 'no' : this.#value(4) };
  }

  #damage(text: string): string {
    const dice = this.#dice;
    let damaged = text;
    for (let times = dice.int(1, 3); times > 0; times--) {
      // Mostly near the start, where the grammar is.
      const at = dice.int(0, dice.chance(0.7) ? Math.min(12, damaged.length) : damaged.length);
      const removed = dice.pick([0, 0, 1, 1, 2, damaged.length]);
      const inserted = dice.chance(0.7) ? dice.pick(BITS) : '';
      damaged = damaged.slice(0, at) + inserted + damaged.slice(at + removed);
    }
    return damaged;
  }
}

/** Both kinds of bytes as one, to compare. Shallow payloads only. */
function comparable(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return { bytes: Buffer.from(value).toString('hex') };
  if (ArrayBuffer.isView(value)) {
    return { bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex') };
  }
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).map(([key, item]) => [key, comparable(item)]);
}

/** What became of one Engine.IO packet. */
interface Outcome {
  readonly refused: boolean;
  readonly engine?: unknown;
  readonly packet?: unknown;
}

function theirPacket({ type, nsp, id, data }: TheirPacket): unknown {
  return comparable([type, nsp, id, data]);
}

const THEIR_TYPES = { CONNECT: 0, DISCONNECT: 1, EVENT: 2, ACK: 3, CONNECT_ERROR: 4 } as const;

function ourPacket({ type, nsp, ackId, event, args, data }: Packet): unknown {
  const payload = args && event !== undefined ? [event, ...args] : (args ?? data);
  return comparable([THEIR_TYPES[type], nsp, ackId, payload]);
}

/** Up to the first refusal: what follows it differs by design, since official parsers' users give up there. */
function theirs(frames: readonly FrameContent[]): Outcome[] {
  const decoder = new Decoder();
  const outcomes: Outcome[] = [];
  let packet: unknown;
  decoder.on('decoded', (decoded: TheirPacket) => {
    packet = theirPacket(decoded);
  });
  for (const { transport, content } of frames) {
    const packets =
      transport === 'polling' && typeof content === 'string'
        ? decodePayload(content, 'nodebuffer')
        : [decodeTheirs(typeof content === 'string' ? content : Buffer.from(content), 'nodebuffer')];
    for (const { type, data } of packets) {
      packet = undefined;
      if (type === 'error') return [...outcomes, { refused: true }];
      try {
        if (type === 'message') decoder.add(data);
      } catch {
        return [...outcomes, { refused: true }];
      }
      outcomes.push({ refused: false, engine: [type, type === 'message' ? undefined : data], packet });
    }
  }
  return outcomes;
}

const outcomeOf = ({ engine, packet, problems }: Unit): Outcome =>
  problems.some(({ tolerated }) => !tolerated)
    ? { refused: true }
    : { refused: false, engine: [engine.type, engine.data], packet: packet && ourPacket(packet) };

/** The same, and the codes of what was told against accepted packets. */
function ours(frames: readonly FrameContent[]): { outcomes: Outcome[]; told: string[] } {
  const decoder = new FrameDecoder();
  const outcomes: Outcome[] = [];
  const told: string[] = [];
  for (const frame of frames) {
    for (const unit of decoder.decode(frame)) {
      const outcome = outcomeOf(unit);
      outcomes.push(outcome);
      if (outcome.refused) return { outcomes, told };
      told.push(...unit.problems.map(({ code }) => code));
    }
  }
  return { outcomes, told };
}

/** All but the values of packets. */
const acceptance = (outcomes: readonly Outcome[]): unknown =>
  outcomes.map(({ refused, engine, packet }) => [refused, engine, packet !== undefined]);

it(
  `accepts and reads ${CASES} odd sequences of frames as the official parsers do`,
  () => {
    const cases = new Cases(20);
    let refused = 0;
    let packets = 0;
    let differing = 0;
    const excuses = new Set<string>();
    for (let i = 0; i < CASES; i++) {
      const frames = cases.next();
      const expected = theirs(frames);
      const { outcomes, told } = ours(frames);
      if (!isDeepStrictEqual(outcomes, expected)) {
        differing += 1;
        const excused = told.filter((code) => DIFFERING.has(code));
        for (const code of excused) excuses.add(code);
        // The whole case in the failure, to become a test of its own.
        const seen = (all: readonly Outcome[]) => ({
          case: i,
          frames,
          outcomes: excused.length > 0 ? acceptance(all) : all,
        });
        expect(seen(outcomes)).toStrictEqual(seen(expected));
      }
      if (expected.at(-1)?.refused) refused += 1;
      packets += expected.filter(({ packet }) => packet !== undefined).length;
    }
    // The cases are worth something only while both ways are taken often, and exceptions are rare.
    expect(refused).toBeGreaterThan(CASES / 10);
    expect(packets).toBeGreaterThan(CASES / 4);
    expect(differing).toBeLessThan(CASES / 100);
    expect(excuses, 'an exception that no case needs').toEqual(DIFFERING);
  },
  TIMEOUT_MS,
);

it(
  'scans headers as it decodes packets',
  () => {
    const cases = new Cases(21);
    const header = newHeader();
    let scanned = 0;
    for (let i = 0; i < CASES; i++) {
      for (const { content } of cases.next()) {
        if (typeof content !== 'string') continue;
        const { type, dataStart, end, binary } = scanEngine(content);
        if (type !== 'message' || binary) continue;
        scanned += 1;
        const { packet, problems } = decodePacket(content, dataStart, end);
        scanHeader(content, dataStart, end, header);
        const isFine = problems.every(({ tolerated }) => tolerated);
        // It parses no payload, so it may miss what is wrong there, and names the event of a payload that breaks off later.
        const found = { ...header, event: isFine ? header.event : undefined };
        const expected = {
          wireType: packet?.wireType,
          nsp: packet?.nsp ?? '/',
          ackId: packet?.ackId,
          attachments: packet?.attachments ?? 0,
          event: isFine ? packet?.event : undefined,
          payloadStart: header.payloadStart,
          payloadEnd: end,
          // It never finds fault with what decodes.
          problem: isFine ? undefined : header.problem,
        };
        if (!isDeepStrictEqual(found, expected)) expect({ content, ...found }).toStrictEqual({ content, ...expected });
      }
    }
    expect(scanned).toBeGreaterThan(CASES / 2);
  },
  TIMEOUT_MS,
);
