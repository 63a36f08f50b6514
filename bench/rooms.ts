/** What the Rooms view costs with one room of 10,000 members among 500: opening it, and a join while it is open. */
import { readFileSync } from 'node:fs';
import { startServer } from '../tests/harness/server.ts';
import { launch, median } from './chromium.ts';
import type { Figure } from './figure.ts';

const MEMBERS = 10_000;
const ROOMS = 500;
const JOINS = 10;
/** Sockets in one fact, as in a snapshot. */
const BATCH = 100;
const FRAME_MS = 1000 / 60;

const page = `<!doctype html><title>rooms</title><script src="/sioscope.iife.js" data-open="true"></script>
  <script src="/socket.io-client.js"></script>
  <script>
    window.client = io({ transports: ['websocket'] });
    window.tasks = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
  </script>`;

export async function roomsFigures(): Promise<Figure[]> {
  const body = readFileSync('dist/npm/sioscope.iife.js');
  const overlay = { body, headers: { 'content-type': 'text/javascript' } };
  const server = await startServer({ pages: { '/': page, '/sioscope.iife.js': overlay } });
  const said = { node: 'n1', at: 1 };
  // Says what a companion would of so many sockets; real ones would need as many connections.
  const companion = server.io.of('/sioscope').on('connection', (socket) => {
    socket.emit('snapshot', { ...said, version: 1, namespaces: [], omitted: { sockets: 0, rooms: 0 } });
    for (let from = 0; from < MEMBERS; from += BATCH) {
      const sockets = Array.from({ length: BATCH }, (_, place) => ({
        nsp: '/',
        socket: `socket-${String(from + place).padStart(12, '0')}`,
        connectedAt: 1,
        transport: 'websocket',
        rooms: ['everybody', `room ${(from + place) % (ROOMS - 1)}`],
      }));
      socket.emit('sockets', { ...said, sockets });
    }
    socket.emit('ready', said);
  });
  const browser = await launch();
  try {
    const shown = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await shown.goto(server.url);
    await shown.click('[data-testid=tab-rooms]');
    const everybody = '[data-testid=rooms-row][data-room=everybody]';
    await shown.waitForFunction(
      ([row, count]) => {
        const root = document.querySelector('[data-sioscope]')?.shadowRoot;
        return root?.querySelector(`${row} .cell-members`)?.textContent === count;
      },
      [everybody, MEMBERS.toLocaleString('en')] as const,
      { polling: 'raf' },
    );
    const tasks = (): Promise<number[]> =>
      shown.evaluate(() => (window as never as { tasks: number[] }).tasks.splice(0));
    await shown.waitForTimeout(1000);
    const loading = await tasks();
    await shown.click(everybody);
    await shown.waitForSelector('[data-testid=members-row]');
    await shown.waitForTimeout(1000);
    const opening = await tasks();
    const waits: number[] = [];
    for (let turn = 1; turn <= JOINS; turn++) {
      const begin = performance.now();
      companion.emit('joined', { ...said, nsp: '/', room: 'everybody', socket: `late-${turn}` });
      await shown.waitForFunction(
        ([row, count]) => {
          const root = document.querySelector('[data-sioscope]')?.shadowRoot;
          return root?.querySelector(`${row} .cell-members`)?.textContent === count;
        },
        [everybody, (MEMBERS + turn).toLocaleString('en')] as const,
        { polling: 'raf' },
      );
      waits.push(performance.now() - begin);
    }
    await shown.waitForTimeout(500);
    const joining = await tasks();
    return [
      {
        name: `rooms: a join into a room of ${MEMBERS.toLocaleString('en')} members, from the server to the view`,
        value: median(waits) / FRAME_MS,
        unit: 'frames of 16.7 ms',
        against: 'one frame; the view redraws a few times a second',
        detail: {
          joinMs: median(waits),
          longTasksLoading: loading.length,
          longestLoadingMs: Math.max(0, ...loading),
          longTasksOpening: opening.length,
          longestOpeningMs: Math.max(0, ...opening),
          longTasksJoining: joining.length,
          longestJoiningMs: Math.max(0, ...joining),
        },
      },
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}
