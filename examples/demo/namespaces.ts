import { createHash, randomBytes } from 'node:crypto';
import type { DefaultEventsMap, Namespace, Server, Socket } from 'socket.io';
import {
  ADMIN_TOKEN,
  type AdminToServer,
  type ClientToServer,
  type Refusal,
  ROOMS,
  type RoomChange,
  type ServerToAdmin,
  type ServerToClient,
} from './events.ts';
import { identiconPng } from './png.ts';

interface SocketData {
  name: string;
}

export type DemoServer = Server<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>;
type DemoSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>;
type AdminNamespace = Namespace<AdminToServer, ServerToAdmin>;

const TICKER = 'ticker';
const REPORT_MS = 1_500;
const MAX_TEXT = 500;
const animals = ['Otter', 'Heron', 'Lynx', 'Marten', 'Owl', 'Seal', 'Tern', 'Wren', 'Ibex', 'Hare'];

/** An error of a middleware; its `data` goes to the client in the CONNECT_ERROR packet. */
function refusal(message: string, data: Refusal): Error {
  return Object.assign(new Error(message), { data });
}

/** The main namespace: chat, ticker, requests, files, cursor. Returns the ticker's stop. */
export function serveMain(io: DemoServer, audit: (line: string) => void): () => void {
  let people = 0;
  let ticks = 0;
  const ticker = setInterval(() => {
    ticks++;
    const temperatureC = Math.round((20 + 3 * Math.sin(ticks / 9)) * 10) / 10;
    io.to(TICKER).emit('tick', { count: ticks, at: Date.now(), temperatureC });
  }, 1_000);
  const membersOf = (room: string): number => io.of('/').adapter.rooms.get(room)?.size ?? 0;

  io.on('connection', (socket) => {
    // A recovered socket comes back with its data and rooms.
    if (!socket.recovered) {
      socket.data.name = `${animals[people % animals.length]} ${++people}`;
      void socket.join(TICKER);
    }
    const { name } = socket.data;
    socket.emit('welcome', { name, rooms: ROOMS });
    audit(`${name} connected${socket.recovered ? ' (recovered)' : ''}`);

    serveRooms(socket, membersOf);
    serveRequests(socket);
    serveFiles(socket);

    socket.on('ticker:start', () => void socket.join(TICKER));
    socket.on('ticker:stop', () => void socket.leave(TICKER));
    socket.on('cursor:move', (place) => socket.volatile.broadcast.emit('cursor:moved', name, place));
    // As a network that breaks: no close frame, the client sees 1006.
    socket.on('connection:drop', () => destroyTransport(socket));
    socket.on('connection:end', () => socket.disconnect());
    socket.on('disconnect', (reason) => {
      socket.broadcast.emit('cursor:gone', name);
      audit(`${name} left: ${reason}`);
    });
  });
  return () => clearInterval(ticker);
}

function serveRooms(socket: DemoSocket, membersOf: (room: string) => number): void {
  const changeOf = (room: string): RoomChange => ({ room, who: socket.data.name, members: membersOf(room) });
  const joined = (room: string): boolean => socket.rooms.has(room) && ROOMS.includes(room);
  socket.on('room:join', (room, ack) => {
    if (ROOMS.includes(room)) void socket.join(room);
    ack(changeOf(room));
    socket.to(room).emit('room:joined', changeOf(room));
  });
  socket.on('room:leave', (room, ack) => {
    void socket.leave(room);
    ack(changeOf(room));
    socket.to(room).emit('room:left', changeOf(room));
  });
  socket.on('room:message', ({ room, text }) => {
    const message = { room, from: socket.data.name, text: String(text).slice(0, MAX_TEXT), at: Date.now() };
    if (joined(room)) socket.nsp.to(room).emit('room:message', message);
  });
}

function serveRequests(socket: DemoSocket): void {
  socket.on('sum:add', (a, b, ack) => ack(a + b));
  socket.on('report:make', (title, ack) => {
    setTimeout(() => ack({ pages: 2 + title.length, tookMs: REPORT_MS }), REPORT_MS);
  });
  // Takes the order and forgets to answer, as real servers do.
  socket.on('order:place', () => undefined);
}

function serveFiles(socket: DemoSocket): void {
  socket.on('file:upload', (name, bytes, ack) => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    ack({ name, sizeBytes: bytes.byteLength, sha256 });
  });
  socket.on('file:download', (ack) => {
    const seed = randomBytes(18);
    ack({ name: `picture-${seed.toString('hex', 0, 3)}.png`, type: 'image/png' }, identiconPng(seed));
  });
}

/** Over WebSocket the TCP connection ends without a close frame; polling can only be closed. */
function destroyTransport({ conn }: DemoSocket): void {
  const carrier: { readonly socket?: { terminate?(): void } } = conn.transport as object;
  if (carrier.socket?.terminate) carrier.socket.terminate();
  else conn.close(true);
}

/** `/admin` asks for a token, answers with figures and tells what happens. */
export function serveAdmin(io: DemoServer): AdminNamespace {
  const startedAt = Date.now();
  const admin: AdminNamespace = io.of('/admin');
  admin.use((socket, next) => {
    if (socket.handshake.auth.token === ADMIN_TOKEN) next();
    else next(refusal('invalid token', { code: 'BAD_TOKEN', hint: 'Ask an administrator for the token.' }));
  });
  admin.on('connection', (socket) => {
    socket.on('session:end', () => socket.disconnect());
    socket.on('stats:get', (ack) => {
      const all = io.of('/').adapter.rooms;
      const rooms = Object.fromEntries(ROOMS.map((room) => [room, all.get(room)?.size ?? 0]));
      ack({ connections: io.of('/').sockets.size, rooms, uptimeS: Math.round((Date.now() - startedAt) / 1_000) });
    });
  });
  return admin;
}

/** `/forbidden` refuses everybody, with a reason and data. */
export function serveForbidden(io: DemoServer): void {
  io.of('/forbidden').use((_socket, next) => {
    next(refusal('not allowed here', { code: 'NO_ENTRY', hint: 'Nobody may come in here; that is the point.' }));
  });
}
