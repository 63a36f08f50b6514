/** The companion on real servers: what it says is what the server did and what clients got, and the application notices nothing. */
import { createServer, type Server as HttpServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterEach, describe, expect, test } from 'vitest';
import { hashPassword, type InstrumentOptions, instrument } from '../inspector/server/index.ts';
import { connectWire, of, type WireClient } from './companion-client.ts';
import { until } from './harness/until.ts';

const load = createRequire(import.meta.url);
// Its types are out of reach of `exports`.
const { Server: Server3 } = load('socket.io-v3') as typeof import('socket.io');

/** What 1.x and 2.x have; they come without types. */
interface OldServer {
  readonly nsps: Readonly<Record<string, { readonly adapter: object }>>;
  of(name: string): unknown;
  on(event: 'connection', listener: (socket: { emit(event: string, text: string): void }) => void): void;
  close(): void;
}
type OldConnect = (
  url: string,
  options: object,
) => { on(event: string, listener: (text: string) => void): void; close(): void };

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

interface Served<S> {
  readonly io: S;
  readonly url: string;
}

async function serve<S extends { close(): unknown }>(make: (http: HttpServer) => S): Promise<Served<S>> {
  const http = createServer();
  const io = make(http);
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
  stops.push(() => io.close());
  return { io, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
}

const serve4 = (options: object = {}): Promise<Served<Server>> => serve((http) => new Server(http, options));
/** The surface that 3.1 shares with 4. */
const serve3 = (): Promise<Served<Server>> => serve((http) => new Server3(http));

async function connect(url: string): Promise<WireClient> {
  const client = await connectWire(url);
  stops.push(() => client.close());
  return client;
}

const got = (client: WireClient, event: string): boolean =>
  client.appFrames().some((frame) => /^42\d*\["([^"]+)"/.exec(frame)?.[1] === event);

/** A last event to everybody: when it is there, all before it has arrived. */
async function settled(io: Server, clients: readonly WireClient[]): Promise<void> {
  io.emit('end');
  await until(() => clients.every((client) => got(client, 'end')));
}

interface Story {
  readonly clients: readonly WireClient[];
  /** The server's own record of memberships, kept by the adapter's events. */
  readonly joins: readonly string[];
}

/** Sends of every form that the version has; each event has a name of its own. */
async function tell({ io, url }: Served<Server>, version: 3 | 4, watch: boolean): Promise<Story> {
  const joins: string[] = [];
  const { adapter } = io.of('/');
  adapter.on('join-room', (room: string, id: string) => room !== id && joins.push(`+${room} ${id}`));
  adapter.on('leave-room', (room: string, id: string) => room !== id && joins.push(`-${room} ${id}`));
  io.on('connection', (socket) => {
    socket.on('known', () => undefined);
    socket.on('error', () => undefined);
    socket.use(([event], next) => next(event === 'bad' ? new Error('not this one') : undefined));
  });
  const clients = [await connect(url), await connect(url), await connect(url)];
  const [a, b, c] = clients as [WireClient, WireClient, WireClient];
  if (watch) await a.watch();
  const socket = (client: WireClient) => io.of('/').sockets.get(client.sid)!;
  await socket(a).join('lobby');
  await socket(b).join(['lobby', 'quiet']);
  await socket(c).join('other');
  // A volatile packet is dropped where the transport is busy; what the companion says must not be what makes it so.
  await until(() => clients.every((client) => (socket(client).conn.transport as { writable: boolean }).writable));
  io.volatile.emit('volatile');
  io.emit('all', 1);
  io.to('lobby').emit('to-lobby', { text: 'hello' });
  io.to('lobby').to('quiet').emit('to-two');
  socket(a).broadcast.emit('but-a');
  socket(b).to('lobby').emit('lobby-but-b');
  io.local.emit('local');
  socket(c).emit('only-c', 'x', 'y');
  socket(b).emit('asks-b', () => undefined);
  if (version === 4) {
    io.except('quiet').emit('but-quiet');
    io.to('lobby').except('quiet').emit('lobby-but-quiet');
    io.timeout(60_000).emit('asks-all', () => undefined);
    io.in('lobby').socketsJoin('late');
    io.in('late').emit('to-late');
    io.in('quiet').socketsLeave('late');
  }
  await socket(b).leave('quiet');
  a.send('42["known"]');
  a.send('42["nobody-listens",1]');
  b.send('42["bad"]');
  await until(() => socket(a).listenerCount('known') === 1);
  io.to('nobody-is-here').emit('to-none');
  await settled(io, clients);
  return { clients, joins };
}

const idless = (frames: readonly string[], clients: readonly WireClient[]): string[] =>
  frames.map((frame) => clients.reduce((text, { sid }, index) => text.replaceAll(sid, `sid${index}`), frame));

describe.each([
  { name: '4.8', version: 4 as const, make: serve4 },
  { name: '3.1', version: 3 as const, make: serve3 },
])('socket.io $name', ({ version, make }) => {
  test('what it says of rooms and sends equals the server’s record and what clients received', async () => {
    const served = await make();
    stops.push(instrument(served.io, { auth: false, node: 'n1' }));
    const { clients, joins } = await tell(served, version, true);
    const [a, b, c] = clients as [WireClient, WireClient, WireClient];
    await until(() => of(a.facts(), 'unhandled').length > 0 && of(a.facts(), 'event-refused').length > 0);
    const facts = a.facts();

    expect(facts.every(({ node }) => node === 'n1')).toBe(true);
    const moves = facts.flatMap((fact) =>
      fact.kind === 'joined'
        ? [`+${fact.room} ${fact.socket}`]
        : fact.kind === 'left'
          ? [`-${fact.room} ${fact.socket}`]
          : [],
    );
    expect(moves).toEqual(joins);
    expect(of(facts, 'created').map(({ room }) => room)).toEqual([
      'lobby',
      'quiet',
      'other',
      ...(version === 4 ? ['late'] : []),
    ]);
    expect(of(facts, 'deleted').map(({ room }) => room)).toEqual(['quiet']);

    const broadcasts = of(facts, 'broadcast');
    for (const { event, to, origin } of broadcasts) {
      const receivers = clients.filter((client) => got(client, event)).map(({ sid }) => sid);
      expect([event, [...to.ids].sort()]).toEqual([event, receivers.sort()]);
      expect(to.count).toBe(receivers.length);
      expect(origin).toBe('local');
    }
    expect(broadcasts.map(({ event }) => event)).toEqual([
      ...['volatile', 'all', 'to-lobby', 'to-two', 'but-a', 'lobby-but-b', 'local'],
      ...(version === 4 ? ['but-quiet', 'lobby-but-quiet', 'asks-all', 'to-late'] : []),
      ...['to-none', 'end'],
    ]);
    const by = (event: string) => broadcasts.find((fact) => fact.event === event);
    expect(by('to-two')?.to.rooms).toEqual(['lobby', 'quiet']);
    expect(by('but-a')).toMatchObject({ sender: a.sid, to: { except: [a.sid] } });
    expect(by('lobby-but-b')).toMatchObject({ sender: b.sid, to: { rooms: ['lobby'] } });
    expect(by('volatile')?.flags).toEqual({ volatile: true });
    expect(by('local')?.flags).toEqual({ local: true });
    expect(by('to-none')?.to).toMatchObject({ count: 0, ids: [] });
    if (version === 4) {
      expect(by('lobby-but-quiet')?.to).toMatchObject({ rooms: ['lobby'], except: ['quiet'], ids: [a.sid] });
      const asked = a.appFrames().find((frame) => frame.includes('"asks-all"'));
      expect(by('asks-all')?.ackId).toBe(Number(/^42(\d+)/.exec(asked as string)?.[1]));
      expect(of(facts, 'command').map(({ action, rooms, to }) => [action, rooms, to.rooms, to.count])).toEqual([
        ['join', ['late'], ['lobby'], 2],
        ['leave', ['late'], ['quiet'], 1],
      ]);
    }
    expect(of(facts, 'direct').map(({ event, socket, args }) => [event, socket, args])).toEqual([
      ['only-c', c.sid, 2],
      ['asks-b', b.sid, 0],
    ]);
    expect(of(facts, 'direct')[1]?.ackId).toBe(0);
    expect(of(facts, 'handlers')).toContainEqual(expect.objectContaining({ event: 'known', count: 1 }));
    expect(of(facts, 'unhandled').map(({ event, socket }) => [event, socket])).toContainEqual([
      'nobody-listens',
      a.sid,
    ]);
    expect(of(facts, 'event-refused')).toMatchObject([{ socket: b.sid, reason: 'not this one' }]);
  });

  test('a broadcast is announced on the connection before it is written there', async () => {
    const served = await make();
    stops.push(instrument(served.io, { auth: false }));
    const { clients } = await tell(served, version, true);
    const { frames } = clients[0] as WireClient;
    for (const event of ['all', 'to-lobby', 'to-two', 'end']) {
      const announced = frames.findIndex(
        (frame) => frame.startsWith('42/sioscope,["broadcast"') && frame.includes(`"event":"${event}"`),
      );
      const written = frames.findIndex((frame) => frame.startsWith(`42["${event}"`));
      expect(announced).toBeGreaterThan(0);
      expect(written).toBeGreaterThan(announced);
    }
  });

  test('the application’s packets are the same, in the same order, with and without a watcher', async () => {
    const plain = await tell(await make(), version, false);
    const served = await make();
    stops.push(instrument(served.io, { auth: false }));
    const watched = await tell(served, version, true);
    for (const [index, client] of plain.clients.entries())
      expect(idless(watched.clients[index]!.appFrames(), watched.clients)).toEqual(
        idless(client.appFrames(), plain.clients),
      );
  });

  test('hooks stand only while watched, and stop() leaves the server as it was', async () => {
    const { io, url } = await make();
    const a = await connect(url);
    const socket = io.of('/').sockets.get(a.sid)!;
    const chain = [socket, io.of('/'), io.of('/').adapter].flatMap((object) => {
      const prototypes: object[] = [];
      for (let at = Object.getPrototypeOf(object); at !== Object.prototype; at = Object.getPrototypeOf(at))
        prototypes.push(at);
      return prototypes;
    });
    const descriptors = () => chain.map((prototype) => Object.getOwnPropertyDescriptors(prototype));
    const engineListeners = () => io.engine.listenerCount('connection_error');
    const before = descriptors();
    const listenersBefore = engineListeners();
    const stop = instrument(io, { auth: false });
    expect(descriptors()).toEqual(before);
    await a.watch();
    expect(descriptors()).not.toEqual(before);
    a.unwatch();
    await until(() => io.of('/sioscope').sockets.size === 0);
    const same = descriptors();
    expect(same).toEqual(before);
    await a.watch();
    stop();
    stop();
    for (const [index, now] of descriptors().entries())
      for (const [name, descriptor] of Object.entries(now)) expect(descriptor.value).toBe(before[index]?.[name]?.value);
    expect(descriptors()).toEqual(before);
    expect(engineListeners()).toBe(listenersBefore);
    expect((io as unknown as { _nsps: Map<string, unknown> })._nsps.has('/sioscope')).toBe(false);
    // The application goes on on the same connection.
    await settled(io, [a]);
  });

  test('sockets come and go, in namespaces that are made later too, and middlewares that refuse are told', async () => {
    const { io, url } = await make();
    stops.push(instrument(io, { auth: false }));
    const a = await connect(url);
    await a.watch();
    io.of(/^\/dynamic-\d+$/).use((socket, next) =>
      next(socket.nsp.name === '/dynamic-2' ? new Error('closed today') : undefined),
    );
    a.send('40/dynamic-1,');
    a.send('40/dynamic-2,');
    const b = await connect(url);
    await b.close();
    await until(() => of(a.facts(), 'disconnected').some(({ socket }) => socket === b.sid));
    const facts = a.facts();
    expect(of(facts, 'namespace').map(({ nsp }) => nsp)).toEqual(['/dynamic-1', '/dynamic-2']);
    expect(of(facts, 'connected').map(({ nsp, transport }) => [nsp, transport])).toEqual([
      ['/dynamic-1', 'websocket'],
      ['/', 'websocket'],
    ]);
    expect(of(facts, 'connect-refused')).toMatchObject([{ nsp: '/dynamic-2', reason: 'closed today' }]);
    expect(of(facts, 'disconnected')).toMatchObject([{ nsp: '/', socket: b.sid, reason: 'transport close' }]);
  });
});

describe('on 4.8', () => {
  test('io.adapter() called while watched is followed', async () => {
    const { io, url } = await serve4();
    stops.push(instrument(io, { auth: false }));
    const a = await connect(url);
    await a.watch();
    class Other extends (io.adapter() as unknown as new (nsp: unknown) => object) {}
    io.adapter(Other as never);
    const b = await connect(url);
    await b.watch();
    await io.of('/').sockets.get(b.sid)!.join('new-room');
    io.to('new-room').emit('after');
    await until(() => got(b, 'after'));
    expect(of(b.facts(), 'joined')).toMatchObject([{ room: 'new-room', socket: b.sid }]);
    expect(of(b.facts(), 'broadcast')).toMatchObject([{ event: 'after', origin: 'local', to: { ids: [b.sid] } }]);
  });

  test('two servers of one process have their own; one that closes takes nothing from the other', async () => {
    const one = await serve4();
    const two = await serve4();
    stops.push(instrument(one.io, { auth: false, node: 'one' }), instrument(two.io, { auth: false, node: 'two' }));
    const a = await connect(one.url);
    const b = await connect(two.url);
    await a.watch();
    await b.watch();
    one.io.emit('of-one');
    two.io.emit('of-two');
    await until(() => got(a, 'of-one') && got(b, 'of-two'));
    expect(of(a.facts(), 'broadcast').map(({ event, node }) => [event, node])).toEqual([['of-one', 'one']]);
    expect(of(b.facts(), 'broadcast').map(({ event, node }) => [event, node])).toEqual([['of-two', 'two']]);
    await one.io.close();
    await until(() => {
      two.io.emit('later');
      return of(b.facts(), 'broadcast').some(({ event }) => event === 'later');
    });
  });

  test('with recovery it writes past the store: no offset, nothing kept', async () => {
    const { io, url } = await serve4({ connectionStateRecovery: {} });
    stops.push(instrument(io, { auth: false }));
    const a = await connect(url);
    await a.watch();
    io.of('/').sockets.get(a.sid)!.emit('mine');
    await until(() => got(a, 'mine'));
    expect(of(a.facts(), 'direct')).toMatchObject([{ event: 'mine', socket: a.sid, args: 0 }]);
    expect(of(a.facts(), 'broadcast')).toEqual([]);
    expect((io.of('/sioscope').adapter as unknown as { packets: unknown[] }).packets).toEqual([]);
  });

  test('the snapshot holds rooms, handlers and what the filter lets out, never headers, cookies or auth', async () => {
    const { io, url } = await serve4();
    let read = 0;
    io.on('connection', (socket) => {
      const secret = {
        get trap() {
          read++;
          return 1;
        },
      };
      Object.assign(socket.data, { name: 'Otter', token: 'SECRET-TOKEN', long: 'x'.repeat(50_000) });
      Object.defineProperties(socket.data, Object.getOwnPropertyDescriptors(secret));
      socket.on('say', () => undefined);
      void socket.join('lobby');
    });
    const data: InstrumentOptions['data'] = (value) => {
      const { token: _, ...rest } = Object.getOwnPropertyDescriptors(value as object);
      return Object.defineProperties({}, rest);
    };
    stops.push(instrument(io, { auth: ({ key }) => key === 'SECRET-KEY', data }));
    const a = await connect(url);
    await a.watch({ key: 'SECRET-KEY' });
    const [{ sockets }] = of(a.facts(), 'sockets') as unknown as [{ sockets: readonly unknown[] }];
    expect(sockets).toMatchObject([{ socket: a.sid, rooms: ['lobby'], handlers: { say: 1 }, data: { name: 'Otter' } }]);
    expect(of(a.facts(), 'rooms')).toMatchObject([{ nsp: '/', rooms: [['lobby', 1]] }]);
    expect(of(a.facts(), 'snapshot')).toMatchObject([{ namespaces: [{ nsp: '/', sockets: 1, rooms: 1 }] }]);
    const said = a.frames.filter((frame) => frame.startsWith('42/sioscope')).join('');
    expect(said).not.toMatch(/SECRET|cookie|user-agent|headers/i);
    expect(said.length).toBeLessThan(5_000);
    expect(read).toBe(0);
  });

  test('auth is a decision; credentials are checked, attempts limited', async () => {
    const { io, url } = await serve4();
    const old = process.env.NODE_ENV;
    expect(() => instrument(io, {} as InstrumentOptions)).toThrow(/needs auth/);
    expect(() => instrument(io, { auth: { username: 'x', passwordHash: 'plain' } })).toThrow(/hashPassword/);
    process.env.NODE_ENV = 'production';
    try {
      expect(() => instrument(io, { auth: false })).toThrow(/refused in production/);
    } finally {
      process.env.NODE_ENV = old;
    }
    const passwordHash = hashPassword('correct horse');
    stops.push(instrument(io, { auth: { username: 'ann', passwordHash } }));
    const a = await connect(url);
    await a.watch({ username: 'ann', password: 'correct horse' });
    a.unwatch();
    await until(() => io.of('/sioscope').sockets.size === 0);
    const wrong = [
      {},
      { username: 'ann' },
      { username: 'bob', password: 'correct horse' },
      { username: 'ann', password: 'x' },
      { password: 1 },
    ];
    for (const auth of wrong) await expect(a.watch(auth)).rejects.toThrow(/wrong credentials/);
    await expect(a.watch({ username: 'ann', password: 'correct horse' })).rejects.toThrow(/too many attempts/);
  });

  test('over its rate it counts what it leaves out, and makes good for lost state with a new snapshot', async () => {
    const { io, url } = await serve4();
    stops.push(instrument(io, { auth: false, factsPerSecond: 20 }));
    const a = await connect(url);
    await a.watch();
    for (let round = 0; round < 500; round++) io.emit('tick', round);
    await io.of('/').sockets.get(a.sid)!.join('unseen');
    await until(() => of(a.facts(), 'snapshot').length === 2 && of(a.facts(), 'ready').length === 2);
    const facts = a.facts();
    const counted = of(facts, 'aggregated').flatMap(({ counts }) => counts);
    const ticks = counted.find(({ name }) => name === 'tick');
    expect(of(facts, 'broadcast').length + (ticks?.count ?? 0)).toBe(500);
    expect(ticks?.recipients).toBe(ticks?.count);
    expect(of(facts, 'sockets').at(-1)?.sockets).toMatchObject([{ rooms: ['unseen'] }]);
  });

  test('a handshake that is refused is told with its reason', async () => {
    const { io, url } = await serve4({
      allowRequest: (request: { url: string }, done: (e: string | null, ok: boolean) => void) =>
        done(request.url.includes('bad=1') ? 'no' : null, !request.url.includes('bad=1')),
    });
    stops.push(instrument(io, { auth: false }));
    const a = await connect(url);
    await a.watch();
    expect((await fetch(`${url}/socket.io/?EIO=4&transport=polling&bad=1`)).status).toBe(403);
    await until(() => of(a.facts(), 'handshake-refused').length === 1);
    expect(of(a.facts(), 'handshake-refused')).toMatchObject([{ code: 4, reason: 'Forbidden' }]);
  });
});

describe.each([
  { name: '2.5', major: 'v2' },
  { name: '1.7', major: 'v1' },
])('socket.io $name', ({ major }) => {
  test('is refused with a clear error, and its server is left as it was', async () => {
    const OldServer = load(`socket.io-${major}`) as new (http: HttpServer) => OldServer;
    const { io, url } = await serve((http) => new OldServer(http));
    io.on('connection', (socket) => socket.emit('welcome', 'hello'));
    const parts = [io, io.nsps, io.of('/') as object, io.nsps['/']!.adapter];
    const state = () =>
      parts.flatMap((part) => [part, Object.getPrototypeOf(part) as object]).map(Object.getOwnPropertyDescriptors);
    const before = state();
    const message = /needs a Socket\.IO server of 3\.1 or later\. This one is of 1\.x or 2\.x/;
    expect(() => instrument(io, { auth: false })).toThrow(message);
    expect(() => instrument(io, {} as InstrumentOptions)).toThrow(message);
    expect(Object.keys(io.nsps)).toEqual(['/']);
    expect(state()).toEqual(before);
    const client = (load(`socket.io-client-${major}`) as OldConnect)(url, { transports: ['websocket'] });
    stops.push(() => client.close());
    expect(await new Promise((welcomed) => client.on('welcome', welcomed))).toBe('hello');
  });
});

test.each([undefined, {}, createServer()])('what is no Socket.IO server is refused as such', (other) => {
  expect(() => instrument(other as never, { auth: false })).toThrow(/needs a Socket\.IO server.* This is none/);
});
