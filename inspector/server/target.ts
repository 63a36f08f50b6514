import type { SendFlags, Target } from '../../shared/protocol/companion.ts';
import { clip } from './copy.ts';
import type { AppAdapter, SendOptions } from './shape.ts';

const MAX_IDS = 100;
const MAX_NAMES = 50;

function* candidates({ rooms, sids }: AppAdapter, wanted: ReadonlySet<string>): Generator<string> {
  if (wanted.size === 0) yield* sids.keys();
  for (const room of wanted) yield* rooms.get(room) ?? [];
}

/** Whom the adapter will write to on this node, by its own rule: sockets in any of the rooms, none that is in an excepted one. */
export function targetOf(adapter: AppAdapter, options: SendOptions): Target {
  const { rooms = new Set<string>(), except = new Set<string>() } = options;
  const { sockets } = adapter.nsp;
  const excepted = new Set<string>();
  for (const name of except) {
    // An id may be excepted without its room (3.1).
    excepted.add(name);
    for (const id of adapter.rooms.get(name) ?? []) excepted.add(id);
  }
  // Only several rooms can name a socket twice.
  const seen = rooms.size > 1 ? new Set<string>() : undefined;
  const ids: string[] = [];
  let count = 0;
  for (const id of candidates(adapter, rooms)) {
    if (seen?.has(id) || (excepted.size > 0 && excepted.has(id)) || !sockets.has(id)) continue;
    seen?.add(id);
    if (count++ < MAX_IDS) ids.push(id);
  }
  const omitted = Math.max(0, rooms.size - MAX_NAMES) + Math.max(0, except.size - MAX_NAMES);
  const names = (set: ReadonlySet<string>): string[] => [...set].slice(0, MAX_NAMES).map(clip);
  return { rooms: names(rooms), except: names(except), count, ids, ...(omitted > 0 && { omitted }) };
}

export function flagsOf({ flags = {} }: SendOptions): SendFlags {
  return {
    ...(flags.volatile && { volatile: true }),
    ...(flags.local && { local: true }),
    ...(typeof flags.timeout === 'number' && { timeoutMs: flags.timeout }),
  };
}

/** `socket.broadcast` and `socket.to()` except the socket itself, first of all. */
export function senderOf({ sids }: AppAdapter, { except }: SendOptions): string | undefined {
  const [first] = except ?? [];
  return first !== undefined && sids.get(first)?.has(first) ? first : undefined;
}
