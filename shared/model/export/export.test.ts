import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../log/entry.ts';
import { Model } from '../model.ts';
import { rowsCsv, textCell } from './csv.ts';
import { bugReport, codeBlock, codeSpan, failureRow } from './report.ts';

const recorder = { id: 'r1', url: 'http://a.test/app', userAgent: 'Test/1.0', timeOrigin: 1000 };
const START = 1_700_000_000_000;

/** A model of frames of one WebSocket after its handshake; `>` sends, `<` receives. */
function modelOf(frames: readonly string[], page = recorder): Model {
  const entries: Entry[] = [];
  const base = () => ({ pos: entries.length, at: START + entries.length * 10, recorder: 'r1', transport: 't1' });
  entries.push({
    ...base(),
    kind: 'transport-open',
    type: 'websocket',
    url: 'ws://a.test/socket.io/?EIO=4&transport=websocket',
  });
  const handshake = '<0{"sid":"s1","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
  for (const frame of [handshake, '>40', '<40{"sid":"x1"}', ...frames])
    entries.push({ ...base(), kind: 'frame', dir: frame.startsWith('>') ? 'out' : 'in', text: frame.slice(1) });
  const model = new Model();
  model.replay([page], entries);
  return model;
}

const allRows = (model: Model): number[] =>
  Array.from({ length: model.endRow - model.firstRow }, (_, place) => model.firstRow + place);

/** Reads CSV as RFC 4180 says. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|$)/gy;
  for (let match = cell.exec(text); match; match = cell.exec(text)) {
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? (match[2] as string));
    if (match[3] === '\r\n') rows.push([]);
    else if (match[3] === '') break;
  }
  if (rows.at(-1)?.join('') === '') rows.pop();
  return rows;
}

describe('CSV', () => {
  test('has a line for each row, with what the row holds', () => {
    const model = modelOf(['>427["ask",{"a":"x,\\"y\\"\\n"},-1]', '<437[true]', '>42["=cmd|calc"]']);
    const text = [...rowsCsv(model, allRows(model))].join('');
    expect(text.startsWith('\uFEFFrow,time,')).toBe(true);
    const [names, ...rows] = parseCsv(text.slice(1));
    expect(rows).toHaveLength(model.endRow);
    const cells = (row: string[]) => Object.fromEntries(names?.map((name, at) => [name, row[at]]) ?? []);
    const ask = cells(rows.find((row) => row.includes('ask')) as string[]);
    expect(ask).toMatchObject({
      session: '1',
      direction: 'out',
      kind: 'event',
      namespace: '/',
      event: 'ask',
      'ack id': '7',
      ack: 'answered',
      'ack ms': '10',
      payload: '{"a":"x,\\"y\\"\\n"},-1',
    });
    expect(cells(rows.at(-1) as string[])).toMatchObject({ event: "'=cmd|calc" });
  });

  test('has no cell that a spreadsheet takes for a formula, and keeps the text behind the apostrophe', () => {
    for (const start of ['=', '+', '-', '@', '\t=', '\r=', ' =', '\n=', '\u00a0=', '＝', '|', '%'])
      expect(textCell(`${start}1+1`), JSON.stringify(start)).toBe(`"'${start}1+1"`);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const [[cell = ''] = []] = parseCsv(textCell(value));
        expect(cell.trim()).not.toMatch(/^[=+\-@]/);
        const text = cell.startsWith("'") && !value.startsWith("'") ? cell.slice(1) : cell;
        expect(text).toBe(value.replaceAll('\u0000', '\\u0000'));
      }),
    );
  });
});

/** A report's text outside of code, by the rules of CommonMark for fences and code spans. */
function outsideCode(report: string): string {
  const out: string[] = [];
  let fence = '';
  for (const line of report.split('\n')) {
    const run = /^ {0,3}(`{3,})(.*)$/.exec(line);
    if (fence === '') {
      if (run && !run[2]?.includes('`')) fence = run[1] as string;
      else out.push(line.replace(/(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)/g, ''));
    } else if (run && run[2]?.trim() === '' && (run[1] as string).length >= fence.length) fence = '';
  }
  expect(fence).toBe('');
  return out.join('\n');
}

