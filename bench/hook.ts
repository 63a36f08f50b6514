/** What the hook costs a page: 100-byte messages over loopback, with no hook, ours idle, and ours with a viewer reading. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { WebSocketServer } from 'ws';
import { startServer } from '../tests/harness/server.ts';
import { cpuMeter, launch, median } from './chromium.ts';
import type { Figure } from './figure.ts';

const ROUNDS = 5;
const STARTS = 15;
const MESSAGES = 50_000;
const TEXT = `42["tick",{"pad":"${'x'.repeat(78)}"}]`;

type Condition = 'none' | 'idle' | 'watched';
const CONDITIONS: readonly Condition[] = ['none', 'idle', 'watched'];

interface Run {
  /** Received messages a second. */
  readonly perSecond: number;
  /** Microseconds of main-thread CPU for each received and each sent message. */
  readonly receiveMicros: number;
  readonly sendMicros: number;
}

/** A socket that looks like Engine.IO's, to a plain server that floods it on demand and swallows what it gets. */
const PAGE = `<!doctype html><script>
  window.open_ = (url) => new Promise((done) => { window.ws = new WebSocket(url); ws.onopen = done; });
  window.receive = (count) => new Promise((done) => {
    let left = count;
    const begin = performance.now();
    ws.onmessage = (event) => { if (event.data && --left === 0) done(performance.now() - begin); };
    ws.send('flood');
  });
  window.sendMany = (count, text) => { for (let i = 0; i < count; i++) ws.send(text); };
</script>`;

/** The hook is one of three scripts of the document, and the clock is read in the others. */
const startPage = (hook: string): string => `<!doctype html><script>const before = performance.now();</script>
<script>${hook.replaceAll('</script', '<\\/script')}</script><script>window.startMs = performance.now() - before;</script>`;

export async function hookFigures(): Promise<Figure[]> {
  const hook = readFileSync('dist/chrome/extension/page/hook.iife.js', 'utf8');
  const server = await startServer({ pages: { '/': PAGE, '/start': startPage(hook) } });
  const flood = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  flood.on('connection', (socket) => {
    socket.on('message', (data) => {
      if (String(data) !== 'flood') return;
      for (let i = 0; i < MESSAGES; i++) socket.send(TEXT);
    });
  });
  await once(flood, 'listening');
  const { port } = flood.address() as { port: number };
  const browser = await launch();
  const runs: Record<Condition, Run[]> = { none: [], idle: [], watched: [] };
  const startsMs: number[] = [];
  try {
    for (let round = 0; round < STARTS; round++) startsMs.push(await start());
    for (let round = 0; round < ROUNDS; round++) {
      for (const condition of CONDITIONS) runs[condition].push(await run(condition));
    }
  } finally {
    await browser.close();
    flood.close();
    await server.close();
  }

  /** Milliseconds that the hook takes of a page without sockets, compiling included. */
  async function start(): Promise<number> {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${server.url}/start`);
    const ms = await page.evaluate(() => (window as unknown as { startMs: number }).startMs);
    await context.close();
    return ms;
  }

  async function run(condition: Condition): Promise<Run> {
    const context = await browser.newContext();
    const page = await context.newPage();
    if (condition !== 'none') await page.addInitScript(hook);
    // A viewer reads everything as the relay hands it on: strings over the recorder's own line, acknowledged by the next want.
    if (condition === 'watched') await page.addInitScript(WATCH);
    await page.goto(server.url);
    await page.evaluate(
      (url) => (window as unknown as { open_(url: string): Promise<void> }).open_(url),
      `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`,
    );
    const cpu = await cpuMeter(page);
    const before = await cpu();
    const ms = await page.evaluate(
      (count) => (window as unknown as { receive(count: number): Promise<number> }).receive(count),
      MESSAGES,
    );
    const between = await cpu();
    await page.evaluate(
      ([count, text]) =>
        (window as unknown as { sendMany(count: number, text: string): void }).sendMany(
          count as number,
          text as string,
        ),
      [MESSAGES, TEXT] as const,
    );
    const after = await cpu();
    if (condition === 'watched') {
      const seen = await page.evaluate(() => (window as unknown as { watched: number }).watched);
      if (seen < MESSAGES / 2) throw new Error(`the viewer saw ${seen} characters only: it does not watch`);
    }
    await context.close();
    return {
      perSecond: (MESSAGES / ms) * 1000,
      receiveMicros: ((between.task - before.task) / MESSAGES) * 1e6,
      sendMicros: ((after.task - between.task) / MESSAGES) * 1e6,
    };
  }

  const of = (condition: Condition, key: keyof Run) => median(runs[condition].map((one) => one[key]));
  const figures: Figure[] = [
    {
      name: 'hook: start-up on a page without sockets',
      value: median(startsMs),
      unit: 'ms',
      against: 'the aim, 1 ms',
      detail: { leastMs: Math.min(...startsMs), mostMs: Math.max(...startsMs) },
    },
    {
      name: 'hook: size',
      value: gzipSync(hook, { level: 9 }).length / 1000,
      unit: 'kB gzip',
      against: 'the aim, 6 kB',
      detail: { bytes: hook.length },
    },
  ];
  for (const condition of ['idle', 'watched'] as const) {
    figures.push(
      {
        name: `hook, ${condition}: receive throughput`,
        value: of(condition, 'perSecond') / of('none', 'perSecond'),
        unit: 'ratio, 1 is no hook',
        against: 'the same page without the hook',
        detail: { messagesPerSecond: of(condition, 'perSecond'), withoutHook: of('none', 'perSecond') },
      },
      {
        name: `hook, ${condition}: page CPU per received message`,
        value: of(condition, 'receiveMicros') / of('none', 'receiveMicros'),
        unit: 'ratio, 1 is no hook',
        against: 'the same page without the hook',
        detail: { micros: of(condition, 'receiveMicros'), withoutHook: of('none', 'receiveMicros') },
      },
      {
        name: `hook, ${condition}: page CPU per send`,
        value: of(condition, 'sendMicros') / of('none', 'sendMicros'),
        unit: 'ratio, 1 is no hook',
        against: 'the same page without the hook',
        detail: { micros: of(condition, 'sendMicros'), withoutHook: of('none', 'sendMicros') },
      },
    );
  }
  return figures;
}

/**
 * Plays the relay in the page's world: offers the line at once, asks, and asks again as batches come. The batches are made
 * and handed over as for a real relay; what another process does with them is not the page's cost.
 */
const WATCH = `(() => {
  const element = document.createElement('i');
  window.watched = 0;
  let next = 0;
  const send = (text) => element.dispatchEvent(new CustomEvent('page', { detail: '1:m' + text }));
  element.addEventListener('viewer', ({ detail }) => {
    window.watched += detail.length;
    const at = detail.indexOf('"next":');
    if (at !== -1 && at < 40) next = parseInt(detail.slice(at + 7, at + 25), 10);
    send('want ' + next);
  });
  document.dispatchEvent(new MouseEvent('sioscope:line', { relatedTarget: element }));
  send('hello 1');
})();`;
