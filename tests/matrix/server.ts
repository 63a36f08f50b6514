/** A real server of any major version, with a page of any major client that carries the recorder. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { build } from 'vite';
import { bundleRecorder } from '../capture/setup.ts';
import { type Cell, type Major, nameOf, type Parser, type Way } from './cells.ts';
import { type AnyServer, CLIENT, serveTalk } from './talk.ts';

const require = createRequire(import.meta.url);

interface Closable extends AnyServer {
  close(): void;
}

export interface MatrixServer {
  readonly url: string;
  /** What the server said and heard since the last call. */
  takeSaid(): string[];
  close(): Promise<void>;
}

const parserModule = (parser: Parser, major: Major): string | undefined =>
  parser === 'default'
    ? undefined
    : parser === 'json'
      ? 'socket.io-json-parser'
      : `socket.io-msgpack-parser${major === 2 ? '-v2' : ''}`;

function startIo(http: ReturnType<typeof createServer>, major: Major, parser: Parser): Closable {
  const name = parserModule(parser, major);
  const options = {
    serveClient: false,
    // 1.x would look for a native module.
    ...(major === 1 ? { wsEngine: 'ws' } : {}),
    ...(major > 2 ? { allowEIO3: true } : {}),
    ...(name === undefined ? {} : { parser: require(name) }),
  };
  const module = require(major === 4 ? 'socket.io' : `socket.io-v${major}`) as
    | { Server: new (http: unknown, options: object) => Closable }
    | ((http: unknown, options: object) => Closable);
  return 'Server' in module ? new module.Server(http, options) : module(http, options);
}

const clientFile: Record<Major, string> = {
  1: 'socket.io-client-v1/dist/socket.io.js',
  2: 'socket.io-client-v2/dist/socket.io.dev.js',
  3: 'socket.io-client-v3/dist/socket.io.js',
  4: 'socket.io-client/dist/socket.io.js',
};
const FETCH_CLIENT = 'socket.io-client/dist/socket.io.esm.min.js';

const transportsOf = (way: Way): string =>
  way === 'upgrade' ? `['polling', 'websocket']` : way === 'websocket' ? `['websocket']` : `['polling']`;

/** The page that talks as this cell says. */
function pageOf({ client, way, parser }: Cell): string {
  const name = parserModule(parser, client);
  const options =
    `{ transports: ${way === 'fetch' ? '[Fetch]' : transportsOf(way)}, reconnection: false` +
    `${way === 'jsonp' ? ', forceJSONP: true' : ''}${name === undefined ? '' : `, parser: parsers[${JSON.stringify(name)}]`} }`;
  const begin =
    way === 'fetch'
      ? `<script>${CLIENT}; window.talk = talk;</script>
         <script type="module">import { io, Fetch } from '/client/fetch'; talk(io, ${options});</script>`
      : `<script src="/client/${client}"></script><script>${CLIENT}; talk(io, ${options});</script>`;
  return `<!doctype html><title>${nameOf({ client, way, parser } as Cell)}</title><body>
    <script src="/capture.js"></script><script>window.recorder = capture.startRecorder(); window.binary = ${parser !== 'json'};</script>
    ${name === undefined ? '' : '<script src="/parsers.js"></script>'}${begin}`;
}

let bundled: Promise<{ recorder: string; parsers: string }> | undefined;

async function bundle(): Promise<{ recorder: string; parsers: string }> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: { entry: resolve('tests/matrix/parsers.ts'), formats: ['iife'], name: 'bundle', fileName: 'parsers' },
    },
  });
  const [first] = Array.isArray(result) ? result : [result];
  if (!first || !('output' in first)) throw new Error('No bundle came out');
  return { recorder: await bundleRecorder(), parsers: first.output[0].code };
}

export async function startMatrixServer(major: Major, parser: Parser, cells: readonly Cell[]): Promise<MatrixServer> {
  bundled ??= bundle();
  const { recorder, parsers } = await bundled;
  const scripts: Record<string, () => string | Buffer> = {
    '/capture.js': () => recorder,
    '/parsers.js': () => parsers,
    '/client/fetch': () => readFileSync(resolve('node_modules', FETCH_CLIENT)),
  };
  for (const client of [1, 2, 3, 4] as const) {
    scripts[`/client/${client}`] = () => readFileSync(resolve('node_modules', clientFile[client]));
  }
  const http = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const script = scripts[pathname];
    const cell = cells.find((one) => one.parser === parser && pathname === pathOf(one));
    if (!script && !cell) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': script ? 'text/javascript' : 'text/html; charset=utf-8' });
    response.end(script ? script() : pageOf(cell as Cell));
  });
  const io = startIo(http, major, parser);
  let said: string[] = [];
  const current = { push: (line: string) => said.push(line) } as string[];
  serveTalk(io, current);
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    takeSaid() {
      const taken = said;
      said = [];
      return taken;
    },
    async close() {
      io.close();
      http.closeAllConnections();
      await new Promise<void>((done) => http.close(() => done()));
    },
  };
}

export const pathOf = ({ client, way }: Cell): string => `/${client}-${way}`;
