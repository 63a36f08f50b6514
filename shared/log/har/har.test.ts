import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry, RecorderInfo } from '../entry.ts';
import { readLog } from '../file.ts';
import { isEntry } from '../guard.ts';
import { readLogStream } from '../stream.ts';
import { writeHar } from './write.ts';

const text = fc.string({ unit: 'binary', maxLength: 30 });
const base64 = fc
  .uint8Array({ maxLength: 20 })
  .map((bytes) => ({ base64: Buffer.from(bytes).toString('base64'), size: bytes.length }));
const content = fc.oneof(
  text.map((one) => ({ text: one })),
  base64,
  fc.record({ cut: fc.record({ head: text, size: fc.nat() }) }),
);
const http = fc.record(
  {
    request: fc.nat({ max: 4 }),
    method: fc.constantFrom('GET', 'POST'),
    url: fc.constant('http://a.test/socket.io/?EIO=4&transport=polling&t=é'),
    status: fc.constantFrom(200, 400),
    contentType: fc.constant('text/plain'),
  },
  { requiredKeys: ['request', 'method', 'url'] },
);
const transport = fc.constantFrom('t1', 't2', 't3');
const dir = fc.constantFrom<'in' | 'out'>('in', 'out');
const kinds = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.record({ kind: fc.constant('frame'), transport, dir }), content)
      .map(([a, b]) => ({ ...a, ...b })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.record({ kind: fc.constant('frame'), transport, dir, http }), content)
      .map(([a, b]) => ({ ...a, ...b })),
  },
  {
    weight: 3,
    arbitrary: fc.record(
      {
        kind: fc.constant('transport-open'),
        transport,
        type: fc.constantFrom('websocket', 'polling', 'webtransport'),
        url: fc.constant('ws://a.test/socket.io/?EIO=4'),
        late: fc.constant(true),
      },
      { requiredKeys: ['kind', 'transport', 'type', 'url'] },
    ),
  },
  fc.record({
    kind: fc.constant('transport-close'),
    transport,
    code: fc.constantFrom(0, 1000, 1006),
    reason: text,
    clean: fc.boolean(),
    by: fc.constantFrom('page', 'remote', 'unknown'),
  }),
  fc.record({ kind: fc.constant('http-error'), transport, http, reason: fc.constantFrom('status', 'network'), text }),
  fc.record({ kind: fc.constant('note'), text }),
  fc.record({ kind: fc.constant('lost'), count: fc.integer({ min: 1, max: 9 }) }),
);
const at = fc.double({ min: 0, max: 2_000_000_000_000, noNaN: true }).map((one) => one + 0);
const log = fc
  .array(fc.tuple(kinds, at, fc.constantFrom('r1', 'r2')), { maxLength: 40 })
  .map((all) => all.map(([fields, time, recorder], pos) => ({ ...fields, pos, at: time, recorder }) as Entry));

const recorders: RecorderInfo[] = [
  { id: 'r1', url: 'http://a.test/', userAgent: 'test', timeOrigin: 1000.5, top: true },
  { id: 'r2', url: 'http://b.test/', userAgent: 'test', timeOrigin: 2000 },
];
const head = { recorders, generator: 'sioscope 1.2.3', created: '2026-01-02T03:04:05.000Z' };
const harOf = (entries: readonly Entry[]): string => [...writeHar(entries, head)].join('');

async function streamed(har: string) {
  const items = [];
  for await (const item of readLogStream(har)) items.push(item);
  return items;
}

