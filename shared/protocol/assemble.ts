/** Puts attachments back where their placeholders stand (`docs/protocol.md` §3). */
import type { Packet, Problem } from './types.ts';

type Container = Record<string, unknown> | unknown[];

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

/** A placeholder's own `num`, where the value is one: `_placeholder` must be `true` itself. */
function placeholderOf(value: Container): { readonly num: unknown } | undefined {
  if (Array.isArray(value) || !Object.hasOwn(value, '_placeholder') || value._placeholder !== true) return undefined;
  return { num: Object.hasOwn(value, 'num') ? value.num : undefined };
}

/** Sets an own property whatever its name is: `__proto__` stays data. */
function setOwn(container: Container, key: string, value: unknown): void {
  Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true });
}

/**
 * The packet with `Uint8Array`s in place of placeholders. The values of `packet` are changed in place: it is fresh from
 * `decodePacket`. Iterative, since payloads may nest deeper than the stack. A placeholder whose number fits no attachment
 * stays as it is and is a problem, as is an attachment that nothing refers to.
 */
export function placeAttachments(
  packet: Packet,
  attachments: readonly Uint8Array[],
): { readonly packet: Packet; readonly problems: Problem[] } {
  const problems: Problem[] = [];
  const used = new Set<number>();
  const holder: Container = [packet.args, packet.data];
  const todo: Container[] = [holder];
  for (let container = todo.pop(); container; container = todo.pop()) {
    for (const key of Object.keys(container)) {
      const value: unknown = (container as Record<string, unknown>)[key];
      if (!isContainer(value) || value instanceof Uint8Array) continue;
      const placeholder = placeholderOf(value);
      if (!placeholder) {
        todo.push(value);
        continue;
      }
      const { num } = placeholder;
      const bytes = typeof num === 'number' ? attachments[num] : undefined;
      if (bytes) {
        used.add(num as number);
        setOwn(container, key, bytes);
      } else {
        const message = `A placeholder asks for attachment ${String(num).slice(0, 20)}, which does not exist.`;
        problems.push({ code: 'illegal-placeholder', message, layer: 'socket' });
      }
    }
  }
  const orphans = attachments.length - used.size;
  if (orphans > 0) {
    const message = `${orphans} of ${attachments.length} attachments stand nowhere in the packet; parsers drop them silently.`;
    problems.push({ code: 'orphan-attachment', message, layer: 'socket' });
  }
  const [args, data] = holder as [Packet['args'], unknown];
  return {
    packet: { ...packet, ...(packet.args && { args }), ...('data' in packet && { data }) },
    problems,
  };
}