const tell = (what: { readonly kind: string }) => ({ text: `${what.kind} ${JSON.stringify(what)}`, facts: ['fact'] });

describe('the bug report', () => {
  test('tells of the environment, the sessions and the rows around the failure', () => {
    const noise = Array.from({ length: 100 }, (_, count) => `<42["tick",${count}]`);
    const model = modelOf([
      ...noise,
      '>40/admin,{"token":"x"}',
      '<44/admin,{"message":"not allowed"}',
      ...noise.slice(50),
    ]);
    const report = bugReport(model, { generator: 'sioscope 1.2.3', tell, redactedBy: ['keys'] });
    for (const part of ['http://a.test/app', 'Test/1.0', 'Engine.IO 4', 'sioscope 1.2.3', '` keys `', 'not allowed'])
      expect(report).toContain(part);
    expect(report).toContain('2023-11-14T22:13:20.000Z');
    const failure = failureRow(model);
    expect(model.row(failure)).toMatchObject({ kind: 'refused', nsp: '/admin' });
    expect(report.split('\n').filter((line) => line.startsWith('> '))).toEqual([expect.stringContaining('refused')]);
    expect(report).toContain('"tick",99'.slice(7));
    expect(report).toContain('tick 99');
    expect(report).not.toContain('tick 10\n');
  });

  test('shows the rows that it is given, and says how many are left out', () => {
    const model = modelOf(Array.from({ length: 400 }, (_, count) => `<42["tick",${count}]`));
    const report = bugReport(model, { generator: 'test', tell, rows: allRows(model) });
    expect(report).toContain(`_${model.endRow - 200} more rows in the log._`);
    expect(bugReport(modelOf([]), { generator: 'test', tell })).toContain('## Rows');
    expect(bugReport(new Model(), { generator: 'test', tell })).toContain('No session is in the log.');
  });

  test('holds nothing of a page outside of code', () => {
    const evil = fc.oneof(
      fc.constantFrom(
        '```\n# OWNED',
        '`````` OWNED',
        '` OWNED `',
        '<img src=x onerror=OWNED>',
        '@OWNED #1 https://owned.test/OWNED',
        '\u202eOWNED',
        'OWNED\r\n\r\n---\r\n',
        '`'.repeat(50),
        '~~~ OWNED',
        '',
        '  ',
      ),
      fc.string({ unit: fc.constantFrom('`', '\n', ' ', '<', '#', '*', '\\', '|') }).map((text) => `OWNED${text}OWNED`),
    );
    fc.assert(
      fc.property(evil, evil, (one, two) => {
        const page = { ...recorder, url: one, userAgent: two };
        const json = JSON.stringify(one);
        const model = modelOf(
          [`>42[${json},${JSON.stringify(two)}]`, `>40/x,`, `<44/x,{"message":${json}}`, `<42${one}`, one],
          page,
        );
        const report = bugReport(model, { generator: `test ${two}`, tell, redactedBy: [one] });
        expect(outsideCode(report)).not.toMatch(/OWNED|onerror/);
        expect(report).not.toMatch(/[\u202e\r]/);
      }),
      { numRuns: 500 },
    );
  });

  test('writes code that gives its text back', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', ' ', 'a', '\\') }), (text) => {
        const span = codeSpan(text);
        const [, fence = '', inner] = /^(`+) (.*) \1$/.exec(span) ?? [];
        if (text.trim() === '') expect(span).toBe('(empty)');
        else {
          expect(inner).toBe(text);
          expect(text).not.toContain(fence);
        }
        const [first, ...rest] = codeBlock([text]).split('\n');
        expect(rest).toEqual([text, first?.replace('text', '')]);
      }),
    );
  });
});
