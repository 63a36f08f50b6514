/**
 * The hooks that see what a server does. They stand only while somebody watches: with nobody there is nothing of ours on any path.
 * Methods of the base adapter are hooked, because every adapter delivers through them, broadcasts of other nodes too.
 */
import type { EventEmitter } from 'node:events';
import { type Stop, stopAll } from '../../shared/base/dispose.ts';
import { COMPANION_NAMESPACE } from '../../shared/protocol/companion.ts';
import { clip } from './copy.ts';
import { appNamespaces, type DataFilter, type Say, socketFact, transportOf } from './facts.ts';
import { type Hook, hookMethod, renewHooks } from './hooks.ts';
import {
  type AppAdapter,
  type AppNamespace,
  type AppPacket,
  type AppServer,
  type AppSocket,
  ownerOf,
  type SendOptions,
} from './shape.ts';
import { flagsOf, senderOf, targetOf } from './target.ts';

const EVENT = 2;
const BINARY_EVENT = 5;
const MAX_KNOWN_HANDLERS = 1_000;
const RENEW_MS = 1_000;
const MAX_COMMAND_ROOMS = 50;

export interface WatchOptions {
  readonly io: AppServer;
  readonly say: Say;
  readonly data: DataFilter | undefined;
  /** One of ours failed; the application must not notice. */
  failed(): void;
}

type Seen<T> = (self: T, args: readonly unknown[]) => void;

const isEvent = (packet: AppPacket): boolean => packet.type === EVENT || packet.type === BINARY_EVENT;
const reasonOf = (error: unknown): string =>
  clip(typeof error === 'object' && error !== null && 'message' in error ? error.message : error);

