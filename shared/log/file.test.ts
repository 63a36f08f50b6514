import { describe, expect, test } from 'vitest';
import type { Entry, RecorderInfo } from './entry.ts';
import { readLog, writeLog } from './file.ts';

const recorder: RecorderInfo = { id: 'r1', url: 'http://a/', userAgent: 'test', timeOrigin: 1000.5 };
const entries: Entry[] = [
  {
    pos: 0,
    at: 1001.25,
    recorder: 'r1',
    kind: 'transport-open',
    transport: 't1',
    type: 'websocket',
    url: 'ws://a/?EIO=4',
  },
  { pos: 1, at: 1002, recorder: 'r1', kind: 'frame', transport: 't1', dir: 'in', text: '0{"sid":"é\\n\u2028"}' },
  { pos: 2, at: 1003, recorder: 'r1', kind: 'frame', transport: 't1', dir: 'out', base64: 'AAEC', size: 3 },
  { pos: 3, at: 1004, recorder: 'r1', kind: 'lost', count: 7 },
];
const write = () => [...writeLog(entries, { recorders: [recorder], generator: 'sioscope test' })].join('');

describe('a log file', () => {
  test('gives back what was written', () => {
    const log = readLog(write());
    expect(log.problems).toEqual([]);
    expect(log.entries).toEqual(entries);
    expect(log.header).toMatchObject({ format: 'sioscope-log', version: 1, recorders: [recorder], redacted: false });
  });

  test('keeps everything before a cut last line, at whatever byte it is cut', () => {
    const text = write();
    const lastLine = text.lastIndexOf('\n', text.length - 2) + 1;
    for (let end = lastLine + 1; end < text.length - 1; end++) {
      const log = readLog(text.slice(0, end));
      expect(log.entries).toEqual(entries.slice(0, -1));
      expect(log.problems.map((problem) => problem.code)).toEqual(['cut-line']);
    }
  });

  test('leaves out a damaged line and says which', () => {
    const lines = write().split('\n');
    lines[2] = `${lines[2]?.slice(0, 20)}`;
    const log = readLog(lines.join('\n'));
    expect(log.entries).toEqual([entries[0], entries[2], entries[3]]);
    expect(log.problems).toMatchObject([{ code: 'bad-line', line: 3 }]);
  });

  test('is read without its header', () => {
    const log = readLog(write().split('\n').slice(1).join('\n'));
    expect(log.entries).toEqual(entries);
    expect(log.problems).toMatchObject([{ code: 'bad-header' }]);
  });

  test('of a newer version is read as far as it is known', () => {
    const newer = `${write().replace('"version":1', '"version":9')}{"pos":9,"at":1,"recorder":"r1","kind":"hologram"}\n`;
    const log = readLog(newer);
    expect(log.entries).toEqual(entries);
    expect(log.problems.map((problem) => problem.code)).toEqual(['newer-version', 'unknown-kind']);
  });

  test('refuses entries of a wrong shape, and keeps unknown fields', () => {
    const good = '{"pos":5,"at":1,"recorder":"r1","kind":"page","event":"hidden","mood":"calm"}';
    const bad = '{"pos":-5,"at":1,"recorder":"r1","kind":"page","event":"hidden"}';
    const two = '{"pos":6,"at":1,"recorder":"r1","kind":"frame","transport":"t","dir":"in","text":"","base64":""}';
    const log = readLog(`${write()}${good}\n${bad}\n${two}\n`);
    expect(log.entries).toHaveLength(5);
    expect(log.problems.map((problem) => problem.code)).toEqual(['bad-entry', 'bad-entry']);
  });

  test('that is none is one problem, not one for each line', () => {
    for (const text of ['', '\n\n', '<!doctype html>\n'.repeat(500), '\u0000\u0001PNG']) {
      const log = readLog(text);
      expect(log.entries).toEqual([]);
      expect(log.problems.map((problem) => problem.code)).toEqual(['not-a-log']);
    }
  });
});
