/** Rooms as `@socket.io/admin-ui` tells them to a page that has its namespace open: what the model holds is what the server has. */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { instrument } from '../inspector/server/index.ts';
import type { Dir, Entry } from '../shared/log/entry.ts';
import { Model } from '../shared/model/model.ts';
import { connectWire } from './companion-client.ts';
import { until } from './harness/until.ts';

const adminUi = createRequire(import.meta.url)('@socket.io/admin-ui') as {
  instrument(io: Server, options: { auth: false; mode: 'development' | 'production' }): void;
};

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function serve(): Promise<{ readonly io: Server; readonly url: string }> {
  const http = createServer();
  const io = new Server(http);
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
  stops.push(() => io.close());
  return { io, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
}

/** A page's connection, written down as a recorder does, into a model. */
async function openPage(url: string): Promise<{ model: Model; send(text: string): void; close(): void }> {
  const model = new Model();
  const address = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
  const socket = new WebSocket(address);
  stops.push(() => socket.close());
  let pos = 0;
  const base = () => ({ pos: pos++, at: Date.now(), recorder: 'r', transport: 't' });
  const add = (entry: Entry): void => model.append([entry]);
  const frame = (dir: Dir, text: string): void => add({ ...base(), kind: 'frame', dir, text });
  const send = (text: string): void => {
    socket.send(text);
    frame('out', text);
  };
  add({ ...base(), kind: 'transport-open', type: 'websocket', url: address });
  socket.on('message', (data) => frame('in', String(data)));
  socket.on('close', (code) =>
    add({ ...base(), kind: 'transport-close', code, reason: '', clean: true, by: 'remote' }),
  );
  await until(() => model.sessions[0]?.state === 'open', { what: 'the handshake' });
  return { model, send, close: () => socket.close() };
}

/** Rooms and their members as the server has them, without sockets' own rooms. */
function record(io: Server, ...namespaces: readonly string[]): Record<string, string[]> {
  const all: Record<string, string[]> = {};
  for (const nsp of namespaces) {
    for (const [room, ids] of io.of(nsp).adapter.rooms) {
      if (!io.of(nsp).adapter.sids.has(room)) all[`${nsp} ${room}`] = [...ids].sort();
    }
  }
  return all;
}
function shown({ rooms }: Model): Record<string, string[]> {
  const all: Record<string, string[]> = {};
  for (const { nsp, room, count, members } of rooms.rooms) {
    expect(count).toBe(members.size);
    all[`${nsp} ${room}`] = [...members].sort();
  }
  return all;
}

async function talk(io: Server, url: string) {
  io.of('/chat');
  const page = await openPage(url);
  page.send('40');
  const own = (await until(() => page.model.sessions[0]?.sockets.find(({ nsp }) => nsp === '/')?.sid)) as string;
  const wire = await connectWire(url);
  stops.push(() => wire.close());
  const socket = io.of('/').sockets.get(own) as Socket;
  const other = io.of('/').sockets.get(wire.sid) as Socket;
  return { page, own, wire, socket, other };
}
const same = (io: Server, model: Model, what: string): Promise<unknown> =>
  until(() => JSON.stringify(sorted(shown(model))) === JSON.stringify(sorted(record(io, '/', '/chat'))), { what });
const sorted = (all: Record<string, string[]>) => Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1));

