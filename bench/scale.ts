/** A million events: what they take in memory, how long queries take over them, and a person's first looks at such a file. */
import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { writeLog } from '../shared/log/file.ts';
import { startServer } from '../tests/harness/server.ts';
import { bigEntries, bigRecorder } from './big-log.ts';
import { launch, median } from './chromium.ts';
import type { Figure } from './figure.ts';
import { viewerPages } from './viewer-pages.ts';

const EVENTS = 1_000_000;
const SCROLL_SECONDS = 10;
const ROUNDS = 3;

function child<Result>(script: string, ...args: readonly string[]): Result {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const out = execFileSync(process.execPath, ['--expose-gc', '--import', 'tsx', path, ...args], { encoding: 'utf8' });
  return JSON.parse(out) as Result;
}

function memoryFigures(): Figure[] {
  interface Kept {
    readonly ms: number;
    readonly bytes: number;
    readonly rawBytes: number;
  }
  const rounds = Array.from({ length: ROUNDS }, () => ({
    ours: child<Kept>('scale-memory.ts', 'sioscope', String(EVENTS)),
    naive: child<Kept>('scale-memory.ts', 'naive', String(EVENTS)),
  }));
  const of = (way: 'ours' | 'naive', what: keyof Kept): number => median(rounds.map((round) => round[way][what]));
  const bytes = { ours: of('ours', 'bytes') / EVENTS, naive: of('naive', 'bytes') / EVENTS };
  const raw = of('ours', 'rawBytes') / EVENTS;
  return [
    {
      name: 'bytes kept per event of a million',
      value: bytes.ours / raw,
      unit: 'ratio, 1 is the floor',
      against: 'the bytes on the wire',
      detail: { bytes: bytes.ours, rawBytes: raw },
    },
    {
      name: 'bytes kept per event of a million',
      value: bytes.ours / bytes.naive,
      unit: 'ratio',
      against: 'an array of what the official parsers make of each frame',
      detail: { bytes: bytes.ours, naiveBytes: bytes.naive },
    },
    {
      name: 'taking in a million events',
      value: of('ours', 'ms') / of('naive', 'ms'),
      unit: 'ratio of time',
      against: 'an array of what the official parsers make of each frame',
      detail: { ms: of('ours', 'ms'), naiveMs: of('naive', 'ms') },
    },
  ];
}

function queryFigures(): Figure[] {
  interface Timed {
    readonly ms: number;
    readonly count: number;
  }
  const { results, includes, stringify, byName } = child<{
    readonly results: Readonly<Record<string, Timed & { readonly kind: 'text' | 'columns'; readonly firstMs: number }>>;
    readonly includes: Timed;
    readonly stringify: Timed;
    readonly byName: Timed;
  }>('scale-queries.ts', String(EVENTS));
  return Object.entries(results).map(([query, { kind, ms, count, firstMs }]) => {
    const isText = kind === 'text';
    return {
      name: `every row of a million against a query: ${query}`,
      value: ms / (isText ? stringify : byName).ms,
      unit: 'ratio of time',
      against: isText ? 'JSON.stringify and includes over parsed packets' : 'a name compared over parsed packets',
      detail: { ms, firstTurnMs: firstMs, found: count, ...(isText && { includesOverRawTextsMs: includes.ms }) },
    };
  });
}

/** Frames that came later than twice the screen's pace, and the latest, while a page is scrolled. */
async function scrolled(
  page: Page,
): Promise<{ readonly frames: number; readonly late: number; readonly worstMs: number }> {
  return page.evaluate(async (seconds) => {
    const list = document.querySelector<HTMLElement>('[data-testid=timeline] > .rows');
    if (!list || list.scrollHeight < 1_000_000) throw new Error('no timeline that scrolls');
    const gaps: number[] = [];
    let before = performance.now();
    const until = before + seconds * 1000;
    while (before < until) {
      // By wheel and by the bar: small steps mostly, and a leap every second.
      list.scrollTop = gaps.length % 60 === 59 ? Math.random() * list.scrollHeight : list.scrollTop + 240;
      const at = await new Promise<number>(requestAnimationFrame);
      gaps.push(at - before);
      before = at;
    }
    const pace = [...gaps].sort((a, b) => a - b)[gaps.length >> 1] as number;
    return { frames: gaps.length, late: gaps.filter((gap) => gap > 2 * pace).length, worstMs: Math.max(...gaps) };
  }, SCROLL_SECONDS);
}

async function fileFigures(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sioscope-bench-'));
  const file = join(folder, 'big.ndjson');
  await pipeline(
    Readable.from(writeLog(bigEntries(EVENTS), { recorders: [bigRecorder], generator: 'bench' })),
    createWriteStream(file),
  );
  const viewer = await startServer({ pages: { ...viewerPages(), '/big.ndjson': { body: readFileSync(file) } } });
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.goto(viewer.url);
    const chooser = page.waitForEvent('filechooser');
    await page.click('[data-testid=import]');
    const files = await chooser;
    const begin = Date.now();
    await files.setFiles(file);
    await page.waitForSelector('[data-testid=row][data-kind=event]', { timeout: 120_000 });
    const firstMs = Date.now() - begin;
    await page.waitForFunction(
      (count) =>
        Number.parseInt(document.querySelector('[data-testid=shown]')?.textContent?.replaceAll(',', '') ?? '', 10) >=
        count,
      EVENTS,
      { timeout: 120_000 },
    );
    const loadMs = Date.now() - begin;
    const jumpMs = await page.evaluate(async (middle) => {
      const list = document.querySelector<HTMLElement>('[data-testid=timeline] > .rows') as HTMLElement;
      const begin = performance.now();
      list.scrollTop = list.scrollHeight / 2;
      for (let row = 0; Math.abs(row - middle) > 1000; ) {
        await new Promise(requestAnimationFrame);
        row = Number(list.querySelector<HTMLElement>('[data-testid=row]')?.dataset.row);
      }
      return performance.now() - begin;
    }, EVENTS / 2);
    const scroll = await scrolled(page);
    const parseMs = await page.evaluate(async (url) => {
      const text = await (await fetch(url)).text();
      const begin = performance.now();
      let kept = 0;
      for (const line of text.split('\n')) if (line) kept += JSON.parse(line) ? 1 : 0;
      return kept > 0 ? performance.now() - begin : Number.NaN;
    }, `${viewer.url}/big.ndjson`);
    return [
      {
        name: 'a file of a million events: until all of it is shown',
        value: loadMs / parseMs,
        unit: 'ratio, 1 is the floor',
        against: 'JSON.parse of the same lines in the same page',
        detail: { loadMs, firstRowMs: firstMs, parseMs, jumpToMiddleMs: jumpMs },
      },
      {
        name: 'ten seconds of scrolling through it: frames that came late',
        value: scroll.late / scroll.frames,
        unit: 'share',
        against: 'twice the pace of its own frames',
        detail: { frames: scroll.frames, late: scroll.late, worstFrameMs: scroll.worstMs },
      },
    ];
  } finally {
    await browser.close();
    await viewer.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function scaleFigures(): Promise<Figure[]> {
  return [...memoryFigures(), ...queryFigures(), ...(await fileFigures())];
}
