/**
 * Rooms as the server's companion tells them on the page's own connection: asked by the overlay, folded, and drawn. What is shown
 * equals the server's own record, and the application's traffic is what it is without us.
 */

import { readFileSync } from 'node:fs';
import type { Server, Socket } from 'socket.io';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hashPassword, instrument } from '../inspector/server/index.ts';
import { connectWire } from './companion-client.ts';
import { browsers } from './harness/all.ts';
import { startServer, type TestServer } from './harness/server.ts';
import type { Browser, Page } from './harness/types.ts';
import { until } from './harness/until.ts';
import { View } from './harness/view.ts';

const page = (overlay: boolean): string => `<!doctype html><title>rooms</title>
  ${overlay ? '<script src="/sioscope.iife.js" data-open="true"></script>' : ''}
  <script src="/socket.io-client.js"></script>
  <script>
    window.said = [];
    window.client = io({ transports: ['websocket'], reconnectionDelay: 50, randomizationFactor: 0 });
    client.onAny((event, ...args) => said.push([event, args.filter((arg) => typeof arg !== 'function')]));
    client.on('question', (answer) => answer('yes'));
  </script>`;

declare const client: { id: string; emit(name: string, ...args: unknown[]): void; io: { engine: { close(): void } } };
declare const said: unknown[];

