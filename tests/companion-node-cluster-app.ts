/** An application on `node:cluster` workers and `@socket.io/cluster-adapter`: a program that tests start. It tells its workers, a JSON line each. */
import cluster from 'node:cluster';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdapter, setupPrimary } from '@socket.io/cluster-adapter';
import { Server } from 'socket.io';
import { instrument } from '../inspector/server/index.ts';

/** What the program says of a worker that listens. */
export interface WorkerLine {
  readonly pid: number;
  readonly url: string;
}

const WORKERS = 2;

function startPrimary(): void {
  setupPrimary();
  for (let index = 0; index < WORKERS; index++) cluster.fork();
  // As applications do: a worker that dies is replaced.
  cluster.on('exit', () => cluster.fork());
}

function startWorker(): void {
  const http = createServer();
  const io = new Server(http, { adapter: createAdapter() });
  io.on('connection', (socket) => {
    socket.on('join', async (room: string, joined: () => void) => {
      await socket.join(room);
      joined();
    });
    socket.on('shout', (room: string, text: string) => io.to(room).emit('shouted', text));
  });
  instrument(io, { auth: false });
  // A port of its own, so that a test can choose the worker; without `exclusive` all would share one.
  http.listen({ port: 0, host: '127.0.0.1', exclusive: true }, () => {
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    process.stdout.write(`${JSON.stringify({ pid: process.pid, url } satisfies WorkerLine)}\n`);
  });
}

if (cluster.isPrimary) startPrimary();
else startWorker();
