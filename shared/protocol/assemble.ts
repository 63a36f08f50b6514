/** Puts attachments back where their placeholders stand (`docs/protocol.md` §3). */
import { oddity, shown, socketProblem } from './problems.ts';
import { RULES } from './rules.ts';
import type { Packet, Problem, Reading, Rules } from './types.ts';

type Container = Record<string, unknown> | unknown[];

/** Official decoders recurse and overflow the stack: at 5,129 levels in Node 20 with its usual stack. */
const DEEP_LEVELS = 5_000;

const NOTHING: readonly never[] = Object.freeze([]);

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

/** Only `true` itself makes a placeholder. `__proto__` in JSON is an own key, so no lookup leaves the object's own keys. */
const isPlaceholder = (value: Container): value is { readonly num?: unknown } & Record<string, unknown> =>
  !Array.isArray(value) && Object.hasOwn(value, '_placeholder') && value._placeholder === true;

function placeholderProblem(num: unknown, count: number, rules: Rules): Problem {
  if (typeof num === 'number' && num >= 0 && num < count) {
    return oddity(
      'illegal-placeholder',
      `A placeholder asks for attachment ${num}; parsers put undefined in its place.`,
    );
  }
  const asked = num === undefined ? 'no attachment' : `attachment ${shown(String(num))}`;
  return socketProblem('illegal-placeholder', `A placeholder asks for ${asked} of ${count}.`, rules.placeholder);
}

/**
 * The packet with `Uint8Array`s in place of placeholders. The values of `packet` are changed in place: it is fresh from
 * `decodePacket`. Works level by level, since payloads may nest deeper than the stack. A placeholder whose number fits no
 * attachment stays as it is and is a problem, as is an attachment that nothing refers to.
 */
export function placeAttachments(
  packet: Packet,
  attachments: readonly Uint8Array[],
  rules: Rules = RULES[4],
): { readonly packet: Packet; readonly problems: readonly Problem[] } {
  /** One is told: a payload full of them is no longer list. The worst: one that makes parsers throw. */
  let illegal: Problem | undefined;
  const used: boolean[] = new Array(attachments.length).fill(false);

  /** What stands for `value`: its attachment, or itself; a container is noted for the next level. */
  const resolve = (value: unknown, next: Container[]): unknown => {
    if (!isContainer(value)) return value;
    if (!isPlaceholder(value)) {
      next.push(value);
      return value;
    }
    const num = Object.hasOwn(value, 'num') ? value.num : undefined;
    const bytes = typeof num === 'number' ? attachments[num] : undefined;
    if (bytes === undefined) {
      if (illegal === undefined || illegal.tolerated) illegal = placeholderProblem(num, attachments.length, rules);
      return value;
    }
    used[num as number] = true;
    return bytes;
  };

  const root: unknown[] = [packet.args, packet.data];
  let level: Container[] = [root];
  let depth = 0;
  for (; level.length > 0; depth++) {
    const next: Container[] = [];
    for (const container of level) {
      if (Array.isArray(container)) {
        for (let i = 0; i < container.length; i++) container[i] = resolve(container[i], next);
      } else {
        for (const key of Object.keys(container)) {
          const value = container[key];
          const placed = resolve(value, next);
          // Defined, not assigned: `__proto__` stays data.
          if (placed !== value) Object.defineProperty(container, key, { value: placed });
        }
      }
    }
    level = next;
  }

  const problems: Problem[] = illegal ? [illegal] : [];
  if (depth > DEEP_LEVELS) {
    const message = `The payload nests ${depth - 2} levels deep: official parsers overflow their stack on it.`;
    problems.push(socketProblem('too-deep', message));
  }
  const unplaced = used.filter((isUsed) => !isUsed).length;
  if (unplaced > 0) {
    const message = `${unplaced} of ${attachments.length} attachments have no place in the packet; parsers drop them.`;
    problems.push(oddity('unplaced-attachment', message));
  }
  const [, data] = root;
  return {
    packet: data === packet.data ? packet : { ...packet, data },
    problems: problems.length > 0 ? problems : NOTHING,
  };
}

/** The packet that waits for attachments. */
interface Waiting {
  readonly packet: Packet;
  readonly count: number;
  readonly attachments: Uint8Array[];
  readonly rules: Rules;
}

/** Joins packets and their attachments, for one session and direction: state does not belong to a transport (§4). */
export class Assembler {
  #waiting: Waiting | undefined;

  /** How many attachments are to come for the packet that waits. */
  get missing(): number {
    return this.#waiting ? this.#waiting.count - this.#waiting.attachments.length : 0;
  }

  /**
   * A packet from text. While another waits for attachments, official parsers refuse it; a packet without attachments is
   * delivered here and the other waits on, one with attachments of its own takes the other's place.
   */
  text(packet: Packet, rules: Rules): Reading {
    const problems = this.#waiting ? [this.#interrupted(packet, rules)] : NOTHING;
    const count = packet.attachments ?? 0;
    if (count === 0) return { packet, attachments: NOTHING, missing: this.missing, problems };
    this.#waiting = { packet, count, attachments: [], rules };
    return { packet: undefined, attachments: NOTHING, missing: count, problems };
  }

  /** A binary message: the next attachment of the packet that waits, or one that belongs to nothing. */
  binary(bytes: Uint8Array): Reading {
    const waiting = this.#waiting;
    if (!waiting) {
      const message = 'Binary data without a packet that announced it: its header was not seen, or was never sent.';
      return {
        packet: undefined,
        attachments: NOTHING,
        missing: 0,
        problems: [socketProblem('orphan-attachment', message)],
      };
    }
    const { attachments } = waiting;
    attachments.push(bytes);
    const missing = this.missing;
    if (missing > 0) return { packet: undefined, attachments: NOTHING, missing, problems: NOTHING };
    this.#waiting = undefined;
    const { packet, problems } = placeAttachments(waiting.packet, attachments, waiting.rules);
    return { packet, attachments, missing: 0, problems };
  }

  /** The session is over. The packet that still waits, its placeholders as they are. */
  end(): Reading | undefined {
    const { missing } = this;
    const waiting = this.#waiting;
    if (!waiting) return undefined;
    this.#waiting = undefined;
    const message = `${missing} of ${waiting.count} attachments never came.`;
    const problems = [socketProblem('missing-attachments', message)];
    return { packet: waiting.packet, attachments: waiting.attachments, missing, problems };
  }

  #interrupted({ attachments }: Packet, { interrupted }: Rules): Problem {
    const lost = attachments ? ' The packet that they belong to is given up.' : '';
    return socketProblem(
      'text-while-binary',
      `Text while ${this.missing} attachments were still to come.${lost}`,
      interrupted,
    );
  }
}
