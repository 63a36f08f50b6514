/** Rooms concluded from traffic alone: what real servers send in one call and in several is told apart as far as the wire does. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type ServerOptions } from 'socket.io';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Dir, Entry } from '../shared/log/entry.ts';
import { Model } from '../shared/model/model.ts';
import { until } from './harness/until.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A server and connections to it, each by a recorder of its own, in one log. */
async function talk(options: Partial<ServerOptions>, names: readonly string[]) {
  const http = createServer();
  const io = new Server(http, options);
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
  stops.push(() => io.close());
  const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/socket.io/?EIO=4&transport=websocket`;
  const model = new Model();
  let pos = 0;
  const clients = names.map((name) => {
    const socket = new WebSocket(url);
    stops.push(() => socket.close());
    const base = () => ({ pos: pos++, at: Date.now(), recorder: name, transport: 't' });
    const add = (entry: Entry): void => model.append([entry]);
    const frame = (dir: Dir, text: string): void => add({ ...base(), kind: 'frame', dir, text });
    const send = (text: string): void => {
      socket.send(text);
      frame('out', text);
    };
    add({ ...base(), kind: 'transport-open', type: 'websocket', url });
    socket.on('message', (data) => {
      const text = String(data);
      frame('in', text);
      if (text.startsWith('0')) send('40');
      if (text === '2') send('3');
    });
    return { send };
  });
  const sids = () => model.sessions.map(({ sockets }) => sockets[0]?.sid);
  await until(() => sids().every((sid) => sid !== undefined), { what: 'all sockets' });
  return { io, model, clients, sids: sids() as string[] };
}

/** Of each event that came: name, evidence, and who got the same send. */
function sends(model: Model): readonly (readonly [string, string, ...string[]])[] {
  const all: (readonly [string, string, ...string[]])[] = [];
  for (let row = model.firstRow; row < model.endRow; row++) {
    const { kind, dir, name, delivery } = model.row(row);
    if (kind !== 'event' || dir !== 'in') continue;
    const found = delivery?.source === 'inferred' ? delivery : undefined;
    all.push([name, found?.evidence ?? '', ...[...(found?.ids ?? [])].sort()]);
  }
  return all.sort();
}
const last = (model: Model, count: number): Promise<unknown> =>
  until(() => sends(model).filter(([name]) => name === 'last').length === count, { what: 'the last event' });

test('with recovery, each call has its offset: broadcasts are told from equal direct emits', async () => {
  const { io, model, sids } = await talk({ connectionStateRecovery: {} }, ['r1', 'r2', 'r3']);
  const [a, b, c] = sids.sort() as [string, string, string];
  await io.in([a, b]).socketsJoin('lobby');
  io.to('lobby').emit('to-lobby', { deep: [1, null] });
  io.emit('all');
  for (const sid of sids) io.to(sid).emit('same', 1);
  io.emit('last');
  await last(model, 3);
  const found = (name: string) => sends(model).filter(([one]) => one === name);
  expect(found('to-lobby')).toEqual(Array(2).fill(['to-lobby', 'offset', a, b]));
  expect(found('all')).toEqual(Array(3).fill(['all', 'offset', a, b, c]));
  expect(found('same')).toEqual(Array(3).fill(['same', '']));
});

test('without it, ack ids tell broadcastWithAck from direct emits, and equal events are probable', async () => {
  const { io, model, sids, clients } = await talk({}, ['r1', 'r2']);
  const [a, b] = [...sids].sort() as [string, string];
  const sockets = await io.fetchSockets();
  io.timeout(5000).emit('question', 1, () => undefined);
  for (const { id } of sockets)
    io.of('/')
      .sockets.get(id)
      ?.emit('each', 1, () => undefined);
  // Equal means within milliseconds: a busy machine may keep some apart.
  for (let n = 0; n < 20; n++) io.emit('tick', { n });
  io.to(a).emit('one', 1);
  io.emit('last');
  await last(model, 2);
  const found = (name: string) => sends(model).flatMap(([one, ...rest]) => (one === name ? [rest] : []));
  expect(found('question')).toEqual(Array(2).fill(['ack-id', a, b]));
  expect(found('each')).toEqual([[''], ['']]);
  const ticks = found('tick').filter(([evidence]) => evidence !== '');
  expect(ticks.length).toBeGreaterThan(0);
  for (const tick of ticks) expect(tick).toEqual(['equal', a, b]);
  expect(found('one')).toEqual([['']]);

  for (const socket of io.of('/').sockets.values()) {
    socket.on('join', (room: string, answer: (ok: boolean) => void) => {
      if (room !== 'secret') socket.join(room);
      answer(room !== 'secret');
    });
  }
  clients[0]?.send('420["join","lobby"]');
  clients[0]?.send('421["join","secret"]');
  const joins = () => {
    const rows = Array.from({ length: model.endRow - model.firstRow }, (_, at) => model.row(model.firstRow + at));
    return rows.filter(({ name, dir }) => name === 'join' && dir === 'out');
  };
  await until(() => joins().length === 2 && joins().every(({ ack }) => ack === 'answered'), { what: 'the answers' });
  expect(joins().map(({ hint }) => hint?.room)).toEqual(['lobby', undefined]);
  expect([...(io.of('/').adapter.rooms.get('lobby') ?? [])]).toEqual([sids[0]]);
});