describe('ours → HAR → ours', () => {
  test('keeps every entry, its order and its time', () => {
    fc.assert(
      fc.property(log, (entries) => {
        expect(entries.every(isEntry)).toBe(true);
        const read = readLog(harOf(entries));
        expect(read.problems).toEqual([]);
        expect(read.entries).toEqual(entries);
        expect(read.header?.recorders).toEqual(recorders);
      }),
      { numRuns: 500 },
    );
  });

  test('keeps the header and what it says of redaction, from a stream too', async () => {
    const redaction = { rules: ['keys'], keys: ['password'] };
    const har = [...writeHar([], { ...head, redaction })].join('');
    const { header } = readLog(har);
    expect(header).toMatchObject({ created: head.created, generator: head.generator, redacted: true, redaction });
    expect(await streamed(har)).toEqual([{ type: 'header', header }]);
  });

  test('has every field that HAR 1.2 asks for, and messages as Chrome writes them', () => {
    const entries: Entry[] = [
      {
        pos: 0,
        at: 1000,
        recorder: 'r1',
        kind: 'transport-open',
        transport: 't1',
        type: 'websocket',
        url: 'ws://a.test/?EIO=4&b=1',
      },
      { pos: 1, at: 1500, recorder: 'r1', kind: 'frame', transport: 't1', dir: 'out', text: '40' },
      { pos: 2, at: 1600, recorder: 'r1', kind: 'frame', transport: 't1', dir: 'in', base64: 'AQL6', size: 3 },
      {
        pos: 3,
        at: 1700,
        recorder: 'r1',
        kind: 'transport-close',
        transport: 't1',
        code: 1000,
        reason: 'bye',
        clean: true,
        by: 'page',
      },
    ];
    const { log: har } = JSON.parse(harOf(entries));
    expect(har).toMatchObject({ version: '1.2', creator: { name: 'sioscope', version: '1.2.3' } });
    const [entry] = har.entries;
    expect(Date.parse(entry.startedDateTime)).toBe(1000);
    expect(entry).toMatchObject({
      time: 700,
      pageref: 'r1',
      _resourceType: 'websocket',
      request: {
        method: 'GET',
        url: 'ws://a.test/?EIO=4&b=1',
        queryString: [{ name: 'EIO', value: '4' }, { name: 'b' }],
      },
      response: { status: 101 },
      _webSocketClose: { code: 1000, reason: 'bye', timestamp: 1.7 },
    });
    for (const field of ['cache', 'timings']) expect(entry).toHaveProperty(field);
    for (const side of [entry.request, entry.response])
      for (const field of ['httpVersion', 'headers', 'cookies', 'headersSize', 'bodySize'])
        expect(side).toHaveProperty(field);
    for (const field of ['statusText', 'content', 'redirectURL']) expect(entry.response).toHaveProperty(field);
    expect(entry._webSocketMessages).toMatchObject([
      { type: 'send', time: 1.5, opcode: 1, data: '40' },
      { type: 'receive', time: 1.6, opcode: 2, data: 'AQL6' },
    ]);
  });

  test('reads what another program changed, and says what it added or broke', () => {
    const entries: Entry[] = [
      {
        pos: 0,
        at: 1,
        recorder: 'r1',
        kind: 'transport-open',
        transport: 't1',
        type: 'websocket',
        url: 'ws://a.test/?EIO=4',
      },
      { pos: 1, at: 2, recorder: 'r1', kind: 'frame', transport: 't1', dir: 'out', text: '40{"token":"x"}' },
      { pos: 2, at: 3, recorder: 'r1', kind: 'frame', transport: 't1', dir: 'in', text: '2' },
    ];
    const har = JSON.parse(harOf(entries));
    const messages = har.log.entries[0]._webSocketMessages;
    messages[0].data = '40{"token":"masked"}';
    messages[1]._sioscope.at = 'soon';
    messages.push({ type: 'send', time: 1, opcode: 1, data: 'more' });
    const read = readLog(JSON.stringify(har));
    expect(read.entries).toEqual([entries[0], { ...entries[1], text: '40{"token":"masked"}' }]);
    expect(read.problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('Entry 1 of the HAR'),
      expect.stringContaining('1 of the HAR'),
    ]);
  });
});

const START = '2023-11-14T22:13:20.000Z';
const startMs = Date.parse(START);
const later = (ms: number) => new Date(startMs + ms).toISOString();
const poll = (ms: number, query: string, response: object = {}, request: object = {}) => ({
  startedDateTime: later(ms),
  time: 10,
  pageref: 'page_1',
  request: {
    method: 'GET',
    url: `https://a.test/socket.io/?EIO=4&transport=polling${query}`,
    headers: [{ name: 'User-Agent', value: 'Firefox' }],
    ...request,
  },
  response: { status: 200, content: { mimeType: 'text/plain' }, ...response },
});
const body = (one: string, more: object = {}) => ({
  content: { size: one.length, mimeType: 'text/plain; charset=UTF-8', text: one, ...more },
});
const foreign = (entries: unknown[], more: object = {}) =>
  JSON.stringify({ log: { version: '1.2', creator: { name: 'Firefox', version: '140' }, entries, ...more } }, null, 2);
const HANDSHAKE = '0{"sid":"s1","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}';

