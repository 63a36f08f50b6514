/** The built command line, run as a user runs it. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
const acks: Entry[] = [
  entries[0] as Entry,
  frame(1, '0{"sid":"e1","upgrades":[],"pingInterval":25000,"pingTimeout":20000}'),
  { ...frame(2, '40'), dir: 'out' } as Entry,
  frame(3, '40{"sid":"x1"}'),
  { ...frame(4, '421["ask",-1]'), dir: 'out' } as Entry,
  frame(5, '431["=1+1"]'),
  { ...frame(6, '422["ask"]'), dir: 'out' } as Entry,
  {
    ...frame(7, ''),
    kind: 'transport-close',
    text: undefined,
    code: 1006,
    reason: '',
    clean: false,
    by: 'remote',
  } as unknown as Entry,
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
  const head = { recorders: [recorder], generator: 'test' };
  writeFileSync(path('acks.ndjson'), [...writeLog(acks, head)].join(''));
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

  test('greps with the query language of the panel', async () => {
    const found = await cli(['grep', 'event:token', path('log.ndjson')]);
    expect(found).toMatchObject({ code: 0, err: '' });
    expect(found.out).toMatch(/^\S+ <- event \/chat token \[\{"token":"very-secret"\}\]\n$/);
    const json = await cli(['grep', '--json', 'type:event or type:transport', '-'], log);
    const rows = json.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toMatchObject([
      { pos: 0, kind: 'transport', entry: { kind: 'transport-open' } },
      { pos: 2, kind: 'event', packet: { event: 'esc' } },
      { pos: 3, kind: 'event', packet: { event: 'token', nsp: '/chat', args: [{ token: 'very-secret' }] } },
    ]);
    expect(await cli(['grep', 'data.token=very-secret', '--json', '-'], log)).toMatchObject({
      code: 0,
      out: `${JSON.stringify(rows[2])}\n`,
    });
    expect(await cli(['grep', 'event:nothing', path('log.ndjson')])).toEqual({ code: 1, out: '', err: '' });
    const wrong = await cli(['grep', 'ack>soon', path('log.ndjson')]);
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.err).toMatch(/ack>soon\n {2,}\^+/);
  });

  test('counts, tells sessions and their stories', async () => {
    const stats = await cli(['stats', '--json', path('acks.ndjson')]);
    expect(stats).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(stats.out)).toMatchObject({
      entries: 8,
      recorders: 1,
      sessions: 1,
      namespaces: ['/'],
      framesIn: 3,
      framesOut: 3,
      from: '2023-11-14T22:13:20.000Z',
      events: [
        { nsp: '/', dir: 'out', name: 'ask', count: 2, acks: { asked: 2, answered: 1, waiting: 0, lost: 1, maxMs: 1 } },
      ],
    });
    expect((await cli(['stats', '-'], readFileSync(path('acks.ndjson')))).out).toContain(
      'ask, 23 bytes, acks: 1 of 2 answered',
    );
    const sessions = await cli(['sessions', '--story', '--json', path('acks.ndjson')]);
    const [session, ...more] = sessions.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(more).toEqual([]);
    expect(session).toMatchObject({
      session: 1,
      sid: 'e1',
      state: 'closed',
      end: { code: 1006, certainty: expect.any(String) },
      transports: [{ type: 'websocket' }],
      sockets: [{ nsp: '/', sid: 'x1' }],
    });
    expect(session.story.map(({ kind }: { kind: string }) => kind)).toEqual(
      expect.arrayContaining(['transport', 'handshake', 'connected', 'end']),
    );
    const text = await cli(['sessions', '--story', path('acks.ndjson')]);
    expect(text.out).toMatch(/^#1 ws:\/\/a\.test\/socket\.io\/ e1 closed by websocket/);
    expect(text.out).toContain('Handshake accepted');
  });

  test('lists rooms where a server told of them, and says where none did', async () => {
    const none = await cli(['rooms', path('log.ndjson')]);
    expect(none).toMatchObject({ code: 0, out: '' });
    expect(none.err).toContain('not on the wire');
    const said = (kind: string, fact: object) =>
      `42/sioscope,${JSON.stringify([kind, { node: 'n', at: 1_700_000_000_000, ...fact }])}`;
    const member = { nsp: '/', socket: 'x1', connectedAt: 1, transport: 'websocket', rooms: ['lobby'] };
    const frames = [
      '40/sioscope,{"sid":"c1"}',
      said('snapshot', {
        version: 1,
        namespaces: [{ nsp: '/', sockets: 1, rooms: 1 }],
        omitted: { sockets: 0, rooms: 0 },
      }),
      said('rooms', { nsp: '/', rooms: [['lobby', 1]] }),
      said('sockets', { sockets: [member] }),
      said('ready', {}),
    ];
    const asked = { ...frame(4, '40/sioscope,'), dir: 'out' } as Entry;
    const told = [...acks.slice(0, 4), asked, ...frames.map((text, at) => frame(5 + at, text))];
    const input = [...writeLog(told, { recorders: [recorder], generator: 'test' })].join('');
    const rooms = await cli(['rooms', '--json', '-'], input);
    expect(rooms).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(rooms.out)).toEqual({
      nsp: '/',
      room: 'lobby',
      count: 1,
      members: ['x1'],
      own: true,
      source: 'companion',
    });
    expect((await cli(['rooms', '-'], input)).out).toBe('/ lobby: 1 members, the page among them: x1\n');
  });

  test('converts: HAR and back without loss, CSV, a report, by name or --to', async () => {
    const file = path('acks.ndjson');
    const har = await cli(['convert', '--json', file, path('acks.har')]);
    expect(har).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(har.out)).toEqual({ out: path('acks.har'), entries: 8, problems: {} });
    const { log: parsed } = JSON.parse(readFileSync(path('acks.har'), 'utf8'));
    expect(parsed.entries[0]._webSocketMessages).toHaveLength(6);
    // Every command reads a HAR where it reads a log, from standard input too.
    expect(await cli(['show', '--json', path('acks.har')])).toEqual(await cli(['show', '--json', file]));
    expect(await cli(['check', '-'], readFileSync(path('acks.har')))).toMatchObject({ code: 0 });
    expect((await cli(['convert', path('acks.har'), path('back.ndjson.gz')])).code).toBe(0);
    const back = readLog(gunzipSync(readFileSync(path('back.ndjson.gz'))).toString());
    const before = readLog(readFileSync(file, 'utf8'));
    expect(back.entries).toEqual(before.entries);
    expect(back.header?.recorders).toEqual(before.header?.recorders);
    const csv = await cli(['convert', file, '-', '--to', 'csv']);
    expect(csv.code).toBe(0);
    expect(csv.out.trim().split('\r\n')).toHaveLength(1 + 8);
    expect(csv.out).toContain(`"'-1"`);
    expect((await cli(['convert', '-', path('report.md')], readFileSync(file))).code).toBe(0);
    const report = readFileSync(path('report.md'), 'utf8');
    for (const part of ['# Socket.IO bug report', '### Session #1', 'Handshake accepted', 'ask', '(lost'])
      expect(report).toContain(part);
  });

  test('refuses to convert what it can not, and says what was redacted', async () => {
    const file = path('log.ndjson');
    for (const args of [
      [file, path('out.xyz')],
      [file, '-'],
      [file, '-', '--to', 'pdf'],
      [file, file],
      [file, '-', '--to', 'har', '--json'],
      [path('none.ndjson'), path('none.har')],
    ]) {
      const { code, out, err } = await cli(['convert', ...args]);
      expect([code, out, err.trim().split('\n').length], args.join(' ')).toEqual([2, '', 1]);
    }
    expect(existsSync(path('none.har'))).toBe(false);
    const masked = await cli(['redact', '--json', file, path('masked.ndjson')]);
    expect(JSON.parse(masked.out)).toMatchObject({ entries: 4 });
    const report = await cli(['convert', path('masked.ndjson'), '-', '--to', 'md']);
    expect(report.out).toContain('Redacted by these rules');
    expect(report.out).not.toContain('very-secret');
    const damaged = await cli(['convert', '-', '-', '--to', 'har'], log.slice(0, -20));
    expect(damaged.code).toBe(1);
    expect(damaged.err).toContain('cut off');
    expect(readLog(damaged.out).entries).toEqual(entries.slice(0, -1));
  });

  test('teaches how it is used, and refuses what it does not know', async () => {
    const help = await cli(['--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    const commands = ['show', 'check', 'redact', 'grep', 'stats', 'sessions', 'rooms', 'convert'];
    for (const word of [...commands, 'Exit codes']) expect(help.out).toContain(word);
    for (const command of commands) {
      const own = await cli([command, '--help']);
      expect(own, command).toMatchObject({ code: 0, err: '' });
      expect(own.out, command).toContain('--json');
    }
    expect((await cli(['shwo', 'x'])).code).toBe(2);
  });
});
