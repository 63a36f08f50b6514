/** A real Socket.IO server with pages that carry the recorder. */
import { readFileSync } from 'node:fs';
import type { Server as Engine } from 'engine.io';
import { build } from 'vite';
import type { RecorderOptions } from '../../shared/capture/recorder.ts';
import type { Entry, EntrySource } from '../../shared/log/entry.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import type { Page } from '../harness/types.ts';
import { FAKE_WEBTRANSPORT, serveWebTransport } from './webtransport.ts';

/** The globals of the pages below, for functions that are sent to them. */
export interface CapturePage {
  readonly capture: {
    startRecorder(options?: RecorderOptions): CaptureRecorder;
    shareRecorder(options?: RecorderOptions): { source: EntrySource; owned: boolean; stop(): void };
  };
  recorder: CaptureRecorder;
}

interface CaptureRecorder {
  readonly source: EntrySource;
  readonly troubles: number;
  stop(): void;
}

/** The recorder as one classic script, as it is injected. */
export async function bundleRecorder(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: 'tests/capture/entry.ts', formats: ['iife'], name: 'captureBundle', fileName: 'capture' },
    },
  });
  const [first] = Array.isArray(result) ? result : [result];
  if (!first || !('output' in first)) throw new Error('No bundle came out');
  return first.output[0].code;
}

const script = (body: string) => ({ body, headers: { 'content-type': 'text/javascript' } });
const client = '<script src="/socket.io-client.js"></script>';
const hook = '<script src="/capture.js"></script>';
/** The client as a module: it alone hands out its Fetch transport. */
const moduleClient = `<script type="module">
  import { io, Fetch } from '/client.esm.js';
  Object.assign(window, { io, Fetch });
</script>`;
const start = '<script>window.recorder = capture.startRecorder()</script>';

/**
 * `/early`: the recorder is first, as the extension's. `/late`: the client was evaluated before, the test starts the recorder.
 * Everything that the pages' sockets can ask for is here.
 */
export async function startCaptureServer(): Promise<TestServer> {
  let engine: Engine;
  return startServer({
    pages: {
      '/client.esm.js': script(readFileSync('node_modules/socket.io-client/dist/socket.io.esm.min.js', 'utf8')),
      '/fetch': `<!doctype html><title>fetch</title>${hook}${start}${moduleClient}`,
      '/webtransport': `<!doctype html><title>webtransport</title><script>${FAKE_WEBTRANSPORT}</script>${hook}${start}${client}`,
      '/worker.js': script('postMessage(new URL(location.href).pathname)'),
      '/capture.js': script(await bundleRecorder()),
      '/early': `<!doctype html><title>early</title>${hook}${start}${client}`,
      '/late': `<!doctype html><title>late</title>${client}${hook}`,
    },
    options: { maxHttpBufferSize: 1e8, transports: ['polling', 'websocket', 'webtransport'] },
    onRaw: (socket, request) => {
      if (request.url?.startsWith('/raw/webtransport/socket.io/')) {
        serveWebTransport(socket, engine);
        return;
      }
      // Sends on its own, so that the page has no reason to touch its socket.
      if (request.url?.startsWith('/raw/ticker')) {
        const timer = setInterval(() => socket.send('tick'), 20);
        socket.on('close', () => clearInterval(timer));
        return;
      }
      socket.on('message', (data, isBinary) => socket.send(isBinary ? data : `echo:${String(data)}`));
    },
    serve: (io) => {
      engine = io.engine as Engine;
      io.on('connection', (socket) => {
        socket.on('add', (a: number, b: number, ack: (sum: number) => void) => ack(a + b));
        socket.on('ask', () => socket.emit('question', 1, () => undefined));
        socket.on('mirror', (data: unknown) => socket.emit('mirrored', data));
        socket.on('hang-up', () => socket.conn.close());
        socket.on('cut', () => {
          // As a network that goes away: no closing handshake.
          const { transport } = socket.conn as unknown as { transport: { socket: { terminate(): void } } };
          transport.socket.terminate();
        });
      });
      io.of('/refuses').use((_socket, next) => next(new Error('not you')));
    },
  });
}

/** Everything that the page's recorder has; polled until no Blob is being read any more. */
export function entriesOf(page: Page): Promise<Entry[]> {
  return page.evaluate<Entry[]>(`(() => {
    const all = [];
    for (let from = 0; ; ) {
      const { next, count, json } = recorder.source.read(from, 1000, 1 << 20);
      if (count === 0) return all;
      all.push(...JSON.parse(json));
      from = next;
    }
  })()`);
}

type Of<Kind> = Extract<Entry, { kind: Kind }>;

export const only = <Kind extends Entry['kind']>(entries: readonly Entry[], kind: Kind): Of<Kind>[] =>
  entries.filter((entry): entry is Of<Kind> => entry.kind === kind);

/** A frame in short: direction and text, or the size of its bytes. */
export const short = (entry: Of<'frame'>): string => `${entry.dir} ${entry.text ?? `<${entry.size ?? 'cut'}>`}`;
