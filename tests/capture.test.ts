/** The recorder in real pages of both browsers, against a real Socket.IO server. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '../shared/log/entry.ts';
import { type CapturePage, entriesOf, only, short, startCaptureServer } from './capture/setup.ts';
import { browsers } from './harness/all.ts';
import type { TestServer } from './harness/server.ts';
import type { Browser, Page } from './harness/types.ts';
import { until } from './harness/until.ts';

declare const capture: CapturePage['capture'];
declare let recorder: CapturePage['recorder'];
declare const io: (options?: object) => Client;
declare let client: Client;
declare let sockets: WebSocket[];
declare let errors: string[];
declare let followed: Entry[];
declare let ticks: { heard: number; readonly wrong: number[]; missed(): number };
interface Client {
  on(name: string, listener: (...args: never[]) => void): void;
  once(name: string, listener: (...args: never[]) => void): void;
  emit(...args: unknown[]): void;
  close(): void;
}

describe.each(browsers)('recorder in $name', ({ launch }) => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    server = await startCaptureServer();
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  afterEach(async () => {
    await page?.close();
  });

  const open = async (path: string): Promise<void> => {
    page = await browser.newPage(`${server.url}${path}`);
  };
  /** Polls until the entries satisfy the condition, and returns them. */
  const entries = (what: string, condition: (all: Entry[]) => boolean): Promise<Entry[]> =>
    until(
      async () => {
        const all = await entriesOf(page);
        return condition(all) && all;
      },
      { what },
    ) as Promise<Entry[]>;
  const framesOf = (all: readonly Entry[]): string[] => only(all, 'frame').map(short);
  const has = (part: string) => (all: Entry[]) => framesOf(all).some((frame) => frame.includes(part));
  const connect = (options: object = {}): Promise<unknown> =>
    page.evaluate((given: object) => {
      client = io(given);
      client.on('question', ((_n: number, ack: (answer: string) => void) => ack('answer')) as never);
      return new Promise<void>((done) => client.on('connect', () => done()));
    }, options);

  describe('from the start', () => {
    it('records polling, the upgrade and the WebSocket as two transports, every position told', async () => {
      await open('/early');
      await connect();
      await page.evaluate(() => void client.emit('add', 1, 2, () => undefined));
      const all = await entries('the upgrade', (a) => has('out 5')(a) && has('in 430[3]')(a));

      expect(all.map(({ pos }) => pos)).toEqual(all.map((_, i) => i));
      expect(all[0]).toMatchObject({ kind: 'page', event: 'navigate', url: `${server.url}/early` });
      const opened = only(all, 'transport-open');
      expect(opened.map(({ type, late }) => [type, late])).toEqual([
        ['polling', undefined],
        ['websocket', undefined],
      ]);
      const [polling, socket] = opened;
      expect(polling!.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/socket\.io\/\?EIO=4&transport=polling/);
      expect(socket!.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/socket\.io\/\?EIO=4&transport=websocket&sid=/);
      expect(framesOf(all.filter((e) => 'transport' in e && e.transport === socket!.transport)).slice(0, 3)).toEqual([
        'out 2probe',
        'in 3probe',
        'out 5',
      ]);
      const polled = only(all, 'frame').filter(({ transport }) => transport === polling!.transport);
      expect(polled[0]).toMatchObject({ dir: 'in', http: { method: 'GET', status: 200, request: 1 } });
      expect(polled[0]!.text).toMatch(/^0\{"sid":"/);
      expect(polled[1]).toMatchObject({ dir: 'out', text: '40', http: { method: 'POST' } });
      // The server's "ok" to a POST is no frame.
      expect(polled.map(({ text }) => text)).not.toContain('ok');
      const [first, last] = [all[0]!, all.at(-1)!];
      expect(first.at).toBeLessThanOrEqual(last.at);
      expect(Math.abs(last.at - Date.now())).toBeLessThan(60_000);
      expect(await page.evaluate(() => recorder.troubles)).toBe(0);
    });

    it.each(['polling', 'websocket'])('records what came in before the answer to it, over %s', async (transport) => {
      await open('/early');
      await connect({ transports: [transport] });
      await page.evaluate(() => void client.emit('ask'));
      const frames = framesOf(await entries('the answer', has('["answer"]')));
      const asked = frames.findIndex((f) => f.startsWith('in 42') && f.includes('"question"'));
      expect(asked).toBeGreaterThan(-1);
      expect(asked).toBeLessThan(frames.findIndex((f) => f.startsWith('out 43')));
    });

    it('says the companion’s packets once, apart from a packet’s attachments, and nothing else', async () => {
      await open('/early');
      await connect({ transports: ['websocket'] });
      const [socket] = only(await entries('the socket', has('out 40')), 'transport-open');
      const say = (...texts: readonly string[]) =>
        page.evaluate(
          (transport: string, all: readonly string[]) => {
            for (const text of all) recorder.source.say?.(transport, text);
          },
          socket!.transport,
          texts,
        );
      const said = (frames: readonly string[], what: string): number[] =>
        frames.flatMap((frame, place) => (frame.startsWith(what) ? [place] : []));
      // A server closes a connection that opens a namespace twice.
      await say('40/sioscope,', '40/sioscope,', '42["no"]', '41/other,');
      let frames = framesOf(await entries('the refusal', has('in 44/sioscope,')));
      expect(said(frames, 'out 40/sioscope,')).toHaveLength(1);
      expect(said(frames, 'out 42["no"]')).toEqual([]);
      await page.evaluate((transport: string) => {
        const { ws } = (client as unknown as { io: { engine: { transport: { ws: WebSocket } } } }).io.engine.transport;
        ws.send('451-["mirror",{"_placeholder":true,"num":0}]');
        recorder.source.say?.(transport, '40/sioscope,');
        setTimeout(() => ws.send(new Uint8Array([7])), 300);
      }, socket!.transport);
      frames = framesOf(
        await entries('the second refusal', (all) => said(framesOf(all), 'in 44/sioscope,').length === 2),
      );
      expect(said(frames, 'out <1>')[0]).toBeLessThan(said(frames, 'out 40/sioscope,')[1] as number);
      expect(await page.evaluate(() => (client as unknown as { connected: boolean }).connected)).toBe(true);
    });

    it('records a refused connection and one that the page closes', async () => {
      await open('/early');
      await page.evaluate((port: number) => {
        const refused = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket&sid=nobody`);
        // Many pages do so; it does not make the failure theirs.
        refused.onerror = () => refused.close();
        const mine = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
        mine.onopen = () => mine.close(4001, 'enough');
      }, server.port);
      const closes = only(
        await entries('two closes', (a) => only(a, 'transport-close').length === 2),
        'transport-close',
      );
      expect(closes).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ code: 1006, clean: false, by: 'unknown' }),
          expect.objectContaining({ code: 4001, reason: 'enough', clean: true, by: 'page' }),
        ]),
      );
    });

    it('tells who ended a connection', async () => {
      for (const [event, by] of [
        ['hang-up', 'remote'],
        ['cut', 'unknown'],
      ] as const) {
        await open('/early');
        await connect({ transports: ['websocket'], reconnection: false });
        await page.evaluate((name: string) => void client.emit(name), event);
        const all = await entries(`a close by ${event}`, (a) => only(a, 'transport-close').length === 1);
        expect([event, only(all, 'transport-close')[0]!.by]).toEqual([event, by]);
        await page.close();
      }
      await open('/early');
      await connect({ transports: ['websocket'] });
      await page.evaluate(() => void client.close());
      const all = await entries('a close', (a) => only(a, 'transport-close').length === 1);
      expect(only(all, 'transport-close')[0]).toMatchObject({ by: 'page' });
    });

    it('records failed requests with their reason', async () => {
      await open('/early');
      await page.evaluate((url: string) => {
        const ask = (address: string, then?: (xhr: XMLHttpRequest) => void) => {
          const xhr = new XMLHttpRequest();
          xhr.open('GET', address);
          xhr.send();
          then?.(xhr);
        };
        ask('/socket.io/?EIO=4&transport=polling&sid=nobody');
        ask('http://127.0.0.1:9/socket.io/?EIO=4&transport=polling');
        ask(`${url}/socket.io/?EIO=4&transport=polling`, (xhr) => xhr.abort());
        ask('/early');
      }, server.url);
      const failures = only(await entries('three failures', (a) => only(a, 'http-error').length === 3), 'http-error');
      const of = (reason: string) => failures.find((failure) => failure.reason === reason);
      expect(of('status')).toMatchObject({
        text: '{"code":1,"message":"Session ID unknown"}',
        http: { status: 400, url: `${server.url}/socket.io/?EIO=4&transport=polling&sid=nobody` },
      });
      expect(of('network')!.http.url).toBe('http://127.0.0.1:9/socket.io/?EIO=4&transport=polling');
      expect(of('abort')).toBeDefined();
      // A request that is not Engine.IO's leaves no trace.
      expect(JSON.stringify(await entriesOf(page))).not.toContain('"url":"/early"');
    });

    it('records a synchronous request with its answer', async () => {
      await open('/early');
      const answer = await page.evaluate(() => {
        const ask = (method: string, query: string, body?: string) => {
          const xhr = new XMLHttpRequest();
          xhr.open(method, `/socket.io/?EIO=4&transport=polling${query}`, false);
          xhr.send(body);
          return xhr.responseText;
        };
        const handshake = ask('GET', '');
        const { sid } = JSON.parse(handshake.slice(1));
        ask('POST', `&sid=${sid}`, '40');
        ask('GET', '&sid=nobody');
        return handshake;
      });
      const all = await entriesOf(page);
      expect(framesOf(all)).toEqual([`in ${answer}`, 'out 40']);
      expect(only(all, 'http-error').map(({ reason, http }) => [reason, http.status])).toEqual([['status', 400]]);
    });

    it('records messages that the page does not read, and those after it has stopped to', async () => {
      await open('/early');
      await page.evaluate((port: number) => {
        recorder.source.setRaw(true);
        const socket = new WebSocket(`ws://127.0.0.1:${port}/raw/ticker`);
        sockets = [socket];
        const frames = () =>
          JSON.parse(recorder.source.read(0, 1e5, 1e9).json).filter((e: Entry) => e.kind === 'frame').length;
        ticks = { heard: 0, wrong: [], missed: () => ticks.heard - frames() };
        socket.onmessage = (event) => {
          ticks.heard += 1;
          // It reads the fifth to the sixtieth: none is recorded twice or left out, with and without the listener.
          if (ticks.heard <= 4 || ticks.heard > 60) return;
          void [event.data, event.data];
          if (ticks.missed() !== 0) ticks.wrong.push(ticks.heard);
        };
      }, server.port);
      const missedAfter = (heard: number) =>
        page
          .waitFor((least: number) => ticks.heard >= least, { what: `${heard} messages` }, heard)
          .then(() => page.evaluate(() => ticks.missed()));
      const missed = await missedAfter(130);
      expect(await page.evaluate(() => ticks.wrong)).toEqual([]);
      // It stopped to: what is missed until that is noticed is less than a second's worth; then all is there again.
      expect(missed).toBeLessThan(60);
      expect(await missedAfter(160)).toBe(missed);
    });

    it('copies bytes when they are sent, and keeps Blobs in their place', async () => {
      await open('/early');
      await page.evaluate((port: number) => {
        recorder.source.setRaw(true);
        const socket = new WebSocket(`ws://127.0.0.1:${port}/raw`);
        socket.binaryType = 'arraybuffer';
        socket.onopen = () => {
          const bytes = new Uint8Array([0, 1, 2, 3, 0]);
          socket.send(bytes.subarray(1, 4));
          socket.send(new DataView(bytes.buffer, 2, 1));
          socket.send(bytes.buffer);
          // What the page does with them afterwards is not in the log.
          bytes.fill(9);
          socket.send(new Blob(['blob']));
          socket.send('text');
        };
        socket.onmessage = ({ data }) => typeof data !== 'string' && new Uint8Array(data).fill(9);
      }, server.port);
      const all = await entries('the last echo', has('in echo:text'));
      const contents = (dir: string) =>
        only(all, 'frame')
          .filter((frame) => frame.dir === dir)
          .map((frame) => frame.text ?? Buffer.from(frame.base64!, 'base64').toString('latin1'));
      const sent = ['\x01\x02\x03', '\x02', '\x00\x01\x02\x03\x00', 'blob'];
      expect(contents('out')).toEqual([...sent, 'text']);
      expect(contents('in')).toEqual([...sent, 'echo:text']);
    });

    it('keeps the attachments of an event behind it', async () => {
      await open('/early');
      await connect({ transports: ['websocket'] });
      await page.evaluate(() => {
        client.emit('mirror', new Blob(['blobs']));
        client.emit('add', 7, 8, () => undefined);
      });
      const all = await entries('the answers', (a) => has('in 430[15]')(a) && has('in <5>')(a));
      expect(framesOf(all).filter((f) => f.startsWith('out') && !/^out (40|3)/.test(f))).toEqual([
        'out 451-["mirror",{"_placeholder":true,"num":0}]',
        'out <5>',
        'out 420["add",7,8]',
      ]);
    });

    it('keeps incoming Blobs in their place for a reader that follows', async () => {
      await open('/early');
      await page.evaluate((port: number) => {
        // As a viewer reads: whatever there is at once, from where the last batch ended.
        let from = 0;
        followed = [];
        recorder.source.onGrow(() => {
          const { next, json } = recorder.source.read(from, 1000, 1 << 20);
          followed.push(...JSON.parse(json));
          from = next;
        });
        recorder.source.setRaw(true);
        const socket = new WebSocket(`ws://127.0.0.1:${port}/raw`);
        socket.binaryType = 'blob';
        socket.onopen = () => {
          for (let i = 0; i < 5; i++) {
            socket.send(new Uint8Array(3000 * (5 - i)).fill(i));
            socket.send(`after ${i}`);
          }
        };
      }, server.port);
      await page.waitFor(() => followed.some((entry) => 'text' in entry && entry.text === 'echo:after 4'));
      const all = await page.evaluate(() => followed);
      expect(all.map(({ pos }) => pos)).toEqual(all.map((_, i) => i + all[0]!.pos));
      expect(framesOf(all).filter((f) => f.startsWith('in'))).toEqual(
        [0, 1, 2, 3, 4].flatMap((i) => [`in <${3000 * (5 - i)}>`, `in echo:after ${i}`]),
      );
    });

    it("takes no event of the page's own making for traffic", async () => {
      await open('/early');
      await page.evaluate((port: number) => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
        sockets = [socket];
        socket.dispatchEvent(new MessageEvent('message', { data: 'forged' }));
        socket.dispatchEvent(new CloseEvent('close', { code: 4999 }));
      }, server.port);
      const all = await entries('the handshake', has('in 0{'));
      expect(framesOf(all)).not.toContain('in forged');
      expect(only(all, 'transport-close')).toEqual([]);
    });

    it('does not record what is sent to a closed socket', async () => {
      await open('/early');
      await page.evaluate((port: number) => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
        socket.onopen = () => {
          socket.close();
          socket.send('nowhere');
        };
      }, server.port);
      const all = await entries('the close', (a) => only(a, 'transport-close').length === 1);
      expect(framesOf(all)).not.toContain('out nowhere');
    });
  });

  describe('after the client was loaded', () => {
    it('has sockets of a captured constructor whole, and their frames before the answers', async () => {
      await open('/late');
      await page.evaluate(() => {
        recorder = capture.startRecorder();
      });
      await connect({ transports: ['websocket'] });
      await page.evaluate(() => void client.emit('ask'));
      const all = await entries('the answer', has('["answer"]'));
      expect(only(all, 'transport-open')[0]).not.toHaveProperty('late');
      const frames = framesOf(all);
      expect(frames.slice(0, 3)).toEqual([
        expect.stringMatching(/^in 0\{/),
        'out 40',
        expect.stringMatching(/^in 40\{/),
      ]);
      expect(frames.findIndex((f) => f.includes('"question"'))).toBeLessThan(
        frames.findIndex((f) => f.startsWith('out 43')),
      );
    });

    it('adopts an open socket at its first frame in, once, and sees later frames before the page', async () => {
      await open('/late');
      await connect({ transports: ['websocket'] });
      await page.evaluate(() => {
        recorder = capture.startRecorder({ late: true });
      });
      // The server speaks first, twice.
      server.io.emit('question', 1, () => undefined);
      await entries('the first answer', has('["answer"]'));
      for (const socket of await server.io.fetchSockets()) socket.emit('question', 2);
      for (const socket of server.io.sockets.sockets.values())
        socket.timeout(5000).emit('question', 3, () => undefined);
      const all = await entries(
        'the second answer',
        (a) => framesOf(a).filter((f) => f.startsWith('out 43')).length === 2,
      );
      expect(only(all, 'transport-open')).toEqual([expect.objectContaining({ type: 'websocket', late: true })]);
      const frames = framesOf(all);
      expect(frames.filter((f) => f.startsWith('in 42') && f.includes('["question",1]'))).toHaveLength(1);
      const order = frames.filter((f) => /"question",[13]|^out 43/.test(f)).map((f) => f.slice(0, 3).trim());
      expect(order).toEqual(['in', 'out', 'in', 'out']);
    });

    it('sees a socket before its page whatever member the page touches first', async () => {
      await open('/late');
      await page.evaluate((port: number) => {
        const Captured = WebSocket;
        recorder = capture.startRecorder();
        const socket = new Captured(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
        socket.onmessage = () => socket.send('40');
      }, server.port);
      const all = await entries('the reply', has('out 40'));
      expect(framesOf(all).slice(0, 2)).toEqual([expect.stringMatching(/^in 0\{/), 'out 40']);
    });

    it('leaves a socket that was over before it alone', async () => {
      await open('/late');
      await page.evaluate(async (port: number) => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
        socket.onopen = () => socket.close();
        await new Promise((done) => socket.addEventListener('close', done));
        recorder = capture.startRecorder({ late: true });
        socket.onmessage = null;
        socket.close();
      }, server.port);
      expect(only(await entriesOf(page), 'transport-open')).toEqual([]);
    });

    it('records the first frame once when a capturing listener reads it', async () => {
      await open('/late');
      await page.evaluate(async (port: number) => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
        sockets = [socket];
        await new Promise((done) => socket.addEventListener('open', done));
        socket.addEventListener('message', (event) => String(event.data), true);
        recorder = capture.startRecorder({ late: true });
      }, server.port);
      const all = await entries('the handshake', has('in 0{'));
      expect(framesOf(all)).toHaveLength(1);
    });

    it('takes up the polling of a session that began before', async () => {
      await open('/late');
      await connect({ transports: ['polling'] });
      await page.evaluate(() => {
        recorder = capture.startRecorder({ late: true });
        client.emit('add', 2, 2, () => undefined);
      });
      const all = await entries('the sum', (a) => has('out 420["add",2,2]')(a) && only(a, 'transport-open').length > 0);
      expect(only(all, 'transport-open')).toEqual([expect.objectContaining({ type: 'polling', late: true })]);
    });
  });

  describe('raw WebSockets', () => {
    it('counts them, and records them only while asked to', async () => {
      await open('/early');
      await page.evaluate(async (port: number) => {
        const dial = async (path: string) => {
          const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
          await new Promise((done) => socket.addEventListener('open', done));
          return socket;
        };
        const gone = await dial('/raw');
        const closed = new Promise((done) => gone.addEventListener('close', done));
        gone.close();
        await closed;
        sockets = [await dial('/raw'), await dial('/raw/ticker'), gone];
        sockets[0]!.send('unheard');
      }, server.port);
      expect(await page.evaluate(() => recorder.source.rawSockets)).toBe(3);
      expect(only(await entriesOf(page), 'transport-open')).toEqual([]);

      await page.evaluate(() => {
        recorder.source.setRaw(true);
        sockets[0]!.send('heard');
      });
      const all = await entries('both', (a) => has('in echo:heard')(a) && has('in tick')(a));
      // The one that only receives is picked up as well, the one that is closed is not.
      expect(only(all, 'transport-open').map(({ late, url }) => [late, new URL(url).pathname])).toEqual([
        [true, '/raw'],
        [true, '/raw/ticker'],
      ]);
      expect(framesOf(all)).not.toContain('out unheard');

      await page.evaluate(() => {
        recorder.source.setRaw(false);
        sockets[0]!.send('too late');
      });
      expect(framesOf(await entriesOf(page))).not.toContain('out too late');
    });
  });

  describe('unseen', () => {
    it('leaves every global as it was, and is a pass-through for those that hold on to it', async () => {
      await open('/late');
      const found = await page.evaluate(async (port: number) => {
        const places: [object, string][] = [
          [window, 'WebSocket'],
          [WebSocket.prototype, 'constructor'],
          ...['send', 'close', 'binaryType', 'onopen', 'onmessage', 'onerror', 'onclose'].map(
            (key): [object, string] => [WebSocket.prototype, key],
          ),
          [XMLHttpRequest.prototype, 'open'],
          [XMLHttpRequest.prototype, 'send'],
          [MessageEvent.prototype, 'data'],
        ];
        const look = () => places.map(([owner, key]) => Object.getOwnPropertyDescriptor(owner, key)!);
        const flags = (all: PropertyDescriptor[]) =>
          JSON.stringify(
            all.map((d) => [d.configurable, d.enumerable, d.writable, typeof d.value, typeof d.get, typeof d.set]),
          );
        const keys = () =>
          [window, WebSocket.prototype, XMLHttpRequest.prototype, MessageEvent.prototype].map((o) =>
            Reflect.ownKeys(o).map(String).join(),
          );
        const before = look();
        const keysBefore = keys();
        recorder = capture.startRecorder({ late: true });
        const during = look();
        const keysDuring = keys();
        const Held = WebSocket;
        const heldSend = WebSocket.prototype.send;
        recorder.stop();
        recorder.stop();
        const after = look();
        const same = (a: PropertyDescriptor, b: PropertyDescriptor) =>
          a.value === b.value &&
          a.get === b.get &&
          a.set === b.set &&
          a.writable === b.writable &&
          a.enumerable === b.enumerable &&
          a.configurable === b.configurable;
        const count = JSON.parse(recorder.source.read(0, 1e6, 1e9).json).length;
        const socket = new Held(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
        await new Promise((done) => socket.addEventListener('open', done));
        heldSend.call(socket, '40');
        return {
          changed: during.map((d, i) => (same(d, before[i]!) ? '' : places[i]![1])).filter(Boolean).length,
          left: after.map((d, i) => (same(d, before[i]!) ? '' : places[i]![1])).filter(Boolean),
          flags: flags(during) === flags(before),
          keys: JSON.stringify(keysDuring.map((k) => k.replace('recorder', ''))) ===
            JSON.stringify(keysBefore.map((k) => k.replace('recorder', ''))) || [
            keysBefore[0]!.length,
            keysDuring[0]!.length,
          ],
          silent: JSON.parse(recorder.source.read(0, 1e6, 1e9).json).length === count,
        };
      }, server.port);
      expect(found.changed).toBe(12);
      expect(found.left).toEqual([]);
      expect(found.flags).toBe(true);
      expect(found.silent).toBe(true);
    });

    it('lets somebody who wrapped it meanwhile keep their wrapper', async () => {
      await open('/late');
      const found = await page.evaluate(() => {
        const native = WebSocket.prototype.send;
        recorder = capture.startRecorder();
        const ours = WebSocket.prototype.send;
        const theirs = function (this: WebSocket, data: string) {
          ours.call(this, data);
        };
        WebSocket.prototype.send = theirs as typeof ours;
        recorder.stop();
        return [native === ours, WebSocket.prototype.send === theirs];
      });
      expect(found).toEqual([false, true]);
    });

    it('leaves functions that a page put in their place before what they are', async () => {
      await open('/late');
      const found = await page.evaluate(async () => {
        const native = window.fetch;
        const spy = Object.assign(
          function fetch(this: unknown, ...args: Parameters<typeof native>) {
            spy.calls += 1;
            return native(...args);
          },
          { calls: 0, restore: () => 'restored' },
        );
        window.fetch = spy;
        WebSocket.prototype.send = (...args) => void args;
        const text = [String(fetch), String(WebSocket.prototype.send)];
        recorder = capture.startRecorder({ late: true });
        const ours = window.fetch as unknown as typeof spy & (new () => object);
        const { status } = await ours('/socket.io/?EIO=4&transport=polling&sid=nobody');
        return {
          status,
          patched: window.fetch !== (spy as unknown) && typeof ours.prototype,
          calls: ours.calls,
          restored: ours.restore(),
          text: text[0] === String(fetch) && text[1] === String(WebSocket.prototype.send),
          made: Reflect.construct(Object, [], ours) instanceof spy,
        };
      });
      expect(found).toEqual({ status: 400, patched: 'object', calls: 1, restored: 'restored', text: true, made: true });
    });

    it('looks and behaves like the native classes', async () => {
      await open('/early');
      const found = await page.evaluate((port: number) => {
        const url = `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`;
        class Mine extends WebSocket {
          readonly mine = true;
        }
        const socket = new WebSocket(url);
        const mine = new Mine(url);
        const thrown = (run: () => unknown) => {
          try {
            run();
            return 'nothing';
          } catch (error) {
            return (error as Error).name;
          }
        };
        return {
          instance: socket instanceof WebSocket && mine instanceof WebSocket && mine instanceof Mine && mine.mine,
          constructors: socket.constructor === WebSocket && mine.constructor === Mine,
          names: [
            WebSocket.name,
            WebSocket.length,
            WebSocket.prototype.send.name,
            WebSocket.prototype.send.length,
            XMLHttpRequest.prototype.open.name,
          ],
          statics: [WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED],
          native: [WebSocket, WebSocket.prototype.send, XMLHttpRequest.prototype.open].every((f) =>
            Function.prototype.toString.call(f).includes('[native code]'),
          ),
          own: Reflect.ownKeys(socket)
            .map(String)
            .filter((key) => key !== 'isTrusted'),
          errors: [
            thrown(() => (WebSocket as unknown as (url: string) => void)(url)),
            thrown(() => new WebSocket('http://[bad')),
            thrown(() => new WebSocket(url, ['a', 'a'])),
            thrown(() => socket.send('too early')),
            thrown(() => WebSocket.prototype.send.call({} as WebSocket, '')),
            thrown(() => socket.close(1)),
            thrown(() => new XMLHttpRequest().send()),
          ],
          troubles: recorder.troubles,
        };
      }, server.port);
      expect(found).toEqual({
        instance: true,
        constructors: true,
        names: ['WebSocket', 1, 'send', 1, 'open'],
        statics: [0, 1, 2, 3],
        native: true,
        own: [],
        errors: [
          'TypeError',
          'SyntaxError',
          'SyntaxError',
          'InvalidStateError',
          'TypeError',
          'InvalidAccessError',
          'InvalidStateError',
        ],
        troubles: 0,
      });
    });

    it('goes on in a page that breaks the built-ins, and causes no error in it', async () => {
      await open('/early');
      await page.evaluate((port: number) => {
        errors = [];
        addEventListener('error', (event) => errors.push(event.message));
        addEventListener('unhandledrejection', (event) => errors.push(String(event.reason)));
        const bad = () => {
          throw new Error('broken by the page');
        };
        // Kept for this test's own use.
        const parse = JSON.parse;
        const read = recorder.source.read;
        const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
        const raw: [object, PropertyKey][] = [
          [JSON, 'stringify'],
          [EventTarget.prototype, 'addEventListener'],
          [Map.prototype, 'get'],
          [Map.prototype, 'set'],
          [WeakMap.prototype, 'get'],
          [WeakMap.prototype, 'set'],
          [Array.prototype, 'push'],
          [Array.prototype, Symbol.iterator],
          [String.prototype, 'indexOf'],
          [String.prototype, 'slice'],
          [Promise.prototype, 'then'],
          [Object.getPrototypeOf(Uint8Array.prototype), 'subarray'],
          [Reflect, 'apply'],
          [Reflect, 'construct'],
          [Performance.prototype, 'now'],
          [Function.prototype, 'call'],
          [Function.prototype, 'apply'],
        ];
        socket.onmessage = () => undefined;
        const bytes = new Uint8Array([0x34, 0x30, 255]);
        const restore = raw.map(([owner, key]) => ({
          owner,
          key,
          before: Object.getOwnPropertyDescriptor(owner, key)!,
        }));
        socket.onopen = () => {
          for (let i = 0; i < raw.length; i++)
            Object.defineProperty(raw[i]![0], raw[i]![1], { value: bad, configurable: true, writable: true });
          // Would be a trap of every Proxy with an ordinary handler, and a field of every descriptor.
          const polluted = Object.prototype as { get?: unknown; set?: unknown; value?: unknown };
          Object.defineProperty(polluted, 'has', { value: bad, configurable: true });
          Object.defineProperty(polluted, 'getPrototypeOf', { value: bad, configurable: true });
          let failure = '';
          let text = '';
          try {
            socket.send(bytes);
            socket.send('40');
            const more = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
            more.close();
            if (!(more instanceof WebSocket)) failure = 'no instance';
            'CLOSED' in WebSocket;
            const xhr = new XMLHttpRequest();
            xhr.open('GET', '/socket.io/?EIO=4&transport=polling');
            xhr.send();
            text = read(0, 1000, 1e6).json;
          } catch (error) {
            failure = String(error);
          }
          for (let i = 0; i < restore.length; i++)
            Object.defineProperty(restore[i]!.owner, restore[i]!.key, restore[i]!.before);
          delete (polluted as Record<string, unknown>).has;
          delete (polluted as Record<string, unknown>).getPrototypeOf;
          errors.push(failure, ...(text === '' ? [] : [String(parse(text).length > 0)]));
        };
      }, server.port);
      await page.waitFor(() => errors.length > 0);
      expect(await page.evaluate(() => errors)).toEqual(['', 'true']);
      const all = await entries(
        'what came meanwhile',
        (a) => has('out 40')(a) && only(a, 'transport-open').length === 3,
      );
      expect(framesOf(all)).toContain('out <3>');
      expect(await page.evaluate(() => recorder.troubles)).toBe(0);
    });

    it('keeps the failures of its readers from the page', async () => {
      await open('/early');
      await page.evaluate(() => {
        errors = [];
        addEventListener('error', (event) => errors.push(event.message));
        recorder.source.onGrow(() => {
          throw new Error('a reader failed');
        });
        dispatchEvent(new Event('offline'));
        document.dispatchEvent(new Event('visibilitychange'));
        new WebSocket('ws://127.0.0.1:9/?EIO=4');
        // And what a page can do with the name that recorders find each other by.
        capture.shareRecorder();
        document.dispatchEvent(new Event('sioscope:recorder?'));
        document.dispatchEvent(new CustomEvent('sioscope:recorder?', { detail: 1 }));
        document.dispatchEvent(
          new CustomEvent('sioscope:recorder?', {
            detail: () => {
              throw new Error('the asker failed');
            },
          }),
        );
      });
      expect(await page.evaluate(() => errors)).toEqual([]);
    });
  });

  describe('shared', () => {
    it('is one recorder for all who ask, until the last lets go', async () => {
      await open('/late');
      const found = await page.evaluate(() => {
        const native = WebSocket;
        const first = capture.shareRecorder();
        const second = capture.shareRecorder({ late: true });
        const one = first.source === second.source;
        const owned = [first.owned, second.owned];
        first.stop();
        first.stop();
        const third = capture.shareRecorder();
        const still = third.source === first.source && !third.owned && WebSocket !== native;
        second.stop();
        const held = WebSocket !== native;
        third.stop();
        third.stop();
        const restored = WebSocket === native;
        const anew = capture.shareRecorder();
        const fresh = anew.owned && anew.source !== first.source;
        anew.stop();
        return { one, owned, still, held, restored, fresh, end: WebSocket === native };
      });
      expect(found).toEqual({
        one: true,
        owned: [true, false],
        still: true,
        held: true,
        restored: true,
        fresh: true,
        end: true,
      });
    });

    it('does not take something else for a recorder', async () => {
      await open('/late');
      const found = await page.evaluate(() => {
        document.addEventListener('sioscope:recorder?', (event) =>
          (event as CustomEvent).detail({ read: 1 }, () => undefined),
        );
        const mine = capture.shareRecorder();
        const { owned } = mine;
        mine.stop();
        return owned;
      });
      expect(found).toBe(true);
    });
  });
});
