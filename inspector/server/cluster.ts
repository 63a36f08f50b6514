/**
 * The companions of a cluster, over the application's own adapter. A node with a viewer asks once per LEASE_MS / 2; the others answer
 * with a snapshot and then with what happened, in one message per BATCH_MS at most. Nobody asks: nobody says anything.
 */
import type { Stop } from '../../shared/base/dispose.ts';
import { type FactKind, readFact } from '../../shared/protocol/companion.ts';
import { type AppNamespace, ownerOf } from './shape.ts';
import type { Hear } from './voice.ts';

export const BATCH_MS = 500;
export const LEASE_MS = 10_000;
/** A node that has been silent for so long is taken for dead. */
export const SILENT_MS = 15_000;
/** A batch holds no more; what is over waits for the next, up to MAX_WAITING. */
const MAX_BATCH = 500;
const MAX_WAITING = 5_000;

const ASK = 'sioscope:ask';
const TELL = 'sioscope:tell';

export interface Cluster {
  /** A viewer has come, or the last has gone. */
  watch(on: boolean): void;
  /** Whether another node's viewer watches this one. */
  readonly asked: boolean;
  /** A fact of this node, for the others. */
  readonly tell: Hear;
  readonly stop: Stop;
}

export interface ClusterOptions {
  readonly nsp: AppNamespace;
  readonly node: string;
  /** A fact of another node, for this one's viewers. */
  readonly hear: Hear;
  /** Another node began to watch this one (a snapshot is due), or none does any more. */
  onAsked(asked: boolean): void;
  /** Facts had to be dropped: the others need a new snapshot. */
  onOverflow(): void;
}

export function joinCluster({ nsp, node, hear, onAsked, onOverflow }: ClusterOptions): Cluster {
  const heardAt = new Map<string, number>();
  const askers = new Map<string, number>();
  let waiting: [FactKind, unknown][] = [];
  let batch: NodeJS.Timeout | undefined;
  let watching = false;
  let overflowed = false;

  const send = (event: string, ...args: unknown[]): void => {
    // The in-memory adapter has nobody to send to, and would say so on the console.
    const alone = ownerOf(nsp.adapter, 'serverSideEmit', 'first') === ownerOf(nsp.adapter, 'serverSideEmit', 'last');
    if (!alone) nsp.serverSideEmit?.(event, node, ...args);
  };
  const flush = (): void => {
    batch = undefined;
    send(TELL, waiting.slice(0, MAX_BATCH));
    waiting = waiting.slice(MAX_BATCH);
    if (waiting.length > 0) later();
    else if (overflowed) {
      overflowed = false;
      onOverflow();
    }
  };
  const later = (): void => {
    batch ??= setTimeout(flush, BATCH_MS).unref();
  };
  const asked = (from: unknown, fresh: unknown): void => {
    if (typeof from !== 'string' || from === node) return;
    const isNew = !askers.has(from) || fresh === true;
    askers.set(from, Date.now());
    if (isNew) onAsked(true);
    // A sign of life, even with nothing to say.
    later();
  };
  const told = (from: unknown, facts: unknown): void => {
    if (!watching || typeof from !== 'string' || from === node || !Array.isArray(facts)) return;
    heardAt.set(from, Date.now());
    for (const pair of facts.slice(0, MAX_BATCH)) {
      if (!Array.isArray(pair)) continue;
      const fact = readFact(pair[0], pair[1]);
      if (fact && fact.node === from) hear(pair[0] as FactKind, pair[1] as never);
    }
  };
  nsp.on(ASK, asked as (...args: never[]) => void);
  nsp.on(TELL, told as (...args: never[]) => void);

  const tick = setInterval(() => {
    const now = Date.now();
    if (watching) send(ASK, false);
    for (const [from, at] of askers) if (now - at > LEASE_MS) askers.delete(from);
    if (askers.size === 0) onAsked(false);
    for (const [from, at] of heardAt) {
      if (now - at <= SILENT_MS) continue;
      heardAt.delete(from);
      hear('node-gone', { node: from, at: now, silentMs: now - at });
    }
  }, LEASE_MS / 2);
  tick.unref();

  return {
    watch(on) {
      watching = on;
      if (on) send(ASK, true);
      else heardAt.clear();
    },
    get asked() {
      return askers.size > 0;
    },
    tell(kind, body) {
      if (askers.size === 0) return;
      if (waiting.length >= MAX_WAITING) overflowed = true;
      else waiting.push([kind, body]);
      later();
    },
    stop() {
      nsp.off(ASK, asked as (...args: never[]) => void);
      nsp.off(TELL, told as (...args: never[]) => void);
      clearInterval(tick);
      clearTimeout(batch);
    },
  };
}
