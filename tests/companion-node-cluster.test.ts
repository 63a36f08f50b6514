/** Companions of `node:cluster` workers on `@socket.io/cluster-adapter`: no server in between, and a worker that is killed. */
import { fork } from 'node:child_process';
import { hostname } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { Rooms } from '../shared/model/rooms/rooms.ts';
import { connectWire, of, type WireClient } from './companion-client.ts';
import type { WorkerLine } from './companion-node-cluster-app.ts';
import { endWithin } from './harness/child.ts';
import { until } from './harness/until.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Starts the application; the list grows as workers listen. */
function startApp(): readonly WorkerLine[] {
  const program = fileURLToPath(new URL('companion-node-cluster-app.ts', import.meta.url));
  const child = fork(program, { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const workers: WorkerLine[] = [];
  createInterface(child.stdout!).on('line', (line) => workers.push(JSON.parse(line) as WorkerLine));
  stops.push(async () => {
    // Workers end when their primary does.
    child.kill();
    await endWithin(child, 5_000);
  });
  return workers;
}

async function connect(url: string): Promise<WireClient> {
  const client = await connectWire(url);
  stops.push(() => client.close());
  return client;
}

async function join(client: WireClient, room: string): Promise<void> {
  client.send(`421["join",${JSON.stringify(room)}]`);
  await until(() => client.frames.includes('431[]'), { what: 'the join is acknowledged' });
}

const nodeOf = ({ pid }: WorkerLine): string => `${hostname()}#${pid}`;

/** The picture that a viewer makes of what it was told: `node room: members`. */
function picture(viewer: WireClient): readonly string[] {
  const rooms = new Rooms(() => undefined);
  for (const [row, fact] of viewer.facts().entries())
    rooms.take(fact, { source: 'companion', session: 1, row, at: fact.at, ownSid: () => viewer.sid });
  return rooms.members('/').map(({ node, id, rooms: inRooms }) => `${node} ${id} ${[...inRooms]}`);
}

test('a viewer of one worker sees members and deliveries of both; one that is killed takes its members with it', async () => {
  const workers = startApp();
  await until(() => workers.length === 2, { what: 'both workers listen' });
  const [one, two] = workers as [WorkerLine, WorkerLine];
  const a = await connect(one.url);
  const b = await connect(two.url);
  await join(b, 'lobby');
  await a.watch();
  await until(() => picture(a).length === 2, { what: 'the other worker answers' });
  expect(picture(a)).toEqual([`${nodeOf(one)} ${a.sid} `, `${nodeOf(two)} ${b.sid} lobby`]);

  await join(a, 'lobby');
  const c = await connect(two.url);
  await join(c, 'lobby');
  b.send('42["shout","lobby","hello"]');
  await until(() => of(a.facts(), 'broadcast').length === 2, { what: 'both workers tell of the broadcast' });
  await until(() => [a, b, c].every((client) => client.appFrames().includes('42["shouted","hello"]')));
  const members = [
    `${nodeOf(one)} ${a.sid} lobby`,
    `${nodeOf(two)} ${b.sid} lobby`,
    `${nodeOf(two)} ${c.sid} lobby`,
  ].sort();
  await until(() => picture(a).length === 3 && picture(a).every((line) => line.endsWith('lobby')));
  expect([...picture(a)].sort()).toEqual(members);
  const deliveries = of(a.facts(), 'broadcast').map(({ node, event, origin, to }) => [
    ...[node, event, origin, to.rooms],
    [...to.ids].sort(),
  ]);
  expect(deliveries).toContainEqual([nodeOf(one), 'shouted', 'remote', ['lobby'], [a.sid]]);
  expect(deliveries).toContainEqual([nodeOf(two), 'shouted', 'local', ['lobby'], [b.sid, c.sid].sort()]);

  const killedAt = Date.now();
  process.kill(two.pid, 'SIGKILL');
  await until(() => of(a.facts(), 'node-gone').length > 0, { timeoutMs: 30_000, what: 'the killed worker goes' });
  const [gone] = of(a.facts(), 'node-gone');
  expect(gone?.node).toBe(nodeOf(two));
  // What docs/companion.md states: silent for 15 s, told within 20 s of its last word.
  expect(gone!.silentMs).toBeGreaterThan(15_000);
  expect(gone!.silentMs).toBeLessThan(21_000);
  expect(gone!.at - killedAt).toBeLessThan(21_000);
  expect(picture(a).filter((line) => line.startsWith(nodeOf(two)))).toEqual([]);

  // The one that took its place answers the next ask, with what has happened since.
  await until(() => workers.length === 3, { what: 'the replacement listens' });
  const three = workers[2] as WorkerLine;
  const d = await connect(three.url);
  await join(d, 'lobby');
  const now = [`${nodeOf(one)} ${a.sid} lobby`, `${nodeOf(three)} ${d.sid} lobby`];
  await until(() => picture(a).join() === now.join(), { what: 'the replacement and its member are told' });
});
