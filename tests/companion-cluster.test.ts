/** Companions of two nodes over the application's own adapter, on a real Redis. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createPlain } from 'node:net';
import { createAdapter } from '@socket.io/redis-adapter';
import { createAdapter as createStreamsAdapter } from '@socket.io/redis-streams-adapter';
import { createClient } from 'redis';
import { Server } from 'socket.io';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { instrument } from '../inspector/server/index.ts';
import { connectWire, of, type WireClient } from './companion-client.ts';
import { until } from './harness/until.ts';

let redisUrl = '';
let endRedis: () => Promise<unknown>;
const stops: (() => unknown)[] = [];

async function connectRedis() {
  const client = createClient({ url: redisUrl });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function freePort(): Promise<number> {
  const probe = createPlain();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}

beforeAll(async () => {
  const port = await freePort();
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', options, { stdio: 'ignore' });
  const ended = new Promise((done) => child.once('close', done).once('error', done));
  endRedis = () => {
    child.kill();
    return ended;
  };
  redisUrl = `redis://127.0.0.1:${port}`;
  const client = await until(connectRedis, { what: 'redis-server answers' });
  await client?.close();
});
afterAll(() => endRedis());
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

interface Node {
  readonly io: Server;
  readonly url: string;
  readonly stop: () => void;
}

async function startNode(name: string, adapter: () => Promise<unknown>): Promise<Node> {
  const http = createServer();
  const io = new Server(http, { adapter: (await adapter()) as never });
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
  const stop = instrument(io, { auth: false, node: name });
  stops.push(async () => {
    stop();
    await io.close();
  });
  return { io, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, stop };
}

async function redisAdapter(): Promise<unknown> {
  const [pub, sub] = [await connectRedis(), await connectRedis()];
  stops.push(() => Promise.all([pub.close(), sub.close()]));
  return createAdapter(pub, sub);
}

async function streamsAdapter(): Promise<unknown> {
  const client = await connectRedis();
  stops.push(() => client.close());
  return createStreamsAdapter(client);
}

async function connect(url: string): Promise<WireClient> {
  const client = await connectWire(url);
  stops.push(() => client.close());
  return client;
}

const join = (node: Node, client: WireClient, room: string): unknown =>
  node.io.of('/').sockets.get(client.sid)!.join(room);

describe.each([
  { name: '@socket.io/redis-adapter', adapter: redisAdapter },
  { name: '@socket.io/redis-streams-adapter', adapter: streamsAdapter },
])('$name', ({ adapter }) => {
  test('a viewer of one node sees the members and deliveries of both, and a silent node goes', async () => {
    const one = await startNode('one', adapter);
    const two = await startNode('two', adapter);
    const a = await connect(one.url);
    const b = await connect(two.url);
    await join(two, b, 'lobby');
    await a.watch();

    const membersOf = (node: string): string[] =>
      of(a.facts(), 'sockets')
        .filter((fact) => fact.node === node)
        .flatMap(({ sockets }) => sockets.map(({ socket, rooms }) => `${socket} ${rooms}`));
    await until(() => membersOf('two').length > 0, { what: 'the other node answers' });
    expect(membersOf('two')).toEqual([`${b.sid} lobby`]);
    expect(membersOf('one')).toEqual([`${a.sid} `]);

    await join(one, a, 'lobby');
    const c = await connect(two.url);
    await join(two, c, 'lobby');
    two.io.to('lobby').emit('from-two');
    await until(() => of(a.facts(), 'broadcast').filter(({ event }) => event === 'from-two').length === 2);
    expect(a.appFrames()).toContain('42["from-two"]');
    const facts = a.facts();
    expect(of(facts, 'joined').map(({ node, socket }) => [node, socket])).toEqual([
      ['one', a.sid],
      ['two', c.sid],
    ]);
    const deliveries = of(facts, 'broadcast').map(({ node, origin, to }) => [node, origin, [...to.ids].sort()]);
    expect(deliveries).toHaveLength(2);
    expect(deliveries).toContainEqual(['one', 'remote', [a.sid]]);
    expect(deliveries).toContainEqual(['two', 'local', [b.sid, c.sid].sort()]);
    // What is delivered here is announced before it is written here.
    const announced = a.frames.findIndex((frame) => frame.includes('"from-two"') && frame.includes('"node":"one"'));
    expect(announced).toBeLessThan(a.frames.indexOf('42["from-two"]'));

    two.stop();
    await until(() => of(a.facts(), 'node-gone').length === 1, { timeoutMs: 30_000, what: 'the silent node goes' });
    const [gone] = of(a.facts(), 'node-gone');
    expect(gone?.node).toBe('two');
    expect(gone?.silentMs).toBeGreaterThan(15_000);
  });

  test('what companions send grows with time, not with the application’s broadcasts; unwatched they send nothing', async () => {
    const one = await startNode('one', adapter);
    const two = await startNode('two', adapter);
    const a = await connect(one.url);
    await connect(two.url);
    let messages = 0;
    for (const { io } of [one, two]) {
      const nsp = io.of('/sioscope');
      const send = nsp.serverSideEmit.bind(nsp) as (...args: unknown[]) => boolean;
      nsp.serverSideEmit = ((...args: unknown[]) => {
        messages++;
        return send(...args);
      }) as typeof nsp.serverSideEmit;
    }
    const emitAll = async (event: string): Promise<void> => {
      for (let round = 0; round < 200; round++) two.io.emit(event, round);
      await until(() => a.appFrames().filter((frame) => frame.startsWith(`42["${event}"`)).length === 200);
    };
    await emitAll('unwatched');
    expect(messages).toBe(0);
    await a.watch();
    await until(() => of(a.facts(), 'snapshot').some(({ node }) => node === 'two'));
    messages = 0;
    const began = Date.now();
    await emitAll('watched');
    await until(() => of(a.facts(), 'broadcast').filter(({ node }) => node === 'two').length === 200);
    // One batch per half second, and an ask per five seconds.
    const bound = Math.ceil((Date.now() - began) / 500) + Math.ceil((Date.now() - began) / 5_000) + 1;
    console.log(`${messages} companion messages for 200 broadcasts in ${Date.now() - began} ms`);
    expect(messages).toBeGreaterThan(0);
    expect(messages).toBeLessThanOrEqual(bound);
  });
});
