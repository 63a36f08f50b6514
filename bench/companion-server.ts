/** The server of the companion's benchmark, in a process of its own: its CPU time is that of the server alone. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { instrument as instrumentAdmin } from '@socket.io/admin-ui';
import { Server } from 'socket.io';
import { instrument } from '../inspector/server/index.ts';
import { NEWS, newsOf } from './companion-members.ts';

/** What a server has on it, and the namespace that one of its members watches in. */
export interface Mode {
  readonly name: string;
  readonly companion?: boolean;
  readonly admin?: boolean;
  readonly watched?: string;
}

export const BASE: Mode = { name: 'no companion' };
export const MODES: readonly Mode[] = [
  BASE,
  // How far two servers of the same kind are apart: what is less is noise.
  { name: 'no companion, another process' },
  { name: 'companion idle', companion: true },
  { name: 'companion, one viewer', companion: true, watched: '/sioscope' },
  { name: 'admin-ui idle', admin: true },
  { name: 'admin-ui, one viewer', admin: true, watched: '/admin' },
];
/** Of a turn: few, so that the turns which are compared are near in time. */
export const BROADCASTS = 10;

async function serve({ companion, admin }: Mode): Promise<void> {
  const http = createServer();
  const io = new Server(http);
  if (companion) instrument(io, { auth: false });
  if (admin) instrumentAdmin(io, { auth: false, mode: 'development' });
  io.on('connection', (socket) => void socket.join('members'));
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));

  let before: NodeJS.CpuUsage | undefined;
  process.on('message', async (message) => {
    if (message === 'broadcast') {
      before = process.cpuUsage();
      for (let index = 0; index < BROADCASTS; index++) {
        io.to('members').emit(NEWS, newsOf(index));
        await new Promise((next) => setImmediate(next));
      }
    } else {
      const { user, system } = process.cpuUsage(before);
      process.send?.((user + system) / 1_000);
    }
  });
  process.once('disconnect', () => process.exit(0));
  process.send?.(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
}

const asked = MODES.find(({ name }) => name === process.argv[2]);
if (process.send && asked) await serve(asked);