describe('a HAR of another program', () => {
  test('gives polling as one transport for each session, in the order of the requests', () => {
    const pages = [{ id: 'page_1', title: 'https://a.test/app', startedDateTime: later(-100) }];
    const har = foreign(
      [
        poll(40, '&sid=s1', body('2')),
        poll(20, '&sid=s1', body('ok'), { method: 'POST', postData: { mimeType: 'text/plain', text: '40' } }),
        poll(0, '', body(HANDSHAKE)),
        { ...poll(1, ''), request: { method: 'GET', url: 'https://a.test/style.css', headers: [] } },
        poll(30, '&sid=s1', body('', {}), { method: 'OPTIONS' }),
        poll(50, '&sid=old', body('6')),
      ],
      { pages },
    );
    const { header, entries, problems } = readLog(har);
    expect(problems).toEqual([]);
    expect(header?.generator).toBe('Firefox 140');
    expect(header?.recorders).toEqual([
      { id: 'har-1', url: 'https://a.test/app', userAgent: 'Firefox', timeOrigin: startMs - 100 },
    ]);
    expect(entries.every(isEntry)).toBe(true);
    expect(entries).toMatchObject([
      { pos: 0, at: startMs, kind: 'transport-open', transport: 'p1', type: 'polling' },
      { pos: 1, at: startMs + 10, dir: 'in', text: HANDSHAKE, http: { request: 3, method: 'GET', status: 200 } },
      { pos: 2, at: startMs + 20, transport: 'p1', dir: 'out', text: '40', http: { request: 2, method: 'POST' } },
      { pos: 3, at: startMs + 50, transport: 'p1', dir: 'in', text: '2' },
      { pos: 4, kind: 'transport-open', transport: 'p2', late: true },
      { pos: 5, transport: 'p2', text: '6' },
    ]);
    expect(entries).toHaveLength(6);
  });

  test('reads bodies in base64: text as text, bytes as bytes', () => {
    const encoded = Buffer.from('4é').toString('base64');
    const octets = { mimeType: 'application/octet-stream', encoding: 'base64' };
    const { entries } = readLog(
      foreign([
        poll(0, '&sid=a', body(encoded, { encoding: 'base64' })),
        poll(9, '&sid=a', body('AAECBA==', octets)),
        poll(20, '&sid=a', body('/w==', { encoding: 'base64' })),
      ]),
    );
    expect(entries.slice(1)).toMatchObject([
      { text: '4é' },
      { base64: 'AAECBA==', size: 4 },
      { base64: '/w==', size: 1 },
    ]);
  });

  test('tells of refusals and failures', () => {
    const { entries } = readLog(
      foreign([
        poll(0, '&sid=gone', { status: 400, content: { mimeType: 'application/json', text: '{"code":1}' } }),
        poll(1, '&sid=gone', { status: 0, _error: 'net::ERR_ABORTED', content: {} }),
        poll(2, '&sid=gone', { status: -1, _failureText: 'NS_ERROR_NET_TIMEOUT: timed out', content: {} }),
        poll(3, '', { status: 0, content: {} }),
      ]),
    );
    expect(entries.filter(({ kind }) => kind === 'http-error')).toMatchObject([
      { reason: 'status', http: { status: 400 }, text: '{"code":1}', transport: 'p1' },
      { reason: 'abort' },
      { reason: 'timeout' },
      { reason: 'network', transport: 'p2' },
    ]);
  });

  test('says which bodies and messages are not in the file, and shows that they were there', () => {
    const socket = (more: object) => ({
      startedDateTime: later(100),
      request: { method: 'GET', url: 'https://a.test/socket.io/?EIO=4&transport=websocket&sid=s1', headers: [] },
      response: { status: 101, content: {} },
      ...more,
    });
    const { entries, problems } = readLog(
      foreign([
        poll(0, '&sid=s1', { content: { size: 77, mimeType: 'text/plain' } }),
        poll(1, '&sid=s1', body('ok'), { method: 'POST', bodySize: 12 }),
        socket({}),
        socket({ response: { status: 101, content: { _file: 'a.jsonl' } } }),
        { ...poll(3, '&sid=s1', body('6')), startedDateTime: 'soon' },
      ]),
    );
    expect(entries).toMatchObject([
      { kind: 'transport-open' },
      { dir: 'out', cut: { head: '', size: 12 } },
      { dir: 'in', cut: { head: '', size: 77 } },
      { kind: 'transport-open', type: 'websocket', url: 'wss://a.test/socket.io/?EIO=4&transport=websocket&sid=s1' },
      { kind: 'transport-open', type: 'websocket' },
    ]);
    const told = problems.map(({ message }) => message);
    expect(told.find((one) => one.includes('no body'))).toContain(': 1, 2.');
    expect(told.find((one) => one.includes('without messages'))).toContain(': 3.');
    expect(told.find((one) => one.includes('files beside it'))).toContain(': 4.');
    expect(told.find((one) => one.includes('no date'))).toContain(': 5.');
  });

  test('reads messages in seconds (Chrome), milliseconds (Playwright) and without times, in the order of the file', () => {
    const at = startMs + 500;
    const socket = (messages: unknown[], more: object = {}) => ({
      _resourceType: 'websocket',
      startedDateTime: START,
      request: { method: 'GET', url: 'wss://a.test/socket.io/?EIO=4&transport=websocket', headers: [] },
      response: { status: 101 },
      _webSocketMessages: messages,
      ...more,
    });
    const texts = (har: string) =>
      readLog(har).entries.flatMap((entry) => (entry.kind === 'frame' ? [[entry.at, entry.text ?? entry.base64]] : []));
    const message = (time: number | undefined, data: string, opcode?: number) => ({
      type: 'receive',
      time,
      data,
      opcode,
    });
    expect(texts(foreign([socket([message(at / 1000, HANDSHAKE, 1), message((at - 5) / 1000, 'AQ==', 2)])]))).toEqual([
      [at, HANDSHAKE],
      [at - 5, 'AQ=='],
    ]);
    expect(texts(foreign([socket([message(at, 'a'), message(-1, 'b'), message(undefined, 'c')])]))).toEqual([
      [at, 'a'],
      [at, 'b'],
      [at, 'c'],
    ]);
    const closed = readLog(
      foreign([
        socket([message(1, '', 8), { type: 'error', data: 'x' }, message(at, '2', 1)], {
          _webSocketClose: { code: 1001, reason: 'away', timestamp: (at + 1) / 1000 },
        }),
      ]),
    );
    expect(closed.entries.at(-1)).toMatchObject({ kind: 'transport-close', at: at + 1, code: 1001, reason: 'away' });
    expect(closed.entries).toHaveLength(3);
    expect(closed.problems).toMatchObject([{ code: 'har-entry', message: expect.stringContaining('unknown sort') }]);
  });

  test('without such traffic, or cut off, is told and gives nothing', async () => {
    const none = foreign([{ startedDateTime: START, request: { url: 'https://a.test/' }, response: { status: 200 } }]);
    expect(readLog(none)).toMatchObject({ entries: [], problems: [{ code: 'not-a-log' }] });
    const whole = foreign([poll(0, '', body(HANDSHAKE))]);
    for (const cut of [whole.slice(0, -40), '{"log":{}}', '{"log":{"entries":7}}', '{"log":']) {
      expect(readLog(cut), cut).toMatchObject({ entries: [], problems: [{ code: 'not-a-log' }] });
      expect(await streamed(cut)).toMatchObject([{ type: 'problem', problem: { code: 'not-a-log' } }]);
    }
  });

  test('may hold anything: every entry that comes out is sound, and nothing throws', () => {
    const fields = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom(
          null,
          1,
          -1,
          1e300,
          '',
          'send',
          'GET',
          START,
          'wss://a.test/?EIO=4',
          'https://a.test/?EIO=3&sid=x',
          200,
          101,
        ),
        fc.dictionary(
          fc.constantFrom(
            'startedDateTime',
            'time',
            'request',
            'response',
            'url',
            'method',
            'status',
            'content',
            'text',
            '_webSocketMessages',
            'type',
            'data',
            'opcode',
            'encoding',
            'postData',
            '_webSocketClose',
            'code',
            'timestamp',
            'pageref',
            '_sioscope',
            'entries',
            'place',
            'at',
          ),
          tie('value'),
          { maxKeys: 8 },
        ),
        fc.array(tie('value'), { maxLength: 4 }),
      ),
    })).value;
    fc.assert(
      fc.property(fc.array(fields, { maxLength: 5 }), fc.boolean(), (entries, own) => {
        const read = readLog(JSON.stringify({ log: { entries, ...(own && { _sioscope: entries[0] ?? {} }) } }));
        expect(read.entries.every(isEntry)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
