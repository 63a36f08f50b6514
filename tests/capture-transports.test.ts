/** Transports beside WebSocket and XMLHttpRequest, workers and stalls, in real pages of both browsers. */
import { createPacketDecoderStream } from 'engine.io-parser';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '../shared/log/entry.ts';
import { type CapturePage, entriesOf, only, short, startCaptureServer } from './capture/setup.ts';
import { browsers } from './harness/all.ts';
import type { TestServer } from './harness/server.ts';
import type { Browser, Page } from './harness/types.ts';
import { until } from './harness/until.ts';
import { modelShows } from './matrix/modelled.ts';

declare const capture: CapturePage['capture'];
declare let recorder: CapturePage['recorder'];
declare const io: (options?: object) => Client;
declare let client: Client;
declare const Fetch: unknown;
declare let found: string[];
declare let ___eio: ((text: string) => void)[];
interface Client {
  on(name: string, listener: (...args: never[]) => void): void;
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
  const troubles = () => page.evaluate(() => recorder.troubles);

  describe('fetch', () => {
    it('writes the same entries as for XMLHttpRequest, what came in before the answer to it', async () => {
      await open('/fetch');
      await page.waitFor(() => 'Fetch' in window);
      await page.evaluate(() => {
        client = io({ transports: [Fetch] });
        client.on('question', ((_n: number, ack: (answer: string) => void) => ack('answer')) as never);
        client.on('connect', () => client.emit('ask'));
      });
      const all = await entries('the answer', has('["answer"]'));
      const [opened] = only(all, 'transport-open');
      expect(opened).toMatchObject({ type: 'polling' });
      expect(opened).not.toHaveProperty('late');
      const frames = only(all, 'frame');
      expect(frames[0]).toMatchObject({
        dir: 'in',
        http: { request: 1, method: 'GET', status: 200, contentType: expect.stringContaining('text/plain') },
      });
      expect(frames[0]!.text).toMatch(/^0\{"sid":"/);
      expect(frames[1]).toMatchObject({ dir: 'out', text: '40', http: { method: 'POST' } });
      expect(new Set(frames.map(({ transport }) => transport)).size).toBe(1);
      const order = framesOf(all);
      expect(order.findIndex((f) => f.includes('"question"'))).toBeLessThan(
        order.findIndex((f) => f.startsWith('out 43')),
      );
      expect(await troubles()).toBe(0);
    });

    it('tells failures as XMLHttpRequest does, and leaves bodies and errors to the page', async () => {
      await open('/early');
      await page.evaluate(async (url: string) => {
        found = [];
        addEventListener('unhandledrejection', (event) => {
          found.push(`unhandled ${event.reason.name}`);
          event.preventDefault();
        });
        const poll = '/socket.io/?EIO=4&transport=polling';
        const refused = await fetch(`${poll}&sid=nobody`);
        found.push(`${refused.status} ${refused.bodyUsed} ${await refused.text()}`);
        const controller = new AbortController();
        const aborted = fetch(`${url}${poll}`, { signal: controller.signal }).catch((error) => found.push(error.name));
        controller.abort();
        await aborted;
        const why = new AbortController();
        const withReason = fetch(`${url}${poll}`, { signal: why.signal }).catch((error) => found.push(String(error)));
        why.abort('enough');
        await withReason;
        await fetch('http://127.0.0.1:9/socket.io/?EIO=4').catch((error) => found.push(error.name));
        // Nobody handles this one: the page must hear of it.
        fetch('http://127.0.0.1:9/socket.io/?EIO=4&transport=polling');
        // Not Engine.IO's.
        await (await fetch('/early')).text();
      }, server.url);
      await page.waitFor(() => found.length === 5, { what: 'five outcomes' });
      expect(await page.evaluate(() => found)).toEqual([
        '400 false {"code":1,"message":"Session ID unknown"}',
        'AbortError',
        'enough',
        'TypeError',
        'unhandled TypeError',
      ]);
      const failures = only(await entries('five failures', (a) => only(a, 'http-error').length === 5), 'http-error');
      expect(failures.map(({ reason }) => reason).sort()).toEqual(['abort', 'abort', 'network', 'network', 'status']);
      expect(failures.find(({ reason }) => reason === 'status')).toMatchObject({
        text: '{"code":1,"message":"Session ID unknown"}',
        http: { status: 400, method: 'GET', url: `${server.url}/socket.io/?EIO=4&transport=polling&sid=nobody` },
      });
      expect(JSON.stringify(await entriesOf(page))).not.toContain('"/early"');
      expect(await troubles()).toBe(0);
    });

    it('takes bodies of every sort, at the time of the call', async () => {
      await open('/early');
      await page.evaluate(async () => {
        const url = '/socket.io/?EIO=4&transport=polling&sid=x';
        const send = (body: BodyInit) => fetch(url, { method: 'post', body }).catch(() => undefined);
        const bytes = new Uint8Array([0, 1, 2, 3, 0]);
        const all = [send('text'), send(new Blob(['blob'])), send(bytes.subarray(1, 4)), send(bytes.buffer)];
        bytes.fill(9);
        await Promise.all(all);
        await fetch(new Request(new URL(url, location.href), { method: 'POST', body: 'of a request' }));
      });
      const all = await entries('five answers', (a) => only(a, 'http-error').length === 5);
      expect(
        only(all, 'frame').map(({ text, base64 }) => text ?? Buffer.from(base64!, 'base64').toString('latin1')),
      ).toEqual(['text', 'blob', '\x01\x02\x03', '\x00\x01\x02\x03\x00']);
      // The body of a Request can't be read without taking it from the page: its answer tells that it was there.
      expect(new Set(only(all, 'http-error').map(({ http }) => http.method))).toEqual(new Set(['POST']));
    });
  });

  describe('JSONP', () => {
    it('sees answers before the page, and leaves its callbacks as they are', async () => {
      await open('/early');
      await page.evaluate(async () => {
        found = [];
        const poll = (query: string) =>
          new Promise<void>((done) => {
            const script = document.createElement('script');
            script.src = `/socket.io/?EIO=4&transport=polling&j=0${query}`;
            script.onload = () => done();
            script.onerror = () => {
              found.push('failed');
              done();
            };
            document.head.append(script);
          });
        const mine = (text: string) => found.push(text);
        ___eio = [];
        ___eio.push(mine);
        await poll('');
        const { sid } = JSON.parse(found[0]!.slice(1));
        found.push(
          `${___eio.length} ${typeof ___eio[0]} ${___eio[0]!.name} ${Object.keys(___eio)} ${String(___eio[0] instanceof Function)}`,
        );
        await poll('&sid=nobody');

        const frame = document.createElement('iframe');
        frame.name = 'answers';
        const form = document.createElement('form');
        form.target = 'answers';
        form.method = 'POST';
        form.action = `/socket.io/?EIO=4&transport=polling&j=0&sid=${sid}`;
        // A field may have the name of a property.
        form.innerHTML = '<textarea name="d"></textarea><input name="action"><input name="elements">';
        form.querySelector('textarea')!.value = '40';
        document.body.append(frame, form);
        form.submit();
        await poll(`&sid=${sid}`);
      });
      const all = await entries('the connection', has('in 40{"sid"'));
      const told = await page.evaluate(() => found);
      const [handshake, shape, failed, connected] = told;
      expect(shape).toBe('1 function mine 0 true');
      expect(failed).toBe('failed');
      expect(framesOf(all)).toEqual([`in ${handshake}`, 'out d=40', `in ${connected}`]);
      expect(only(all, 'frame').map(({ http }) => [http!.method, new URL(http!.url).searchParams.get('j')])).toEqual([
        ['GET', '0'],
        ['POST', '0'],
        ['GET', '0'],
      ]);
      expect(only(all, 'http-error')).toEqual([expect.objectContaining({ reason: 'network' })]);
      // Two transports: the session's, and the one that was asked for and is not known.
      expect(only(all, 'transport-open').map(({ type, late }) => [type, late])).toEqual([
        ['polling', undefined],
        ['polling', true],
      ]);
      expect(await troubles()).toBe(0);
      const after = await page.evaluate(() => {
        recorder.stop();
        ___eio[0]!('after the end');
        return [___eio[0]!.name, found.at(-1)];
      });
      expect(after).toEqual(['mine', 'after the end']);
      expect(framesOf(await entriesOf(page))).not.toContain('in after the end');
    });
  });

  describe('WebTransport', () => {
    /** The packets that the chunks of one direction hold, by the official decoder. */
    const packets = async (all: readonly Entry[], dir: 'in' | 'out', transport: string): Promise<unknown[]> => {
      const decoder = createPacketDecoderStream(1e6, 'nodebuffer');
      const writer = decoder.writable.getWriter();
      const reader = decoder.readable.getReader();
      const decoded: unknown[] = [];
      const reading = (async () => {
        for (;;) {
          const { done, value } = await reader.read();
          if (done) return;
          const { type, data } = value as { type: string; data?: unknown };
          decoded.push(
            typeof data === 'string' || data === undefined ? `${type} ${data ?? ''}` : [...(data as Buffer)],
          );
        }
      })();
      for (const frame of only(all, 'frame')) {
        if (frame.dir === dir && frame.transport === transport)
          await writer.write(new Uint8Array(Buffer.from(frame.base64!, 'base64')));
      }
      await writer.close();
      await reading;
      return decoded;
    };

    it.each([
      ['alone', ['webtransport']],
      ['by upgrade', ['polling', 'webtransport']],
    ])("records the client's stream chunk by chunk, %s", async (_name, transports) => {
      await open('/webtransport');
      await page.evaluate((given: string[]) => {
        found = [];
        client = io({ transports: given });
        client.on('mirrored', ((...args: unknown[]) => found.push(JSON.stringify(args.length))) as never);
        const begin = () => {
          client.emit('add', 20, 22, () => undefined);
          client.emit('mirror', new Uint8Array([1, 2, 250]));
        };
        const engine = (client as unknown as { io: { engine: { on(name: string, f: () => void): void } } }).io.engine;
        if (given.length > 1) engine.on('upgrade', begin);
        else client.on('connect', begin);
      }, transports);
      await page.waitFor(() => found.length > 0, { what: 'the mirrored bytes' });
      const all = await entriesOf(page);
      const opened = only(all, 'transport-open');
      expect(opened.map(({ type }) => type)).toEqual(transports);
      const transport = opened.at(-1)!;
      expect(transport.url).toBe(`${server.url.replace('http:', 'https:')}/socket.io/`);
      const out = await packets(all, 'out', transport.transport);
      const came = await packets(all, 'in', transport.transport);
      const [first] = out;
      if (transports.length === 1) {
        expect(first).toBe('open ');
        expect(came[0]).toMatch(/^open \{"sid"/);
        expect(out[1]).toBe('message 0');
      } else {
        const sid = /"sid":"([^"]+)"/.exec(only(all, 'frame')[0]!.text!)?.[1];
        expect(out.slice(0, 3)).toEqual([`open {"sid":"${sid}"}`, 'ping probe', 'upgrade ']);
        expect(came[0]).toBe('pong probe');
      }
      expect(out).toEqual(
        expect.arrayContaining([
          'message 20["add",20,22]',
          'message 51-["mirror",{"_placeholder":true,"num":0}]',
          [1, 2, 250],
        ]),
      );
      expect(came).toEqual(
        expect.arrayContaining([
          'message 30[42]',
          'message 51-["mirrored",{"_placeholder":true,"num":0}]',
          [1, 2, 250],
        ]),
      );
      // And the panel's model makes the same of them.
      expect(modelShows(all)).toEqual(
        expect.arrayContaining([
          'out event add [20,22]',
          'in ack [42]',
          'out event mirror [{"bytes":[1,2,250]}]',
          'in event mirrored [{"bytes":[1,2,250]}]',
        ]),
      );
      await page.evaluate(() => void client.close());
      const closed = await entries('the close', (a) => only(a, 'transport-close').length > 0);
      expect(only(closed, 'transport-close')).toEqual([
        expect.objectContaining({ transport: transport.transport, by: 'page', clean: true }),
      ]);
      expect(await troubles()).toBe(0);
    });

    it("sees readers and writers of the page's own, and nothing of other sessions", async () => {
      await open('/webtransport');
      const { genuine, untouched } = await page.evaluate(async (origin: string) => {
        const { read } = ReadableStreamDefaultReader.prototype;
        const secure = origin.replace('http:', 'https:');
        // Not like Engine.IO's address: nothing of streams is patched.
        new WebTransport(`${secure}/media`);
        new WebTransport(`${secure}/socket.io/?x=1`);
        const untouched = ReadableStreamDefaultReader.prototype.read === read;
        const dial = async (first: string) => {
          const transport = new WebTransport(`${secure}/socket.io/`);
          await transport.ready;
          const stream = await transport.createBidirectionalStream();
          const writer = stream.writable.getWriter();
          const reader = stream.readable.getReader();
          const bytes = new TextEncoder().encode(first);
          await writer.write(new Uint8Array([bytes.length]));
          await writer.write(bytes);
          const genuine =
            stream.readable instanceof ReadableStream &&
            stream.writable instanceof WritableStream &&
            transport instanceof WebTransport &&
            transport.constructor === WebTransport;
          return { genuine, reader, transport };
        };
        const ours = await dial('0');
        const { value } = await ours.reader.read();
        value!.fill(0);
        // First bytes that are none of Engine.IO's.
        const other = await dial('hello');
        other.transport.close();
        return { genuine: ours.genuine && other.genuine, untouched };
      }, server.url);
      expect({ genuine, untouched }).toEqual({ genuine: true, untouched: true });
      const all = await entriesOf(page);
      expect(only(all, 'transport-open')).toHaveLength(1);
      const frames = only(all, 'frame');
      expect(frames.map(({ dir }) => dir)).toEqual(['out', 'out', 'in']);
      expect(Buffer.from(frames[0]!.base64! + frames[1]!.base64!, 'base64').toString('latin1')[0]).toBe('\x01');
      // Copied before the page wrote over it.
      expect(Buffer.from(frames[2]!.base64!, 'base64').some((byte) => byte !== 0)).toBe(true);
      expect(await troubles()).toBe(0);
    });

    it('lets errors, locks and options of pipes be as they are', async () => {
      await open('/webtransport');
      const told = await page.evaluate(async (origin: string) => {
        const transport = new WebTransport(`${origin.replace('http:', 'https:')}/socket.io/`);
        await transport.ready;
        const { readable, writable } = await transport.createBidirectionalStream();
        const outcome = async (run: () => unknown) => {
          try {
            return `done ${String(await run())}`;
          } catch (error) {
            return (error as Error).name;
          }
        };
        const told: string[] = [];
        told.push(await outcome(() => readable.pipeThrough({} as never)));
        told.push(await outcome(() => readable.pipeTo({} as never)));
        told.push(`${readable.locked} ${writable.locked}`);
        const source = new ReadableStream({
          start(controller) {
            controller.enqueue(new Uint8Array([1]));
            controller.enqueue(new Uint8Array([0x30]));
            controller.close();
          },
        });
        told.push(await outcome(() => source.pipeTo(writable, { preventClose: true })));
        told.push(`${source.locked} ${writable.locked}`);
        const broken = new ReadableStream({ start: (controller) => controller.error(new RangeError('broken')) });
        told.push(await outcome(() => broken.pipeTo(writable)));
        told.push(await outcome(() => writable.getWriter().write(new Uint8Array(1))));
        return told;
      }, server.url);
      expect(told).toEqual([
        'TypeError',
        'TypeError',
        'false false',
        'done undefined',
        'false false',
        'RangeError',
        'RangeError',
      ]);
    });
  });

  it('tells of workers that the page makes, and leaves them as they are', async () => {
    await open('/early');
    const told = await page.evaluate(async () => {
      const worker = new Worker('/worker.js#dedicated');
      class Mine extends Worker {}
      const mine = new Mine(new URL('/worker.js?mine', location.href));
      const shared = new SharedWorker('/worker.js?shared');
      const answer = await new Promise((done) => {
        worker.onmessage = ({ data }) => done(data);
      });
      let failure = '';
      try {
        new Worker('http://[bad');
      } catch (error) {
        failure = (error as Error).name;
      }
      return [
        answer,
        worker instanceof Worker,
        mine instanceof Mine && mine.constructor === Mine,
        shared.constructor === SharedWorker,
        Worker.length,
        failure,
      ];
    });
    expect(told).toEqual(['/worker.js', true, true, true, 1, 'SyntaxError']);
    const marks = only(await entriesOf(page), 'page').filter(({ event }) => event === 'worker');
    expect(marks.map(({ worker, url }) => [worker, url])).toEqual([
      ['dedicated', `${server.url}/worker.js#dedicated`],
      ['dedicated', `${server.url}/worker.js?mine`],
      ['shared', `${server.url}/worker.js?shared`],
    ]);
  });

  it('tells of a main thread that stands still while a transport is live, and only then', async () => {
    await open('/early');
    const block = (ms: number) =>
      page.evaluate((time: number) => {
        const end = performance.now() + time;
        while (performance.now() < end);
      }, ms);
    const stallsOf = (all: readonly Entry[]) => only(all, 'page').filter(({ event }) => event === 'stall');
    await block(2200);
    await page.evaluate(() => {
      client = io({ transports: ['websocket'] });
      return new Promise<void>((done) => client.on('connect', () => done()));
    });
    expect(stallsOf(await entriesOf(page))).toEqual([]);
    await block(2600);
    const [stall] = stallsOf(await entries('the stall', (a) => stallsOf(a).length > 0));
    // Told as shorter by half a second at most.
    expect(stall!.ms).toBeGreaterThan(2000);
    expect(stall!.ms).toBeLessThan(4000);
  });
});
