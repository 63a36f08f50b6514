/** Two `node:cluster` workers on `@socket.io/cluster-adapter`, and a primary that counts what they say to each other: a program of its own. */
import cluster, { type Worker } from 'node:cluster';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdapter, setupPrimary } from '@socket.io/cluster-adapter';
import { Server } from 'socket.io';
import { instrument } from '../inspector/server/index.ts';
import { NEWS, newsOf, openMember, openMembers } from './companion-members.ts';

export const MEMBERS_PER_WORKER = 100;
export const BROADCASTS = 1_000;
const EVERY_MS = 5;
const COMPANION = '/sioscope';

/** Messages between the workers while BROADCASTS broadcasts were made. */
export interface Traffic {
  readonly app: number;
  readonly appChars: number;
  readonly companion: number;
  readonly companionChars: number;
  readonly ms: number;
}
export type WorkersResult = Readonly<Record<'unwatched' | 'watched', Traffic>>;

async function work(): Promise<void> {
  const http = createServer();
  const io = new Server(http, { adapter: createAdapter() });
  io.on('connection', (socket) => void socket.join('members'));
  instrument(io, { auth: false });
  await new Promise<void>((done) => http.listen({ port: 0, host: '127.0.0.1', exclusive: true }, done));
  process.on('message', async (message) => {
    if (message !== 'broadcast') return;
    for (let index = 0; index < BROADCASTS; index++) {
      io.to('members').emit(NEWS, newsOf(index));
      await new Promise((next) => setTimeout(next, EVERY_MS));
    }
  });
  process.send?.({ url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}` });
}

async function measure(): Promise<WorkersResult> {
  setupPrimary();
  let traffic = { app: 0, appChars: 0, companion: 0, companionChars: 0 };
  cluster.on('message', (_, message: { readonly nsp?: string }) => {
    const chars = JSON.stringify(message).length;
    if (message.nsp === '/') {
      traffic.app++;
      traffic.appChars += chars;
    } else if (message.nsp === COMPANION) {
      traffic.companion++;
      traffic.companionChars += chars;
    }
  });
  const fork = (): Promise<{ worker: Worker; url: string }> =>
    new Promise((ready) => {
      const worker = cluster.fork();
      const onMessage = ({ url }: { readonly url?: string }): void => {
        if (!url) return;
        worker.off('message', onMessage);
        ready({ worker, url });
      };
      worker.on('message', onMessage);
    });
  const [here, there] = [await fork(), await fork()];
  const members = [
    await openMembers(here.url, MEMBERS_PER_WORKER, undefined),
    await openMembers(there.url, MEMBERS_PER_WORKER, undefined),
  ];
  const broadcast = async (round: number, also: () => Promise<unknown>): Promise<Traffic> => {
    traffic = { app: 0, appChars: 0, companion: 0, companionChars: 0 };
    const began = Date.now();
    there.worker.send('broadcast');
    await Promise.all(members.map((each) => each.reach(round * BROADCASTS * MEMBERS_PER_WORKER)));
    await also();
    return { ...traffic, ms: Date.now() - began };
  };
  const unwatched = await broadcast(1, async () => undefined);

  // The viewer is no member of the counted ones; it is done when both workers have told of every broadcast.
  let snapshots = 0;
  let facts = 0;
  let changed: () => void = () => undefined;
  const viewer = await openMember(here.url, COMPANION, (text) => {
    if (text.startsWith(`42${COMPANION},["ready"`)) snapshots++;
    else if (text.startsWith(`42${COMPANION},["broadcast"`)) facts++;
    changed();
  });
  const reach = async (done: () => boolean): Promise<void> => {
    while (!done())
      await new Promise<void>((next) => {
        changed = next;
      });
  };
  await reach(() => snapshots === 2);
  const watched = await broadcast(2, () => reach(() => facts === 2 * BROADCASTS));
  viewer.terminate();
  for (const each of members) each.close();
  return { unwatched, watched };
}

if (cluster.isWorker) await work();
else if (process.send && process.argv[2] === 'measure') {
  const result = await measure();
  process.send(result, () => process.exit(0));
}
