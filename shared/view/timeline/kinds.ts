import type { RowKind } from '../../model/types.ts';

/** What the type menu offers. A row kind may belong to several groups; it is shown when one of them is on. */
export type KindGroup = 'events' | 'acks' | 'connections' | 'heartbeats' | 'transport' | 'errors' | 'raw' | 'marks';

export const kindGroups: Readonly<Record<KindGroup, readonly RowKind[]>> = {
  events: ['event', 'binary'],
  acks: ['ack'],
  connections: ['connect', 'connected', 'refused', 'disconnect', 'open'],
  heartbeats: ['heartbeat', 'engine', 'transport'],
  transport: ['upgrade', 'closed', 'http-error'],
  errors: ['refused', 'broken', 'http-error'],
  raw: ['raw'],
  marks: ['page', 'lost', 'action', 'note'],
};

export const allGroups = Object.keys(kindGroups) as readonly KindGroup[];

/** Everything but heartbeats and transport packets: what the model shows for a filter with no kinds. */
export const defaultGroups: ReadonlySet<KindGroup> = new Set(allGroups.filter((group) => group !== 'heartbeats'));

export function isDefaultGroups(groups: ReadonlySet<KindGroup>): boolean {
  return groups.size === defaultGroups.size && !groups.has('heartbeats');
}

/** The kinds of a filter for the groups that are on; `undefined` for the default. */
export function kindsOf(groups: ReadonlySet<KindGroup>): ReadonlySet<RowKind> | undefined {
  if (isDefaultGroups(groups)) return undefined;
  const kinds = new Set<RowKind>();
  for (const group of groups) for (const kind of kindGroups[group]) kinds.add(kind);
  return kinds;
}