/** Begins to watch. */
export function watchServer({ io, say, data, failed }: WatchOptions): Stop {
  const stops = new Map<object, Stop>();
  const upgrades = new Map<EventEmitter, () => void>();
  // Packets that this node sends itself: an adapter passes the same object on to the base.
  const own = new WeakSet<object>();
  const knownHandlers = new Map<string, number>();

  const guarded = (see: () => void): void => {
    try {
      see();
    } catch {
      failed();
    }
  };
  const ofApp = (nsp: AppNamespace | undefined): boolean => nsp?.server === io && nsp.name !== COMPANION_NAMESPACE;
  // Whatever we write before a volatile packet makes the transport busy, and the server would drop the packet: those are told after.
  const around = <T extends { readonly nsp: AppNamespace }>(
    isVolatile: (args: readonly unknown[]) => boolean,
    see: Seen<T>,
  ): Hook => {
    const seeIf = (wanted: boolean) => (self: object, args: readonly unknown[]) =>
      guarded(() => ofApp((self as T).nsp) && isVolatile(args) === wanted && see(self as T, args));
    return { before: seeIf(false), after: seeIf(true) };
  };
  const before = <T extends { readonly nsp: AppNamespace }>(see: Seen<T>): Hook => ({
    before: (self, args) => guarded(() => ofApp((self as T).nsp) && see(self as T, args)),
  });

  const sent = (adapter: AppAdapter, packet: AppPacket, options: SendOptions, withAck: boolean): void => {
    if (!isEvent(packet)) return;
    const nsp = adapter.nsp.name;
    const event = clip(packet.data?.[0]);
    const args = Math.max(0, (packet.data?.length ?? 0) - (hasOffset(packet, options) ? 2 : 1));
    const [only] = options.rooms ?? [];
    // With recovery, and for io.to(id), a direct emit is a broadcast to the socket's own room: nothing tells them apart.
    if (
      !withAck &&
      options.rooms?.size === 1 &&
      !options.except?.size &&
      adapter.sids.get(only as string)?.has(only as string)
    ) {
      say('direct', { nsp, event, args, socket: only as string, ...(packet.id !== undefined && { ackId: packet.id }) });
      return;
    }
    const local = own.has(packet) || isBase(adapter);
    const sender = local ? senderOf(adapter, options) : undefined;
    say('broadcast', {
      nsp,
      event,
      args,
      to: targetOf(adapter, options),
      flags: flagsOf(options),
      origin: local ? 'local' : 'remote',
      ...(sender !== undefined && { sender }),
      // The base takes this number right after.
      ...(withAck && { ackId: packet.id ?? adapter.nsp._ids }),
    });
  };
  // With recovery the adapter has put the packet's offset behind the arguments.
  const hasOffset = ({ id, type }: AppPacket, { flags }: SendOptions): boolean =>
    Boolean(io.opts?.connectionStateRecovery) && type === EVENT && id === undefined && flags?.volatile === undefined;
  const volatileSend = ([, options]: readonly unknown[]): boolean => (options as SendOptions).flags?.volatile === true;
  const isBase = (adapter: AppAdapter): boolean =>
    ownerOf(adapter, 'serverSideEmit', 'first') === ownerOf(adapter, 'serverSideEmit', 'last');
  const command = (action: 'join' | 'leave' | 'disconnect'): Hook =>
    before<AppAdapter>((adapter, [options, rooms]) => {
      const names = Array.isArray(rooms) ? rooms.slice(0, MAX_COMMAND_ROOMS).map(clip) : [];
      say('command', { nsp: adapter.nsp.name, action, rooms: names, to: targetOf(adapter, options as SendOptions) });
    });
  const roomEvent = before<AppAdapter>((adapter, [event, room, id]) => {
    const nsp = adapter.nsp.name;
    const name = room as string;
    if (id === undefined ? adapter.sids.get(name)?.has(name) : id === room) return;
    if (event === 'join-room') say('joined', { nsp, room: clip(room), socket: id as string });
    else if (event === 'leave-room') say('left', { nsp, room: clip(room), socket: id as string });
    else if (event === 'create-room') say('created', { nsp, room: clip(room) });
    else if (event === 'delete-room') say('deleted', { nsp, room: clip(room) });
  });
  const mark: Hook = {
    before: (_, [packet]) => void (typeof packet === 'object' && packet !== null && own.add(packet)),
  };
  const baseHooks: Readonly<Record<string, Hook>> = {
    emit: roomEvent,
    broadcast: around<AppAdapter>(volatileSend, (adapter, [packet, options]) =>
      sent(adapter, packet as AppPacket, options as SendOptions, false),
    ),
    broadcastWithAck: around<AppAdapter>(volatileSend, (adapter, [packet, options]) =>
      sent(adapter, packet as AppPacket, options as SendOptions, true),
    ),
    addSockets: command('join'),
    delSockets: command('leave'),
    disconnectSockets: command('disconnect'),
  };
  const hookAll = (target: object | undefined, hooks: Readonly<Record<string, Hook>>): void => {
    if (!target || stops.has(target)) return;
    stops.set(target, stopAll(Object.entries(hooks).map(([name, hook]) => hookMethod(target, name, hook))));
  };
  const hookAdapter = (nsp: AppNamespace): void => {
    const base = ownerOf(nsp.adapter, 'broadcast', 'last');
    hookAll(base, baseHooks);
    // What stands between the application and the base sees this node's own sends only.
    for (const method of ['broadcast', 'broadcastWithAck']) {
      const first = ownerOf(nsp.adapter, method, 'first');
      if (first !== base) hookAll(first, { broadcast: mark, broadcastWithAck: mark });
    }
  };

  const onUpgrade = (watched: AppSocket): void => {
    const { conn } = watched;
    if (transportOf(watched) !== 'polling' || upgrades.has(conn)) return;
    const upgraded = (): void => {
      upgrades.delete(conn);
      guarded(() => {
        for (const nsp of appNamespaces(io))
          for (const each of nsp.sockets.values())
            if (each.conn === conn) say('transport', { nsp: nsp.name, socket: each.id, transport: transportOf(each) });
      });
    };
    upgrades.set(conn, upgraded);
    conn.once('upgrade', upgraded);
  };
  const received = (self: AppSocket & { readonly _anyListeners?: readonly unknown[] }, packet: AppPacket): void => {
    const name = packet.data?.[0];
    if (typeof name !== 'string') return;
    const nsp = self.nsp.name;
    const event = clip(name);
    const count = self.listenerCount(name);
    const key = `${nsp},${event}`;
    if (knownHandlers.get(key) !== count) {
      if (knownHandlers.size >= MAX_KNOWN_HANDLERS) knownHandlers.clear();
      knownHandlers.set(key, count);
      say('handlers', { nsp, event, count });
    }
    // Who listens to any event may well handle it.
    if (count === 0 && !self._anyListeners?.length) say('unhandled', { nsp, event, socket: self.id });
  };
  const volatilePacket = ([, flags]: readonly unknown[]): boolean =>
    (flags as { readonly volatile?: boolean } | undefined)?.volatile === true;
  const socketHooks: Readonly<Record<string, Hook>> = {
    _onconnect: before<AppSocket>((self) => {
      say('connected', socketFact(self, data, Date.now()));
      onUpgrade(self);
    }),
    _onclose: before<AppSocket>((self, [reason]) => {
      upgrades.delete(self.conn);
      if (self.connected) say('disconnected', { nsp: self.nsp.name, socket: self.id, reason: clip(reason) });
    }),
    // Broadcasts of 3.1 come by here too, but encoded (an array): they are known from the adapter.
    packet: around<AppSocket>(volatilePacket, (self, [packet]) => {
      const { data: values, id } = packet as AppPacket;
      if (Array.isArray(packet) || !isEvent(packet as AppPacket) || !Array.isArray(values)) return;
      const ack = id === undefined ? {} : { ackId: id };
      say('direct', { nsp: self.nsp.name, event: clip(values[0]), args: values.length - 1, socket: self.id, ...ack });
    }),
    onevent: before<AppSocket>((self, [packet]) => received(self, packet as AppPacket)),
    _error: before<AppSocket>((self, [error]) =>
      say('connect-refused', { nsp: self.nsp.name, socket: self.id, reason: reasonOf(error) }),
    ),
    _onerror: before<AppSocket>((self, [error]) =>
      say('event-refused', { nsp: self.nsp.name, socket: self.id, reason: reasonOf(error) }),
    ),
  };

  const hookSocket = (any: object): void => hookAll(ownerOf(any, '_onconnect', 'first'), socketHooks);
  hookAll(ownerOf(io.of(COMPANION_NAMESPACE), '_initAdapter', 'last'), {
    // The middlewares of a namespace: the first sight of a socket.
    run: { before: (_, [socket]) => guarded(() => hookSocket(socket as object)) },
    // Called for every new namespace, dynamic ones too, and again by io.adapter(…).
    _initAdapter: {
      after: (self) =>
        guarded(() => {
          const nsp = self as AppNamespace;
          if (!ofApp(nsp)) return;
          hookAdapter(nsp);
          if (!io._nsps.has(nsp.name)) say('namespace', { nsp: nsp.name });
        }),
    },
  });
  for (const nsp of io._nsps.values()) for (const socket of nsp.sockets.values()) hookSocket(socket);
  for (const nsp of appNamespaces(io)) {
    hookAdapter(nsp);
    for (const each of nsp.sockets.values()) onUpgrade(each);
  }
  const refused = (error: { readonly code?: unknown; readonly message?: unknown }): void =>
    guarded(() => say('handshake-refused', { code: Number(error.code ?? 0), reason: clip(error.message) }));
  const { engine } = io;
  engine?.on('connection_error', refused);

  const renewal = setInterval(() => {
    for (const target of stops.keys()) renewHooks(target);
  }, RENEW_MS);
  renewal.unref();

  return stopAll([
    () => clearInterval(renewal),
    () => engine?.off('connection_error', refused),
    () => {
      for (const [conn, listener] of upgrades) conn.off('upgrade', listener);
      upgrades.clear();
    },
    () => {
      for (const stop of stops.values()) stop();
      stops.clear();
    },
  ]);
}
