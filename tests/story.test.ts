/**
 * The story of sessions that end in every way they can, told from the log alone, against what the page's own client said: its
 * reasons, its attempts, its ids, whether it was recovered.
 */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Server, Socket } from 'socket.io';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { Model } from '../shared/model/model.ts';
import { Story } from '../shared/model/story/story.ts';
import type { StoryEvent } from '../shared/model/story/types.ts';
import type { SessionView } from '../shared/model/types.ts';
import { bundleRecorder, entriesOf } from './capture/setup.ts';
import { browsers } from './harness/all.ts';
import { type ServerSetup, startServer, type TestServer } from './harness/server.ts';
import type { Browser, Page } from './harness/types.ts';
import { until } from './harness/until.ts';

/** What the page's client said, in order. */
interface Said {
  readonly ids: string[];
  readonly reasons: string[];
  readonly recovered: boolean[];
  readonly attempts: number[];
  readonly refusals: { readonly message: string; readonly data: unknown }[];
}
declare const said: Said;
declare const client: {
  emit(name: string, ...args: unknown[]): void;
  disconnect(): void;
  io: { engine: { close(): void } };
};

const page = (recorder: string): string => `<!doctype html><title>story</title><script>${recorder}</script>
  <script>window.recorder = capture.startRecorder()</script>
  <script src="/socket.io-client.js"></script>
  <script>
    window.said = { ids: [], reasons: [], recovered: [], attempts: [], refusals: [] };
    window.begin = (options, nsp = '/') => {
      window.client = io(nsp, { reconnectionDelay: 50, randomizationFactor: 0, ...options });
      client.on('connect', () => { said.ids.push(client.id); said.recovered.push(client.recovered); });
      client.on('disconnect', (reason) => said.reasons.push(reason));
      client.on('connect_error', (error) => said.refusals.push({ message: error.message, data: error.data }));
      client.io.on('reconnect', (attempt) => said.attempts.push(attempt));
      client.on('note', () => undefined);
    };
  </script>`;

/** What engine.io keeps of a connection and does not tell. */
interface EngineSocket {
  readonly id: string;
  pingIntervalTimer: ReturnType<typeof setTimeout>;
  transport: { readonly writable: boolean; socket: { terminate(): void } };
}
const engineOf = (socket: Socket): EngineSocket => socket.conn as unknown as EngineSocket;

