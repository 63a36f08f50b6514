import type { Stop } from '../../shared/base/dispose.ts';
import type { CompanionFacts, FactBody, FactKind, Tally } from '../../shared/protocol/companion.ts';
import type { Say } from './facts.ts';

/** Takes what is said, with its node and time. */
export type Hear = <K extends FactKind>(kind: K, body: FactBody<K>) => void;

const TICK_MS = 1_000;
const MAX_TALLIES = 100;

/** Facts without which what is known of rooms and sockets is no longer true. */
const STATE: ReadonlySet<FactKind> = new Set([
  'connected',
  'disconnected',
  'created',
  'joined',
  'left',
  'deleted',
  'namespace',
  'transport',
]);

export interface Voice {
  readonly say: Say;
  /** Says it whatever was said before: a snapshot is bounded by itself. */
  readonly sayAlways: Say;
  failed(): void;
  readonly stop: Stop;
}

interface Count {
  count: number;
  recipients: number | undefined;
}

/** Says facts up to a rate; counts what is over it, tells the counts once a second, and asks for a new snapshot where state was lost. */
export function makeVoice(node: string, factsPerSecond: number, hear: Hear, again: () => void): Voice {
  let left = factsPerSecond;
  let failures = 0;
  let toldFailures = 0;
  let stateLost = false;
  let counts = new Map<string, Count>();

  const sayAlways: Say = (kind, body) => hear(kind, { ...body, node, at: Date.now() } as never);
  const tally = <K extends FactKind>(kind: K, body: CompanionFacts[K]): void => {
    stateLost ||= STATE.has(kind);
    const fields = body as { nsp?: string; event?: string; room?: string; to?: { count: number } };
    const key = JSON.stringify([kind, fields.nsp ?? '', fields.event ?? fields.room ?? '']);
    // Names are the application's and may be endless: the rest is counted by kind.
    const known = counts.has(key) || counts.size < MAX_TALLIES ? key : JSON.stringify([kind, '', '']);
    const entry = counts.get(known) ?? { count: 0, recipients: undefined };
    counts.set(known, entry);
    entry.count++;
    if (fields.to) entry.recipients = (entry.recipients ?? 0) + fields.to.count;
  };
  const tick = setInterval(() => {
    left = factsPerSecond;
    if (counts.size > 0 || failures !== toldFailures) {
      const tallies = [...counts].map(([key, { count, recipients }]): Tally => {
        const [kind, nsp, name] = JSON.parse(key) as [string, string, string];
        return { kind, nsp, name, count, ...(recipients !== undefined && { recipients }) };
      });
      counts = new Map();
      toldFailures = failures;
      sayAlways('aggregated', { ms: TICK_MS, counts: tallies, failures });
    } else if (stateLost) {
      // A second in which nothing was left out.
      stateLost = false;
      again();
    }
  }, TICK_MS);
  tick.unref();

  return {
    say: (kind, body) => {
      if (left-- > 0) sayAlways(kind, body);
      else tally(kind, body);
    },
    sayAlways,
    failed: () => void failures++,
    stop: () => clearInterval(tick),
  };
}
