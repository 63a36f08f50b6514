/** The built command line, run as a user runs it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Entry } from '../shared/log/entry.ts';
import { readLog, writeLog } from '../shared/log/file.ts';

const folder = mkdtempSync(join(tmpdir(), 'sioscope-cli-'));
const path = (name: string) => join(folder, name);
const recorder = { id: 'r1', url: 'http://a.test/', userAgent: 'test', timeOrigin: 1 };
const frame = (pos: number, text: string): Entry => ({
  pos,
  at: 1_700_000_000_000 + pos,
  recorder: 'r1',
  kind: 'frame',
  transport: 't1',
  dir: 'in',
  text,
});
const entries: Entry[] = [
  { ...frame(0, ''), kind: 'transport-open', type: 'websocket', url: 'ws://a.test/socket.io/?EIO=4' } as Entry,
  frame(1, '0{"sid":"engine-sid-1","upgrades":[],"pingInterval":1,"pingTimeout":1}'),
  frame(2, '42["esc","\\u001b]0;owned\\u0007 \\u202e",{"email":"ann@a.test"}]'),
  frame(3, '42/chat,["token",{"token":"very-secret"}]'),
];
const log = [...writeLog(entries, { recorders: [recorder], generator: 'test' })].join('');

function cli(args: readonly string[], stdin?: string | Buffer) {
  return new Promise<{ code: number | null; out: string; err: string }>((done, fail) => {
    const child = spawn(process.execPath, ['dist/cli/sioscope.js', ...args]);
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.once('error', fail).once('close', (code) => done({ code, out, err }));
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
  });
}

beforeAll(async () => {
  await build({ mode: 'cli', logLevel: 'warn' });
  writeFileSync(path('log.ndjson'), log);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('npx sioscope', () => {
  test('shows packets as JSON, from a file and from gzip on standard input', async () => {
    const file = await cli(['show', '--json', path('log.ndjson')]);
    expect(file.err).toBe('');
    const packets = file.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(packets.map(({ pos, engine }) => [pos, engine.type])).toEqual([
      [1, 'open'],
      [2, 'message'],
      [3, 'message'],
    ]);
    expect(packets[2]).toMatchObject({ session: 'engine-sid-1', packet: { nsp: '/chat', event: 'token' } });
    expect(await cli(['show', '--json', '-'], gzipSync(log))).toEqual(file);
  });

  test('prints nothing that a terminal would obey', async () => {
    const { out, code } = await cli(['show', path('log.ndjson')]);
    expect(code).toBe(0);
    expect(out).toContain('owned');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it looks for
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  test('tells a sound file from a damaged one, a gap and no log by its exit code', async () => {
    expect(await cli(['check', path('log.ndjson')])).toMatchObject({
      code: 0,
      out: 'sound: 4 entries of 1 recorders\n',
    });
    const cut = await cli(['check', '-'], log.slice(0, -20));
    expect(cut.code).toBe(1);
    expect(cut.err).toContain('cut off');
    const lines = log.split('\n');
    const gap = await cli(['check', '--json', '-'], [...lines.slice(0, 2), ...lines.slice(3)].join('\n'));
    expect(gap.code).toBe(1);
    expect(JSON.parse(gap.out)).toMatchObject({ sound: false, missing: 1, entries: 3 });
    expect(await cli(['check', '-'], '<html>')).toMatchObject({ code: 2, out: '' });
    const none = await cli(['check', path('none.ndjson')]);
    expect(none.code).toBe(2);
    expect(none.err).toContain('ENOENT');
    expect(none.err.trim().split('\n').length).toBe(1);
  });

  test('writes a redacted log, and leaves the original alone', async () => {
    const done = await cli(['redact', path('log.ndjson'), path('out.ndjson.gz'), '--key', 'email']);
    expect(done).toEqual({ code: 0, out: '', err: '' });
    const text = gunzipSync(readFileSync(path('out.ndjson.gz'))).toString();
    for (const secret of ['engine-sid-1', 'very-secret', 'ann@a.test']) expect(text).not.toContain(secret);
    const { header, entries: masked, problems } = readLog(text);
    expect(problems).toEqual([]);
    expect(masked.length).toBe(entries.length);
    expect(header).toMatchObject({ redacted: true, recorders: [{ id: 'r1' }] });
    expect((await cli(['redact', path('log.ndjson'), path('log.ndjson')])).code).toBe(2);
    expect((await cli(['redact', '-'], log)).code).toBe(2);
    expect(readFileSync(path('log.ndjson'), 'utf8')).toBe(log);
  });

  test('teaches how it is used, and refuses what it does not know', async () => {
    const help = await cli(['--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const command of ['show', 'check', 'redact', 'Exit codes']) expect(help.out).toContain(command);
    expect((await cli(['shwo', 'x'])).code).toBe(2);
  });
});