describe.each(browsers)('the story in $name', ({ launch }) => {
  let browser: Browser;
  let recorder: string;
  const opened: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    recorder = await bundleRecorder();
    browser = await launch();
  });
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });
  afterAll(() => browser?.close());

  async function serve(setup: ServerSetup = {}): Promise<TestServer> {
    const server = await startServer({ ...setup, pages: { '/': page(recorder) } });
    opened.push(() => server.close());
    return server;
  }
  async function open({ url }: TestServer, options: object = {}, nsp = '/'): Promise<Page> {
    const shown = await browser.newPage(`${url}/`);
    opened.push(() => shown.close());
    await shown.evaluate(`begin(${JSON.stringify(options)}, ${JSON.stringify(nsp)})`);
    return shown;
  }
  const connected = (shown: Page, times = 1): Promise<unknown> =>
    shown.waitFor(`said.ids.length >= ${times}`, { what: `${times} connects` });
  const ended = (shown: Page): Promise<unknown> => shown.waitFor('said.reasons.length > 0', { what: 'a disconnect' });
  const heard = (shown: Page): Promise<Said> => shown.evaluate(() => said);

  async function told(shown: Page): Promise<{ readonly model: Model; readonly sessions: readonly SessionView[] }> {
    const model = new Model();
    model.append(await entriesOf(shown));
    return { model, sessions: model.sessions };
  }
  const linesOf = (model: Model, id: number): StoryEvent[] => new Story(model, id).lines().map(({ what }) => what);
  const oneOf = <Kind extends StoryEvent['kind']>(lines: readonly StoryEvent[], kind: Kind) =>
    lines.find((line): line is Extract<StoryEvent, { kind: Kind }> => line.kind === kind);

  /** Waits until the log tells of so many sessions, and of the end of the first. */
  async function over(shown: Page, sessions = 1): ReturnType<typeof told> {
    let found = await told(shown);
    await until(
      async () => {
        found = await told(shown);
        return found.sessions[0]?.end !== undefined && found.sessions.length >= sessions;
      },
      { what: 'the end in the log' },
    );
    return found;
  }
  const socketOf = (server: TestServer): Promise<Socket> =>
    until(async () => [...server.io.of('/').sockets.values()][0], {
      what: 'a socket on the server',
    }) as Promise<Socket>;

  it('begins by polling, upgrades, and connects namespaces with their ids', async () => {
    const server = await serve();
    const shown = await open(server);
    await connected(shown);
    let lines: StoryEvent[] = [];
    await until(async () => {
      lines = linesOf((await told(shown)).model, 0);
      return oneOf(lines, 'upgraded') !== undefined;
    });
    expect(lines.map(({ kind }) => kind).filter((kind) => kind !== 'page')).toEqual(
      expect.arrayContaining(['transport', 'handshake', 'connected', 'probe', 'upgraded']),
    );
    expect(lines[0]).toEqual({ kind: 'transport', type: 'polling', late: false });
    expect(oneOf(lines, 'connected')).toMatchObject({ nsp: '/', sid: (await heard(shown)).ids[0] });
    expect(oneOf(lines, 'upgraded')?.ms).toBeGreaterThan(0);
    expect(oneOf(lines, 'handshake')).toMatchObject({ pingIntervalMs: 25_000, upgrades: ['websocket'] });
  });

  it.each([
    ['before the session', false],
    ['from its start', true],
  ])('a page that was hidden %s', async (_when, fromStart) => {
    const server = await serve();
    const shown = await browser.newPage(`${server.url}/`);
    opened.push(() => shown.close());
    const other = await browser.newPage(`${server.url}/`);
    opened.push(() => other.close());
    await other.activate();
    await shown.waitFor(`document.visibilityState === 'hidden'`, { what: 'the page in the background' });
    if (fromStart) await shown.reload();
    await shown.evaluate('begin({ transports: ["websocket"] })');
    await connected(shown);
    const { model } = await told(shown);
    const [first] = new Story(model, 0).lines();
    expect(first).toMatchObject({ what: { kind: 'page-already', event: 'hidden' }, inferred: false });
  });

  it('a page that is offline from its start', async () => {
    const server = await serve();
    // No test can cut off the browser itself: it is told so as the browser tells it.
    server.http.prependListener('request', ({ url }, response) => {
      if (url !== '/') return;
      const { end } = response;
      const told = `<script>Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false })</script>`;
      response.end = ((html: string) => end.call(response, told + html, 'utf8')) as typeof end;
    });
    const shown = await open(server, { transports: ['websocket'] });
    await connected(shown);
    const lines = linesOf((await told(shown)).model, 0);
    expect(lines[0]).toMatchObject({ kind: 'page-already', event: 'offline' });
  });

  describe('an upgrade that fails', () => {
    const failed = async (shown: Page) => {
      let { model, sessions } = await told(shown);
      await until(
        async () => {
          ({ model, sessions } = await told(shown));
          return oneOf(linesOf(model, 0), 'upgrade-failed') !== undefined;
        },
        { what: 'a failed upgrade in the log' },
      );
      return { line: oneOf(linesOf(model, 0), 'upgrade-failed'), session: sessions[0] };
    };
    /** Another answer to WebSocket handshakes than Engine.IO's. */
    const upgrades = ({ http }: TestServer, answer: (request: IncomingMessage, socket: Duplex) => void): void => {
      http.removeAllListeners('upgrade');
      http.on('upgrade', answer);
    };

    it('as a proxy refuses it: the session stays with polling', async () => {
      const server = await serve();
      upgrades(server, (_request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n'));
      const shown = await open(server);
      await connected(shown);
      const { line, session } = await failed(shown);
      expect(line).toMatchObject({ code: 1006, failure: { cause: 'refused', certainty: 'certain' } });
      expect(session).toMatchObject({ state: 'open', transport: 'polling' });
    });

    it('as the server does not know the session', async () => {
      const server = await serve();
      const { engine } = server.io;
      // What a node does that another node's session comes to.
      upgrades(server, (request, socket) => {
        request.url = request.url?.replace(/sid=[^&]*/, 'sid=elsewhere');
        engine.handleUpgrade(request as Parameters<typeof engine.handleUpgrade>[0], socket, Buffer.alloc(0));
      });
      const shown = await open(server);
      await connected(shown);
      expect((await failed(shown)).line).toMatchObject({ failure: { cause: 'refused', certainty: 'certain' } });
    });

    it.each([
      ['closes', 'unanswered', (socket: WebSocket) => socket.close(1000)],
      ['breaks off', 'broke-off', (socket: WebSocket) => socket.terminate()],
    ] as const)('as what answers the handshake %s at the probe', async (_how, cause, end) => {
      const server = await serve();
      const other = new WebSocketServer({ noServer: true });
      upgrades(server, (request, socket) => {
        other.handleUpgrade(request, socket, Buffer.alloc(0), (ws) => ws.on('message', () => end(ws)));
      });
      const shown = await open(server);
      await connected(shown);
      const { line, session } = await failed(shown);
      expect(line).toMatchObject({ failure: { cause, certainty: 'certain' } });
      expect(session).toMatchObject({ state: 'open', transport: 'polling' });
    });

    it('as the page did not go on in time', async () => {
      const server = await serve({ options: { upgradeTimeout: 400 } });
      // A poll that hangs in a proxy: the client waits for it before it goes on.
      server.http.prependListener('request', ({ url, method }, response) => {
        if (method !== 'GET' || !url?.includes('sid=')) return;
        const { end } = response;
        response.end = ((...args: Parameters<typeof end>) => {
          setTimeout(() => end.apply(response, args), 1500);
          return response;
        }) as typeof end;
      });
      const shown = await open(server);
      expect((await failed(shown)).line).toMatchObject({ failure: { cause: 'unfinished', certainty: 'likely' } });
    });

    it('as the page disconnects meanwhile', async () => {
      const server = await serve();
      let asked = false;
      // Never answered.
      upgrades(server, (_request, socket) => {
        asked = true;
        opened.push(async () => void socket.destroy());
      });
      const shown = await open(server);
      await connected(shown);
      await until(async () => asked, { what: 'the upgrade to be asked for' });
      await shown.evaluate(() => void client.disconnect());
      const { line, session } = await failed(shown);
      expect(line).toMatchObject({ failure: { cause: 'ended', certainty: 'certain' } });
      expect(session?.end?.reason).toBe('io client disconnect');
    });
  });

  it.each([['websocket'], ['polling']])('the server disconnects: %s', async (transport) => {
    const server = await serve();
    const shown = await open(server, { transports: [transport] });
    await connected(shown);
    (await socketOf(server)).disconnect();
    await ended(shown);
    const { model } = await told(shown);
    expect(oneOf(linesOf(model, 0), 'disconnect')).toEqual({ kind: 'disconnect', nsp: '/', by: 'server' });
    expect((await heard(shown)).reasons).toEqual(['io server disconnect']);
  });

  it.each([['websocket'], ['polling']])('the page disconnects: %s', async (transport) => {
    const server = await serve();
    const shown = await open(server, { transports: [transport] });
    await connected(shown);
    await shown.evaluate(() => void client.disconnect());
    const { model, sessions } = await over(shown);
    expect(sessions[0]?.end).toMatchObject({ reason: (await heard(shown)).reasons[0], certainty: 'certain' });
    expect(oneOf(linesOf(model, 0), 'disconnect')).toMatchObject({ by: 'page' });
  });

  it('a network that breaks off: the next session follows, and what waited is sent', async () => {
    const server = await serve();
    const shown = await open(server, { transports: ['websocket'], reconnectionDelay: 300 });
    await connected(shown);
    engineOf(await socketOf(server)).transport.socket.terminate();
    await ended(shown);
    await shown.evaluate(() => {
      client.emit('one');
      client.emit('two', 2);
    });
    await connected(shown, 2);
    const { model, sessions } = await over(shown, 2);
    const { reasons, attempts } = await heard(shown);
    expect(sessions[0]?.end).toMatchObject({ reason: reasons[0], code: 1006 });
    const [first, second] = [linesOf(model, 0), linesOf(model, 1)];
    expect(oneOf(first, 'next')).toMatchObject({ next: 1 });
    const reconnect = oneOf(second, 'reconnect');
    expect(reconnect).toMatchObject({ previous: 0, attempt: attempts[0] });
    expect(reconnect?.delayMs).toBeGreaterThanOrEqual(290);
    await until(async () => oneOf(linesOf((await told(shown)).model, 1), 'flushed')?.count === 2);
    const behind = new Story((await told(shown)).model, 1).lines().find(({ what }) => what.kind === 'flushed');
    // The wire does not say that they waited.
    expect(behind).toMatchObject({ what: { nsp: '/' }, inferred: true });
    expect(behind?.row).toBeGreaterThan(0);
  });

  it('a server that falls silent: the client gives up', async () => {
    const server = await serve({ options: { pingInterval: 300, pingTimeout: 200 } });
    const shown = await open(server, { transports: ['websocket'], reconnection: false });
    await connected(shown);
    const socket = engineOf(await socketOf(server));
    await until(async () => oneOf(linesOf((await told(shown)).model, 0), 'beats') !== undefined, { what: 'a beat' });
    clearTimeout(socket.pingIntervalTimer);
    const quiet = setInterval(() => clearTimeout(socket.pingIntervalTimer), 5);
    await ended(shown);
    clearInterval(quiet);
    const { model, sessions } = await over(shown);
    expect(sessions[0]?.end).toMatchObject({ reason: (await heard(shown)).reasons[0], certainty: 'likely' });
    expect(sessions[0]?.end?.reason).toBe('ping timeout');
    expect(oneOf(linesOf(model, 0), 'end')?.silentMs).toBeGreaterThanOrEqual(500);
  });

  it.each([
    ['websocket', { code: 1009 }],
    ['polling', { httpStatus: 413 }],
  ])('a message too big for the server: %s', async (transport, how) => {
    const server = await serve({ options: { maxHttpBufferSize: 2000 } });
    const shown = await open(server, { transports: [transport], reconnection: false });
    await connected(shown);
    await shown.evaluate(() => {
      client.emit('small', 1);
      client.emit('photo', 'x'.repeat(5000));
    });
    await ended(shown);
    const { model, sessions } = await over(shown);
    expect(sessions[0]?.end).toMatchObject({ reason: (await heard(shown)).reasons[0], ...how });
    const tooBig = oneOf(linesOf(model, 0), 'too-big');
    expect(tooBig).toMatchObject({ event: 'photo', maxBytes: 2000 });
    expect(tooBig?.sizeBytes).toBeGreaterThan(5000);
  });

  it('a server that forgot the session says so', async () => {
    const server = await serve();
    const shown = await open(server, { transports: ['polling'], reconnection: false });
    await connected(shown);
    const { clients } = server.io.engine as unknown as { clients: Record<string, unknown> };
    delete clients[engineOf(await socketOf(server)).id];
    await shown.evaluate(() => void client.emit('anything'));
    await ended(shown);
    const { model, sessions } = await over(shown);
    expect(sessions[0]?.end).toMatchObject({ reason: (await heard(shown)).reasons[0], httpStatus: 400 });
    const failed = oneOf(linesOf(model, 0), 'http-error');
    expect(failed?.words).toContain('does not know this session id');
    expect(failed?.body).toContain('"code":1');
  });

  it('counts the attempts until a server is there again', async () => {
    const first = await startServer({ pages: { '/': page(recorder) } });
    const shown = await open(first, { transports: ['websocket'] });
    await connected(shown);
    await first.close();
    await until(async () => (await told(shown)).sessions.length >= 4, { what: 'three failed attempts' });
    const second = await startServer({ port: first.port });
    opened.push(() => second.close());
    await connected(shown, 2);
    const { model, sessions } = await told(shown);
    const last = sessions.at(-1) as SessionView;
    expect(oneOf(linesOf(model, last.id), 'reconnect')?.attempt).toBe((await heard(shown)).attempts[0]);
    const delays = sessions.slice(1).map(({ id }) => oneOf(linesOf(model, id), 'reconnect')?.delayMs ?? 0);
    // 50 ms, 100 ms, 200 ms: the client backs off.
    expect(delays[2]).toBeGreaterThan((delays[0] as number) + 50);
    expect(sessions[1]?.end).toMatchObject({ reason: 'transport error', certainty: 'certain' });
  });

  it('a middleware refuses, with its data', async () => {
    const refuse = (io: Server): void => {
      io.of('/closed').use((_socket, next) =>
        next(Object.assign(new Error('members only'), { data: { plan: 'free' } })),
      );
    };
    const shown = await open(await serve({ serve: refuse }), { transports: ['websocket'] }, '/closed');
    await shown.waitFor('said.refusals.length > 0', { what: 'the refusal' });
    const [refusal] = (await heard(shown)).refusals;
    expect(oneOf(linesOf((await told(shown)).model, 0), 'refused')).toMatchObject({
      nsp: '/closed',
      message: refusal?.message,
      data: JSON.stringify(refusal?.data),
    });
  });

  it.each([
    ['is recovered', true, 'recovered', (socket: Socket) => socket.emit('note', 1)],
    ['is not, without an offset', false, 'no-offset', () => undefined],
    [
      'is not, as a volatile event overwrote the offset',
      false,
      'odd-offset',
      async (socket: Socket) => {
        socket.emit('note', 1);
        // A volatile packet is dropped while another is being written.
        await until(async () => engineOf(socket).transport.writable, { what: 'the first note to be written' });
        socket.volatile.emit('note', 'what people say');
      },
    ],
  ] as const)('a socket that comes back %s', async (_how, recovered, recovery, say) => {
    let notes = 0;
    const server = await serve({
      options: { connectionStateRecovery: {} },
      serve: (io) => io.on('connection', (socket) => socket.onAnyOutgoing(() => notes++)),
    });
    const shown = await open(server, { transports: ['websocket'] });
    await connected(shown);
    await say(await socketOf(server));
    await until(
      async () => {
        const model = (await told(shown)).model;
        return model.catalogue.entries.reduce((sum, { count }) => sum + count, 0) === notes;
      },
      { what: 'the notes in the log' },
    );
    await shown.evaluate(() => void client.io.engine.close());
    await connected(shown, 2);
    expect((await heard(shown)).recovered[1]).toBe(recovered);
    const { model } = await told(shown);
    const line = oneOf(linesOf(model, 1), 'connected');
    expect(line).toMatchObject({ recovery, sid: (await heard(shown)).ids[1] });
    if (recovery === 'odd-offset') expect(line?.claim?.offset).toBe('what people say');
  });

  it('marks a main thread that stood still for longer than the ping timeout', async () => {
    const server = await serve({ options: { pingInterval: 400, pingTimeout: 300 } });
    const shown = await open(server, { transports: ['websocket'], reconnection: false });
    await connected(shown);
    await shown.evaluate(() => {
      const until = performance.now() + 2500;
      while (performance.now() < until);
    });
    let line: StoryEvent | undefined;
    await until(async () => {
      line = oneOf(linesOf((await told(shown)).model, 0), 'page');
      return line !== undefined;
    });
    expect(line).toMatchObject({ event: 'stall', fatal: true });
  });
});