describe.each(browsers)('rooms in $name', ({ launch }) => {
  let browser: Browser;
  const opened: (() => unknown)[] = [];

  beforeAll(async () => {
    browser = await launch({ width: 1400, height: 900 });
  });
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });
  afterAll(() => browser?.close());

  async function serve(companion: ((io: Server) => () => void) | undefined): Promise<TestServer> {
    const overlay = { body: readFileSync('dist/npm/sioscope.iife.js'), headers: { 'content-type': 'text/javascript' } };
    const server = await startServer({
      pages: { '/': page(true), '/plain': page(false), '/sioscope.iife.js': overlay },
      serve: (io) => {
        io.on('connection', (socket) => {
          socket.on('join', async (room: string) => socket.join(room));
          socket.on('leave', async (room: string) => socket.leave(room));
          socket.on('say', (room: string, text: string) => socket.to(room).emit('said', text));
        });
      },
    });
    const stop = companion?.(server.io);
    opened.push(async () => {
      stop?.();
      await server.close();
    });
    return server;
  }
  async function open(server: TestServer, path = '/'): Promise<{ shown: Page; view: View; socket: Socket }> {
    const shown = await browser.newPage(`${server.url}${path}`);
    opened.push(() => shown.close());
    await shown.waitFor('client.connected', { what: 'the client to be connected' });
    const id = await shown.evaluate(() => client.id);
    const socket = (await until(() => server.io.of('/').sockets.get(id), { what: 'its socket' })) as Socket;
    return { shown, view: View.inOverlay(shown), socket };
  }
  const toldBy = (view: View, words: string): Promise<unknown> =>
    until(async () => ((await view.text('rooms-source')) ?? '').includes(words), {
      what: `the rooms view to say ${words}`,
    });
  const target = (view: View, row: number): Promise<string> =>
    view.surface.text(`${view.hook('row')}[data-row="${row}"] .to`).then((text) => text ?? '');

  it('tells rooms, members and where each event went, as the server has it', async () => {
    const server = await serve((io) => instrument(io, { auth: false, node: 'n1' }));
    const { shown, view, socket } = await open(server);
    // No second page: one in the background draws nothing.
    const wire = await connectWire(server.url);
    opened.push(() => wire.close());
    const other = server.io.of('/').sockets.get(wire.sid) as Socket;
    await view.click('tab-rooms');
    await toldBy(view, 'Told by');
    await socket.join(['lobby', 'quiet']);
    await other.join('lobby');
    const rooms = () => view.surface.texts(view.hook('rooms-row'));
    const lines = async () => (await rooms()).map((line) => line.replace(/\s+/g, ' ')).join(', ');
    await until(async () => (await lines()) === '★ lobby / 2, ★ quiet / 1', { what: 'two rooms with their members' });
    await view.surface.click(`${view.hook('rooms-row')}[data-room="lobby"]`);
    const members = () => view.surface.texts(view.hook('members-row', '.cell-id'));
    await until(async () => (await members()).length === 2);
    expect(await members()).toEqual([socket.id, other.id]);
    expect((await view.surface.texts(view.hook('moves', 'li'))).length).toBe(2);

    server.io.emit('all', 1);
    server.io.to('lobby').emit('to-lobby', 'hello');
    server.io.to(['lobby', 'quiet']).emit('to-two');
    server.io.except('quiet').emit('never');
    socket.emit('only-you');
    server.io.local.emit('local');
    server.io.timeout(5000).emit('question', () => undefined);
    await until(() => (socket.conn.transport as { writable: boolean }).writable);
    server.io.volatile.emit('volatile');
    await shown.evaluate(() => void client.emit('say', 'lobby', 'hi'));
    await view.click('tab-timeline');
    const row = async (name: string) => (await view.row({ name, kind: 'event' })).row;
    for (const [name, words] of [
      ['all', 'everybody (2)'],
      ['to-lobby', '⌂ lobby (2)'],
      ['to-two', '⌂ lobby +1 (2)'],
      ['only-you', 'direct'],
      ['local', 'everybody (2)'],
      ['question', 'everybody (2)'],
      ['volatile', 'everybody (2)'],
      ['say', '→ ⌂ lobby (1)'],
    ] as const) {
      await until(async () => (await target(view, await row(name))) === words, { what: `${name} to say ${words}` });
    }
    // Joins of the page's own socket are rows; what else the companion says is folded away.
    const kinds = (await view.rows()).map(({ kind, preview }) => `${kind} ${preview}`);
    expect(kinds.filter((kind) => kind.startsWith('room'))).toEqual(['room lobby', 'room quiet']);
    expect(kinds.some((kind) => kind.startsWith('companion'))).toBe(false);
    await view.filter('room:quiet');
    await until(async () => (await view.rows()).length === 2);
    expect(new Set((await view.rows()).map(({ name }) => name))).toEqual(new Set(['joined', 'to-two']));
  });

  it('is asked again after a reconnect, and the application has what it has without us', async () => {
    const talk = async (path: string, companion: boolean): Promise<unknown[]> => {
      const server = await serve(companion ? (io) => instrument(io, { auth: false, node: 'n1' }) : undefined);
      const { shown, view, socket } = await open(server, path);
      if (companion) {
        await view.click('tab-rooms');
        await toldBy(view, 'Told by');
      }
      await socket.join('lobby');
      server.io.to('lobby').emit('one', { deep: [1, null] });
      socket.emit('two', Buffer.from([1, 2, 3]).toString('hex'));
      await shown.waitFor('said.length >= 2', { what: 'two events' });
      await shown.evaluate(() => void client.io.engine.close());
      await until(() => server.io.of('/').sockets.size === 1 && !server.io.of('/').sockets.has(socket.id));
      await shown.waitFor('client.connected', { what: 'to be connected again' });
      if (companion) await until(async () => (await view.text('rooms-source'))?.includes('Told by'));
      if (companion) {
        // The room was left behind, and the story of the new session says so.
        await view.click('tab-sessions');
        const told = () => view.surface.texts(view.hook('story-line', '.story-text'));
        await until(async () => (await told()).includes('Not joined again in /: lobby'), { what: 'the lost room' });
      }
      server.io.emit('three');
      await shown.waitFor('said.length >= 3', { what: 'the last event' });
      const heard = await shown.evaluate(() => said);
      for (const close of opened.splice(0).reverse()) await close();
      return heard;
    };
    expect(await talk('/', true)).toEqual(await talk('/plain', false));
  });

  it('says in words that there is no companion, or that it wants a name; and stops', async () => {
    const bare = await open(await serve(undefined));
    await bare.view.click('tab-rooms');
    await toldBy(bare.view, 'no companion');
    await bare.view.click('tab-timeline');
    await bare.view.filter('room:lobby');
    await until(async () => (await bare.view.text('empty'))?.includes('No rooms known'));

    const passwordHash = hashPassword('open sesame');
    const locked = await open(
      await serve((io) => instrument(io, { auth: { username: 'ann', passwordHash }, node: 'n1' })),
    );
    await locked.view.click('tab-rooms');
    await toldBy(locked.view, 'other credentials');
    await locked.view.surface.click(locked.view.hook('rooms-source', 'input[name="username"]'));
    await locked.view.surface.type('ann');
    await locked.view.surface.press('Tab');
    await locked.view.surface.type('open sesame');
    await locked.view.click('ask-rooms');
    await toldBy(locked.view, 'Told by');
    await locked.view.click('leave-rooms');
    await toldBy(locked.view, 'nobody tells any more');
  });
});
