import { readFileSync } from 'node:fs';
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { Server, type ServerOptions } from 'socket.io';
import { type WebSocket, WebSocketServer } from 'ws';

const require = createRequire(import.meta.url);

/** A page: its HTML, or more. `{ORIGIN}` in a body becomes the server's own origin. */
export type ServedPage =
  | string
  | { readonly body: string | Buffer; readonly headers?: Readonly<Record<string, string>> };

export interface ServerSetup {
  /** By path. `/socket.io-client.js` is the client's browser bundle (global `io`), always served. */
  readonly pages?: Readonly<Record<string, ServedPage>>;
  /** Adds handlers to the Socket.IO server. */
  readonly serve?: (io: Server) => void;
  readonly options?: Partial<ServerOptions>;
  /** Plain WebSockets at paths below `/raw`; the default echoes. */
  readonly onRaw?: (socket: WebSocket, request: IncomingMessage) => void;
  /** A port that was free; any by default. */
  readonly port?: number;
}

export interface TestServer {
  /** `http://127.0.0.1:<port>`, no slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly io: Server;
  readonly http: HttpServer;
  /** Path and query of every request so far, WebSocket handshakes included. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Starts a real HTTP and Socket.IO server on a free port of the loopback interface. */
export async function startServer(setup: ServerSetup = {}): Promise<TestServer> {
  const { pages = {}, serve, options = {}, onRaw = echo } = setup;
  const requests: string[] = [];
  let origin = '';

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/socket.io-client.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' });
      response.end(clientBundle());
      return;
    }
    const page = pages[pathname];
    if (page === undefined) {
      response.writeHead(404).end();
      return;
    }
    const { body, headers = {} } = typeof page === 'string' ? { body: page } : page;
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers });
    response.end(typeof body === 'string' ? body.replaceAll('{ORIGIN}', origin) : body);
  };

  const http = createServer(answer);
  const raw = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    if (!request.url?.startsWith('/raw')) return;
    raw.handleUpgrade(request, socket, head, (client) => onRaw(client, request));
  });
  const io = new Server(http, { serveClient: false, destroyUpgrade: false, ...options });
  // After Socket.IO, which takes over the listeners that it finds.
  http.on('request', ({ url }) => requests.push(url ?? ''));
  http.on('upgrade', ({ url }) => requests.push(url ?? ''));
  serve?.(io);
  await new Promise<void>((resolve) => http.listen(setup.port ?? 0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;

  return {
    url: origin,
    port,
    io,
    http,
    requests,
    async close() {
      for (const client of raw.clients) client.terminate();
      const closed = io.close();
      http.closeAllConnections();
      await closed;
    },
  };
}

let bundle: Buffer | undefined;

function clientBundle(): Buffer {
  bundle ??= readFileSync(require.resolve('socket.io-client/dist/socket.io.js'));
  return bundle;
}

function echo(socket: WebSocket): void {
  socket.on('message', (data, isBinary) => socket.send(isBinary ? data : `echo:${String(data)}`));
}
