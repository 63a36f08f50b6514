/** `sioscope/server`: tells a viewer what only the server knows — rooms, members, and who a broadcast was for. */
import { hostname } from 'node:os';
import type { Stop } from '../../shared/base/dispose.ts';
import { COMPANION_NAMESPACE, COMPANION_VERSION } from '../../shared/protocol/companion.ts';
import { type Auth, type Credentials, verifier } from './auth.ts';
import { joinCluster } from './cluster.ts';
import { type DataFilter, type Say, saySnapshot } from './facts.ts';
import type { AppServer, AppSocket } from './shape.ts';
import { type Hear, makeVoice } from './voice.ts';
import { watchServer } from './watch.ts';

export type { Auth, Credentials } from './auth.ts';
export { hashPassword } from './auth.ts';
export type { DataFilter } from './facts.ts';

export interface InstrumentOptions {
  /** Who may watch. A decision to take: a function, a name with a hash of `hashPassword`, or `false` (never in production). */
  readonly auth: Auth;
  /** What may leave of `socket.data`. Default: nothing. */
  readonly data?: DataFilter;
  /** This node's name. Default: host and process. */
  readonly node?: string;
  /** How many facts a second are told one by one; more are counted. Default 500. */
  readonly factsPerSecond?: number;
}

const EVENT = 2;
const MAX_WATCHERS = 10;
const REFUSALS = {
  wrong: 'sioscope: wrong credentials',
  'too-many': 'sioscope: too many attempts, try again in a minute',
  full: `sioscope: ${MAX_WATCHERS} viewers watch already`,
};

function refusal(code: keyof typeof REFUSALS): Error {
  return Object.assign(new Error(REFUSALS[code]), { data: { code } });
}

function checkServer(io: AppServer): void {
  if (!(io?._nsps instanceof Map)) {
    const isOld = typeof (io as { readonly nsps?: unknown } | undefined)?.nsps === 'object';
    const found = isOld
      ? 'This one is of 1.x or 2.x, whose adapter does not say who joins and leaves.'
      : 'This is none.';
    throw new TypeError(`sioscope: instrument() needs a Socket.IO server of 3.1 or later. ${found}`);
  }
  if (io._nsps.has(COMPANION_NAMESPACE))
    throw new Error(`sioscope: the server has a namespace ${COMPANION_NAMESPACE} already.`);
}

/** Serves the companion on a Socket.IO server (3.1 or 4). Returns its stop, which leaves the server as it was. */
export function instrument(server: { of(name: string): unknown }, options: InstrumentOptions): Stop {
  const io = server as unknown as AppServer;
  const { data, node = `${hostname()}#${process.pid}`, factsPerSecond = 500 } = options ?? {};
  checkServer(io);
  const verify = verifier(options?.auth);
  if (!(Number.isInteger(factsPerSecond) && factsPerSecond > 0))
    throw new RangeError('sioscope: factsPerSecond must be a positive integer.');

  const watchers = new Set<AppSocket>();
  let unwatch: Stop | undefined;
  const nsp = io.of(COMPANION_NAMESPACE);

  // Not `emit`: with recovery or in a cluster that is a broadcast, stored, published, and late.
  const write = (watcher: AppSocket, kind: string, body: unknown): void =>
    watcher.packet({ type: EVENT, data: [kind, body] });
  const hear: Hear = (kind, body) => {
    for (const watcher of watchers) write(watcher, kind, body);
  };
  const snapshotTo = (say: Say): void => saySnapshot(io, say, data, COMPANION_VERSION);
  const voice = makeVoice(
    node,
    factsPerSecond,
    (kind, body) => {
      hear(kind, body);
      cluster.tell(kind, body);
    },
    () => snapshotTo(voice.sayAlways),
  );
  const cluster = joinCluster({
    nsp,
    node,
    hear,
    onAsked(asked) {
      settle();
      if (asked) snapshotTo((kind, body) => cluster.tell(kind, { ...body, node, at: Date.now() } as never));
    },
    onOverflow: () => snapshotTo(voice.sayAlways),
  });
  /** Hooks stand as long as somebody watches, here or at another node. */
  function settle(): void {
    const wanted = watchers.size > 0 || cluster.asked;
    if (wanted) unwatch ??= watchServer({ io, data, say: voice.say, failed: voice.failed });
    else {
      unwatch?.();
      unwatch = undefined;
    }
  }

  nsp.use((socket, next) => {
    const { auth, address = '' } = socket.handshake;
    const credentials = typeof auth === 'object' && auth !== null ? (auth as Credentials) : {};
    void verify(credentials, address).then((verdict) => {
      if (verdict !== 'ok') next(refusal(verdict));
      else if (watchers.size >= MAX_WATCHERS) next(refusal('full'));
      else next();
    });
  });
  const onConnection = (socket: AppSocket): void => {
    watchers.add(socket);
    settle();
    snapshotTo((kind, body) => write(socket, kind, { ...body, node, at: Date.now() }));
    cluster.watch(true);
    socket.once('disconnect', () => {
      watchers.delete(socket);
      if (watchers.size === 0) cluster.watch(false);
      settle();
    });
  };
  nsp.on('connection', onConnection as (...args: never[]) => void);

  let stopped = false;
  return () => {
    if (stopped) return;
    stopped = true;
    for (const watcher of [...watchers]) watcher.disconnect();
    cluster.stop();
    voice.stop();
    unwatch?.();
    unwatch = undefined;
    nsp.adapter.close?.();
    io._nsps.delete(COMPANION_NAMESPACE);
  };
}
