/** A HAR that Chromium made of the demo, by Playwright's recording, read as a log: what a user opens to see what was said. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemo } from '../examples/demo/server.ts';
import { readLog } from '../shared/log/file.ts';
import { isEntry } from '../shared/log/guard.ts';
import { writeHar } from '../shared/log/har/write.ts';
import type { ReadLog } from '../shared/log/header.ts';
import { Model } from '../shared/model/model.ts';
import type { Row, RowKind } from '../shared/model/types.ts';
import { requireBrowser } from './harness/browsers.ts';
import { rootSwitches } from './harness/chromium.ts';

/** What the network layer of the browser said itself, apart from the HAR. */
interface Heard {
  readonly dir: 'in' | 'out';
  readonly payload: string;
}

const rowsOf = (model: Model): Row[] =>
  Array.from({ length: model.endRow - model.firstRow }, (_, at) => model.row(model.firstRow + at));

describe('a HAR by Chromium of the demo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sioscope-har-'));
  const heard: Heard[] = [];
  let read: ReadLog;
  let shownSum = '';
  const model = new Model();

  beforeAll(async () => {
    const demo = await startDemo({ port: 0 });
    const browser = await chromium.launch({ executablePath: requireBrowser('chromium'), args: [...rootSwitches] });
    try {
      const path = join(folder, 'demo.har');
      const context = await browser.newContext({ recordHar: { path, content: 'embed' } });
      const page = await context.newPage();
      page.on('websocket', (socket) => {
        const hear = (dir: 'in' | 'out') => (frame: { payload: string | Buffer }) => {
          const { payload } = frame;
          heard.push({ dir, payload: typeof payload === 'string' ? payload : payload.toString('base64') });
        };
        socket.on('framesent', hear('out')).on('framereceived', hear('in'));
      });
      await page.goto(`${demo.url}/?overlay=off`);
      await page.waitForFunction(`document.getElementById('transport')?.textContent === 'websocket'`);
      await page.click('[data-testid="ask-fast"]');
      await page.waitForFunction(`document.getElementById('requests-out').textContent.includes('=')`);
      shownSum = (await page.textContent('#requests-out')) ?? '';
      await page.click('[data-testid="upload"]');
      await page.waitForFunction(`/sha|[0-9a-f]{16}/i.test(document.getElementById('files-out')?.textContent ?? '')`);
      await page.click('[data-testid="connect-forbidden"]');
      await page.waitForFunction(`document.body.textContent.includes('forbidden')`);
      await context.close();
      read = readLog(readFileSync(path, 'utf8'));
      model.replay(read.header?.recorders ?? [], read.entries);
    } finally {
      await browser.close();
      await demo.close();
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is read without a problem, every message in its order', () => {
    expect(read.problems).toEqual([]);
    expect(read.entries.every(isEntry)).toBe(true);
    const sockets = new Set(
      read.entries.flatMap((entry) =>
        entry.kind === 'transport-open' && entry.type === 'websocket' ? [entry.transport] : [],
      ),
    );
    const frames = read.entries.flatMap((entry) =>
      entry.kind === 'frame' && sockets.has(entry.transport)
        ? [{ dir: entry.dir, payload: entry.text ?? entry.base64 ?? '' }]
        : [],
    );
    // The probe, the request, the upload and the refusal at least; the ticker says more, or not yet.
    expect(heard.some(({ payload }) => payload.startsWith('44/forbidden,'))).toBe(true);
    expect(heard.length).toBeGreaterThanOrEqual(10);
    expect(frames).toEqual(heard);
  });

  it('is one session: handshake by polling, upgraded, its namespaces connected and refused', () => {
    expect(model.sessions.filter(({ kind }) => kind === 'socket.io')).toHaveLength(1);
    const [session] = model.sessions;
    expect(session).toMatchObject({ late: false, transport: 'websocket', upgrade: { state: 'upgraded' } });
    expect(session?.transports.map(({ type }) => type)).toEqual(['polling', 'websocket']);
    expect(session?.sockets.map(({ nsp, state }) => [nsp, state])).toContainEqual(['/', 'connected']);
    expect(session?.sockets.map(({ state }) => state)).toContain('refused');
  });

  it('is decoded like live traffic: acks find their emits, bytes are in their place', () => {
    const rows = rowsOf(model);
    const trouble: readonly RowKind[] = ['broken', 'binary', 'http-error', 'raw'];
    expect(rows.filter(({ kind }) => trouble.includes(kind))).toEqual([]);
    const sum = rows.find(({ name }) => name === 'sum:add');
    expect(sum).toMatchObject({ dir: 'out', ack: 'answered' });
    const answer = model.detail(sum?.pair as number).packet?.args?.[0];
    expect(shownSum).toContain(`= ${answer}`);
    const upload = rows.find(({ name }) => name === 'file:upload') as Row;
    expect(upload).toMatchObject({ attachments: 1, missingAttachments: 0, hasProblem: false });
    const bytes = model.detail(upload.row).packet?.args?.[1];
    expect(bytes).toBeInstanceOf(Uint8Array);
    expect((bytes as Uint8Array).length).toBeGreaterThan(1000);
  });

  it('becomes our own HAR and comes back as it was', () => {
    const { recorders = [] } = read.header ?? {};
    const har = [...writeHar(read.entries, { recorders, generator: 'sioscope test' })].join('');
    expect(readLog(har).entries).toEqual(read.entries);
  });
});
