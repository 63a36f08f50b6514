/** What watching costs a server: a broadcast to 1,000 members, delivered to real connections, without and with a companion. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { instrument as instrumentAdmin } from '@socket.io/admin-ui';
import { Server } from 'socket.io';
import { WebSocket } from 'ws';
import { instrument } from '../inspector/server/index.ts';
import type { Figure } from './figure.ts';

const MEMBERS = 1_000;
const BROADCASTS = 40;
const ROUNDS = 15;
const MODES = ['none', 'idle', 'watched', 'admin-ui idle', 'admin-ui watched'] as const;
type Mode = (typeof MODES)[number];

interface Bench {
  /** Milliseconds of CPU of this process, its clients included, for BROADCASTS broadcasts, sent and delivered. */
  round(): Promise<number>;
  close(): Promise<void>;
}

const NAMESPACES: Readonly<Partial<Record<Mode, string>>> = { watched: '/sioscope', 'admin-ui watched': '/admin' };

async function open(url: string, nsp: string | undefined, onMessage: (text: string) => void): Promise<WebSocket> {
  const socket = new WebSocket(`${url}/socket.io/?EIO=4&transport=websocket`);
  await new Promise<void>((opened) => {
    socket.on('message', (data) => {
      const text = String(data);
      if (text.startsWith('0')) socket.send('40');
      else if (text === '2') socket.send('3');
      else if (text.startsWith('40{')) nsp ? socket.send(`40${nsp},`) : opened();
      else if (nsp && text.startsWith(`40${nsp},`)) opened();
      else onMessage(text);
    });
  });
  return socket;
}

async function start(mode: Mode): Promise<Bench> {
  const http = createServer();
  const io = new Server(http);
  if (mode === 'idle' || mode === 'watched') instrument(io, { auth: false });
  if (mode.startsWith('admin-ui')) instrumentAdmin(io, { auth: false, mode: 'development' });
  io.on('connection', (socket) => void socket.join('members'));
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
  const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
  let received = 0;
  let all: () => void = () => undefined;
  const onMessage = (text: string): void => {
    if (text.startsWith('42["news"') && ++received === MEMBERS * BROADCASTS) all();
  };
  const sockets: WebSocket[] = [];
  while (sockets.length < MEMBERS) {
    // The last member is the one that watches, on its own connection.
    const nsp = sockets.length === MEMBERS - 1 ? NAMESPACES[mode] : undefined;
    sockets.push(await open(url, nsp, onMessage));
  }
  return {
    async round() {
      received = 0;
      const arrived = new Promise<void>((done) => {
        all = done;
      });
      const before = process.cpuUsage();
      for (let index = 0; index < BROADCASTS; index++) {
        io.to('members').emit('news', { index, text: 'what everybody has to know' });
        await new Promise((next) => setImmediate(next));
      }
      await arrived;
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    },
    async close() {
      for (const socket of sockets) socket.terminate();
      await io.close();
    },
  };
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] as number;

/** Each mode in a process of its own, since hooks on prototypes are seen by every server of a process. */
export async function companionFigures(): Promise<Figure[]> {
  const { fork } = await import('node:child_process');
  const children = MODES.map((mode) => {
    const child = fork(new URL(import.meta.url), [mode], { execArgv: ['--import', 'tsx'] });
    const next = (): Promise<number> => new Promise((done) => child.once('message', (value) => done(Number(value))));
    return { mode, child, next, ms: [] as number[] };
  });
  for (const { next } of children) await next();
  // Turn by turn, so that what else the machine does falls on all alike; the first turns warm up.
  for (let turn = -3; turn < ROUNDS; turn++) {
    for (const { child, next, ms } of children) {
      child.send('round');
      const spent = await next();
      if (turn >= 0) ms.push(spent);
    }
  }
  for (const { child } of children) child.disconnect();
  const medians = new Map(children.map(({ mode, ms }) => [mode, median(ms)]));
  const base = medians.get('none') as number;
  return MODES.slice(1).map((mode) => ({
    name: `broadcast to ${MEMBERS} members, ${mode}`,
    value: (medians.get(mode) as number) / base,
    unit: 'CPU time, ratio',
    against: 'no companion',
    detail: { msPerBroadcast: (medians.get(mode) as number) / BROADCASTS, baseMsPerBroadcast: base / BROADCASTS },
  }));
}

if (process.send && process.argv[2]) {
  const bench = await start(process.argv[2] as Mode);
  process.on('message', () => void bench.round().then((ms) => process.send?.(ms)));
  process.once('disconnect', () => void bench.close().then(() => process.exit(0)));
  process.send(0);
}
