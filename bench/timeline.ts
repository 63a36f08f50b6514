/** What the viewer costs: the time to show 100,000 events, and the work per frame while 1,000 events a second arrive. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeLog } from '../shared/log/file.ts';
import { startServer } from '../tests/harness/server.ts';
import { bigEntries, bigRecorder } from './big-log.ts';
import { cpuMeter, launch, median } from './chromium.ts';
import type { Figure } from './figure.ts';
import { viewerPages } from './viewer-pages.ts';

const EVENTS = 100_000;
const ROUNDS = 3;
const RATES_PER_SECOND = [1000, 5000];
const STREAM_SECONDS = 8;
const LONG_TASK_MS = 50;

function bigLog(): string {
  return [...writeLog(bigEntries(EVENTS), { recorders: [bigRecorder], generator: 'bench' })].join('');
}

async function showFigure(): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'sioscope-bench-'));
  const file = join(folder, 'big.ndjson');
  const log = bigLog();
  writeFileSync(file, log);
  const viewer = await startServer({ pages: viewerPages() });
  const browser = await launch();
  const shown: number[] = [];
  const parsed: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
      await page.goto(viewer.url);
      const chooser = page.waitForEvent('filechooser');
      await page.click('[data-testid=import]');
      const files = await chooser;
      const begin = await page.evaluate(() => performance.now());
      await files.setFiles(file);
      const end = await page.waitForFunction(
        (expected) => {
          const count = document.querySelector('[data-testid=shown]')?.textContent ?? '';
          const rows = document.querySelectorAll('[data-testid=row][data-kind]').length;
          return rows > 5 && Number.parseInt(count.replaceAll(',', ''), 10) >= expected && performance.now();
        },
        EVENTS,
        { polling: 'raf' },
      );
      shown.push(((await end.jsonValue()) as number) - begin);
      // The floor: parsing the same lines as JSON and nothing else.
      parsed.push(
        await page.evaluate((text) => {
          const begin = performance.now();
          let kept = 0;
          for (const line of text.split('\n')) if (line) kept += JSON.parse(line) ? 1 : 0;
          return kept > 0 ? performance.now() - begin : Number.NaN;
        }, log),
      );
      await page.close();
    }
  } finally {
    await browser.close();
    await viewer.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    name: `timeline: time to show ${EVENTS.toLocaleString('en')} events of a file`,
    value: median(shown) / median(parsed),
    unit: 'ratio, 1 is the floor',
    against: 'JSON.parse of the same lines in the same page',
    detail: { shownMs: median(shown), parseMs: median(parsed) },
  };
}

/** The overlay open in a page that gets so many events a second, against the same page without it. */
async function streamFigure(ratePerSecond: number): Promise<Figure> {
  const page = (overlay: boolean) => `<!doctype html>
    ${overlay ? '<script src="/sioscope.iife.js" data-open="true"></script>' : ''}
    <script src="/socket.io-client.js"></script>
    <script>
      window.longTasks = []; window.frames_ = 0; window.got = 0;
      new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((one) => one.duration))).observe({ type: 'longtask' });
      const frame = () => { frames_ += 1; requestAnimationFrame(frame); };
      frame();
      io({ transports: ['websocket'] }).on('tick', () => { got += 1; });
    </script>`;
  const script = { body: readFileSync('dist/npm/sioscope.iife.js'), headers: { 'content-type': 'text/javascript' } };
  const server = await startServer({
    pages: { '/with': page(true), '/without': page(false), '/sioscope.iife.js': script },
  });
  let count = 0;
  const every = 10;
  const timer = setInterval(() => {
    for (let i = 0; i < (ratePerSecond * every) / 1000; i++) {
      server.io.emit('tick', { count: count++, text: 'lorem ipsum '.repeat(12) });
    }
  }, every);
  const browser = await launch();
  const measure = async (path: string) => {
    const tab = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await tab.goto(server.url + path);
    await tab.waitForFunction(() => (window as unknown as { got: number }).got > 500);
    const cpu = await cpuMeter(tab);
    const read = () =>
      tab.evaluate(() => {
        const { got, frames_, longTasks } = window as unknown as { got: number; frames_: number; longTasks: number[] };
        return { got, frames: frames_, longTasks: longTasks.length, longest: Math.max(0, ...longTasks) };
      });
    const [cpuBefore, before] = [await cpu(), await read()];
    await tab.waitForFunction(
      (goal) => (window as unknown as { got: number }).got > goal,
      before.got + ratePerSecond * STREAM_SECONDS,
      { timeout: 60_000 },
    );
    const [cpuAfter, after] = [await cpu(), await read()];
    await tab.close();
    const frames = Math.max(1, after.frames - before.frames);
    return {
      msPerFrame: ((cpuAfter.task - cpuBefore.task) * 1000) / frames,
      longTasks: after.longTasks - before.longTasks,
      longest: after.longest,
      frames,
    };
  };
  try {
    const runs = {
      with: [] as Awaited<ReturnType<typeof measure>>[],
      without: [] as Awaited<ReturnType<typeof measure>>[],
    };
    for (let round = 0; round < ROUNDS; round++) {
      runs.without.push(await measure('/without'));
      runs.with.push(await measure('/with'));
    }
    const withMs = median(runs.with.map((run) => run.msPerFrame));
    const withoutMs = median(runs.without.map((run) => run.msPerFrame));
    return {
      name: `overlay at ${ratePerSecond} events/s: main-thread time per frame`,
      value: withMs / withoutMs,
      unit: 'ratio, 1 is the page alone',
      against: 'the same page without the overlay',
      detail: {
        msPerFrame: withMs,
        withoutOverlay: withoutMs,
        [`tasksOver${LONG_TASK_MS}Ms`]: median(runs.with.map((run) => run.longTasks)),
        longestTaskMs: median(runs.with.map((run) => run.longest)),
        frames: median(runs.with.map((run) => run.frames)),
        framesWithoutOverlay: median(runs.without.map((run) => run.frames)),
      },
    };
  } finally {
    clearInterval(timer);
    await browser.close();
    await server.close();
  }
}

export async function timelineFigures(): Promise<Figure[]> {
  const figures = [await showFigure()];
  for (const rate of RATES_PER_SECOND) figures.push(await streamFigure(rate));
  return figures;
}