test('rooms, members and moves are what the server has', async () => {
  const { io, url } = await serve();
  adminUi.instrument(io, { auth: false, mode: 'development' });
  const { page, own, wire, socket, other } = await talk(io, url);
  const { model } = page;
  socket.join('early');
  expect(model.rooms.told).toBe(false);
  page.send('40/admin,');
  await until(() => model.rooms.told, { what: 'admin-ui to tell' });
  await same(io, model, 'the first picture');
  expect(model.rooms.channel(0)).toMatchObject({ source: 'admin-ui', state: 'told' });
  expect(model.rooms.room('/', 'early')).toMatchObject({ count: 1, own: true });

  socket.join(['lobby', 'quiet']);
  other.join('lobby');
  await same(io, model, 'three joins');
  expect(model.rooms.room('/', 'lobby')).toMatchObject({ count: 2, own: true });
  expect(model.rooms.member('/', other.id)).toMatchObject({ transport: 'websocket', node: '', session: undefined });
  expect(model.rooms.member('/', own)?.session).toBe(0);
  socket.leave('quiet');
  await same(io, model, 'a room that is empty to be gone');
  wire.send('40/chat,');
  const chat = (await until(() => [...io.of('/chat').sockets.values()][0], { what: 'a socket in /chat' })) as Socket;
  chat.join('lobby');
  await same(io, model, 'a room of the same name in another namespace');
  expect(sorted(shown(model)).map(([name]) => name)).toEqual(['/ early', '/ lobby', '/chat lobby']);
  await wire.close();
  await same(io, model, 'the members that went with their connection');
  expect(sorted(shown(model)).map(([name]) => name)).toEqual(['/ early', '/ lobby']);

  // Moves of the page's own socket are rows; everybody's are kept.
  const { moves } = model.rooms;
  const rows = moves.filter(({ row }) => model.row(row).kind === 'room').map(({ room, joined }) => [room, joined]);
  expect(rows).toEqual([
    ['lobby', true],
    ['quiet', true],
    ['quiet', false],
  ]);
  expect(moves.every(({ source }) => source === 'admin-ui')).toBe(true);
  expect(moves.some(({ socket: id, room, joined }) => id === other.id && room === 'lobby' && joined)).toBe(true);

  page.close();
  await until(() => !model.rooms.live, { what: 'nobody to tell any more' });
  // What was told stays, as the last that is known.
  expect(model.rooms.told).toBe(true);
  expect(model.rooms.roomsOf(0).get('/')).toEqual(['early', 'lobby']);
});

test('where the companion tells as well it is believed alone, and admin-ui again after it', async () => {
  const { io, url } = await serve();
  adminUi.instrument(io, { auth: false, mode: 'development' });
  stops.push(instrument(io, { auth: false, node: 'n1' }));
  const { page, own, socket, other } = await talk(io, url);
  const { model } = page;
  page.send('40/admin,');
  await until(() => model.rooms.told);
  page.send('40/sioscope,');
  await until(() => model.rooms.source === 'companion', { what: 'the companion to be believed' });
  socket.join('lobby');
  other.join('lobby');
  await same(io, model, 'members to be counted once');
  expect(model.rooms.member('/', own)?.node).toBe('n1');
  expect(model.rooms.moves.map(({ source, room }) => [source, room])).toEqual([
    ['companion', 'lobby'],
    ['companion', 'lobby'],
  ]);
  page.send('41/sioscope,');
  expect(model.rooms.source).toBe('admin-ui');
  socket.join('late');
  await same(io, model, 'admin-ui to have kept up');
  expect(model.rooms.member('/', own)?.node).toBe('');
});

test('tells nothing in production mode, and an application’s own /admin is left alone', async () => {
  const quiet = await serve();
  adminUi.instrument(quiet.io, { auth: false, mode: 'production' });
  const first = await talk(quiet.io, quiet.url);
  first.page.send('40/admin,');
  const named = (model: Model, name: string): boolean => {
    for (let row = model.firstRow; row < model.endRow; row++) if (model.row(row).name === name) return true;
    return false;
  };
  await until(() => named(first.page.model, 'config'), { what: 'admin-ui to say hello' });
  first.socket.join('lobby');
  await until(() => named(first.page.model, 'server_stats'), { what: 'its statistics' });
  expect(first.page.model.rooms.told).toBe(false);

  const own = await serve();
  own.io.of('/admin').on('connection', (socket) => {
    socket.emit('all_sockets', [{ id: 1 }]);
    socket.emit('room_joined', '/', 'lobby', socket.id);
    socket.emit('last');
  });
  const { page } = await talk(own.io, own.url);
  page.send('40/admin,');
  await until(() => named(page.model, 'last'));
  expect(page.model.rooms.told).toBe(false);
  expect(page.model.rooms.moves).toEqual([]);
});
