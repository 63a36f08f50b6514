import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Server } from 'socket.io';
import { instrument } from '../../inspector/server/index.ts';
import { type DemoServer, serveAdmin, serveForbidden, serveMain } from './namespaces.ts';
import { serveFiles } from './static-files.ts';

export interface DemoOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Default: loopback only. */
  readonly host?: string;
  /** The built page; default `dist/demo`. */
  readonly pageFolder?: string;
}

export interface Demo {
  /** `http://127.0.0.1:<port>`, no slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly io: DemoServer;
  close(): Promise<void>;
}

/** Starts the demo's Socket.IO server and serves its built page. Rejects with `EADDRINUSE` where the port is taken. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { port, host = '127.0.0.1', pageFolder = 'dist/demo' } = options;
  if (!existsSync(join(pageFolder, 'index.html')))
    throw new Error(`The demo's page is not built (${pageFolder}): npm run build`);
  const http = createServer(serveFiles(pageFolder));
  const io: DemoServer = new Server(http, {
    serveClient: false,
    connectionStateRecovery: { maxDisconnectionDuration: 120_000 },
  });
  // Open to everybody: the demo listens on loopback and has nothing to hide.
  const stopCompanion = instrument(io, { auth: false, node: 'demo' });
  const admin = serveAdmin(io);
  const stopTicker = serveMain(io, (line) => admin.emit('audit', line));
  serveForbidden(io);
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => resolve());
  });
  const taken = (http.address() as AddressInfo).port;
  return {
    url: `http://${host}:${taken}`,
    port: taken,
    io,
    async close() {
      stopTicker();
      stopCompanion();
      const closed = io.close();
      http.closeAllConnections();
      await closed;
    },
  };
}
