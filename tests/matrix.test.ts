/**
 * The live matrix: every major client and server, every transport, every parser, in real browsers. What the recorder wrote down,
 * decoded by the official parsers of those versions, is what client and server logged themselves; and so is what the model shows.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entriesOf } from './capture/setup.ts';
import { browsers } from './harness/all.ts';
import type { Browser } from './harness/types.ts';
import { type Cell, cells, nameOf } from './matrix/cells.ts';
import { modelShows } from './matrix/modelled.ts';
import { decodeOfficially } from './matrix/official.ts';
import { type MatrixServer, pathOf, startMatrixServer } from './matrix/server.ts';

declare const over: boolean;
declare const said: string[];
declare const recorder: { readonly troubles: number };

/** One direction's lines: what one end says stands in its order, while the two directions may cross. */
const oneWay = (lines: readonly string[], dir: string): string[] => lines.filter((line) => line.startsWith(`${dir} `));

describe.each(browsers)('the matrix in $name', ({ name, launch }) => {
  // Firefox takes the current version only: what differs between versions is not the browser's.
  const ours = cells.filter(({ client, server }) => name === 'chromium' || (client === 4 && server === 4));
  const servers = new Map<string, MatrixServer>();
  const keyOf = ({ server, parser }: Cell) => `${server} ${parser}`;
  let browser: Browser;

  beforeAll(async () => {
    for (const cell of ours) {
      if (!servers.has(keyOf(cell))) servers.set(keyOf(cell), await startMatrixServer(cell.server, cell.parser, ours));
    }
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    for (const server of servers.values()) await server.close();
  });

  it.each(ours.map((cell) => [nameOf(cell), cell] as const))('%s', async (_name, cell) => {
    const server = servers.get(keyOf(cell))!;
    server.takeSaid();
    const page = await browser.newPage(`${server.url}${pathOf(cell)}`);
    try {
      await page.waitFor(() => over || said.some((line) => line.startsWith('failed')), { what: nameOf(cell) });
      const client = await page.evaluate(() => said);
      const entries = await entriesOf(page);
      const recorded = decodeOfficially(entries, cell);
      const heard = server.takeSaid();
      expect(client).toContain('in refused "no entry"');
      for (const dir of ['in', 'out']) {
        expect(oneWay(recorded, dir)).toEqual(oneWay(client, dir));
        expect(oneWay(modelShows(entries), dir)).toEqual(oneWay(client, dir));
        // A server does not log that it refused.
        expect(oneWay(heard, dir)).toEqual(oneWay(client, dir).filter((line) => !/^in refused/.test(line)));
      }
      expect(await page.evaluate(() => recorder.troubles)).toBe(0);
    } finally {
      await page.close();
    }
  });

  it('records what a client of 4 says to a server of 2, and the answer that it can not take', async () => {
    const cell: Cell = { client: 4, server: 2, way: 'websocket', parser: 'default', eio: 4 };
    const server = await startMatrixServer(2, 'default', [cell]);
    const page = await browser.newPage(`${server.url}${pathOf(cell)}`);
    try {
      await page.waitFor(() => said.length > 0, { what: 'the refusal' });
      expect(await page.evaluate(() => said)).toEqual([expect.stringContaining('failed: It seems you are trying')]);
      const frames = (await entriesOf(page)).flatMap((e) => (e.kind === 'frame' ? [`${e.dir} ${e.text}`] : []));
      expect(frames[0]).toMatch(/^in 0\{"sid"/);
      expect(frames).toEqual(expect.arrayContaining(['out 40', 'in 40']));
    } finally {
      await page.close();
      await server.close();
    }
  });
});
