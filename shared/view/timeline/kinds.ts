import type { RowKind } from '../../model/types.ts';

/** What the type menu offers. A row kind may belong to several groups; it is shown when one of them is on. */
export type KindGroup =
  | 'events'
  | 'acks'
  | 'rooms'
  | 'connections'
  | 'heartbeats'
  | 'transport'
  | 'errors'
  | 'raw'
  | 'companion'
  | 'marks';

const HIDDEN: ReadonlySet<KindGroup> = new Set(['heartbeats', 'companion']);

export const kindGroups: Readonly<Record<KindGroup, readonly RowKind[]>> = {
  events: ['event', 'binary'],
  acks: ['ack'],
  rooms: ['room'],
  connections: ['connect', 'connected', 'refused', 'disconnect', 'open'],
  heartbeats: ['heartbeat', 'engine', 'transport'],
  transport: ['upgrade', 'closed', 'http-error'],
  errors: ['refused', 'broken', 'http-error'],
  raw: ['raw'],
  companion: ['companion'],
  marks: ['page', 'lost', 'action', 'note'],
};

export const allGroups = Object.keys(kindGroups) as readonly KindGroup[];

/** Everything but heartbeats, transport packets and what the server's companion says: what the model shows for a filter with no kinds. */
export const defaultGroups: ReadonlySet<KindGroup> = new Set(allGroups.filter((group) => !HIDDEN.has(group)));

export function isDefaultGroups(groups: ReadonlySet<KindGroup>): boolean {
  return groups.size === defaultGroups.size && [...HIDDEN].every((group) => !groups.has(group));
}

/** Whether all that is shown by default is shown, perhaps more: nothing is filtered out then. */
export function showsUsual(groups: ReadonlySet<KindGroup>): boolean {
  return [...defaultGroups].every((group) => groups.has(group));
}

/** The kinds of a filter for the groups that are on; `undefined` for the default. */
export function kindsOf(groups: ReadonlySet<KindGroup>): ReadonlySet<RowKind> | undefined {
  if (isDefaultGroups(groups)) return undefined;
  const kinds = new Set<RowKind>();
  for (const group of groups) for (const kind of kindGroups[group]) kinds.add(kind);
  return kinds;
}
