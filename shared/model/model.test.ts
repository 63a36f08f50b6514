import { describe, expect, test } from 'vitest';
import type { Dir, Entry } from '../log/entry.ts';
import { readLog, writeLog } from '../log/file.ts';
import { Model } from './model.ts';
import { type Filter, filterQuery } from './query/filter.ts';
import { parseQuery } from './query/parse.ts';
import type { Query } from './query/query.ts';
import type { Row } from './types.ts';

const ALL = filterQuery({});
const HANDSHAKE =
  '0{"sid":"S1","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';
const POLL = 'http://a:1/socket.io/?EIO=4&transport=polling';
const WS = 'ws://a:1/socket.io/?EIO=4&transport=websocket';

/** Writes entries as a recorder does; a second each 10 ms. */
class Script {
  readonly entries: Entry[] = [];
  readonly #recorder: string;
  at = 1000;

  constructor(recorder = 'r') {
    this.#recorder = recorder;
  }

  #base() {
    this.at += 10;
    return { pos: this.entries.length, at: this.at, recorder: this.#recorder };
  }

  open(transport: string, url: string, type: 'websocket' | 'polling' = 'websocket', late = false): this {
    const entry: Entry = { ...this.#base(), kind: 'transport-open', transport, type, url, ...(late && { late: true }) };
    this.entries.push(entry);
    return this;
  }

  frame(transport: string, dir: Dir, content: string | { base64: string }): this {
    const body = typeof content === 'string' ? { text: content } : { base64: content.base64, size: 3 };
    this.entries.push({ ...this.#base(), kind: 'frame', transport, dir, ...body });
    return this;
  }

  close(transport: string, code = 1005, by: 'page' | 'remote' | 'unknown' = 'remote'): this {
    this.entries.push({
      ...this.#base(),
      kind: 'transport-close',
      transport,
      code,
      reason: '',
      clean: code !== 1006,
      by,
    });
    return this;
  }

  httpError(transport: string, status: number, text?: string): this {
    const http = { request: 1, method: 'GET', url: POLL, status };
    this.entries.push({
      ...this.#base(),
      kind: 'http-error',
      transport,
      http,
      reason: 'status',
      ...(text && { text }),
    });
    return this;
  }
}

const connected = (script = new Script(), transport = 't1') =>
  script
    .open(transport, WS)
    .frame(transport, 'in', HANDSHAKE)
    .frame(transport, 'out', '40{"token":"x"}')
    .frame(transport, 'in', '40{"sid":"sock1"}');

function fold(script: Script): Model {
  const model = new Model();
  model.append(script.entries);
  return model;
}

const find = (text: string): Query | undefined => parseQuery(text).query;

const rows = (model: Model, filter: Partial<Filter> = {}): Row[] => {
  const list = model.list(filterQuery(filter));
  return Array.from({ length: list.length }, (_, i) => model.row(list.at(i)));
};
const words = (model: Model, filter: Partial<Filter> = {}) =>
  rows(model, filter).map((row) => `${row.kind} ${row.name}`);

describe('a session', () => {
  test('joins its polling and the WebSocket of the upgrade', () => {
    const script = new Script()
      .open('p', POLL, 'polling')
      .frame('p', 'in', HANDSHAKE)
      .frame('p', 'out', '40')
      .frame('p', 'in', '40{"sid":"sock1"}\x1e42["welcome",1]')
      .open('w', `${WS}&sid=S1`)
      .frame('w', 'out', '2probe')
      .frame('w', 'in', '3probe')
      .frame('p', 'in', '6')
      .frame('w', 'out', '5')
      .frame('w', 'in', '42["after"]');
    const model = fold(script);
    expect(model.sessions).toHaveLength(1);
    const [session] = model.sessions;
    expect(session).toMatchObject({
      sid: 'S1',
      state: 'open',
      transport: 'websocket',
      eio: 4,
      pingIntervalMs: 25000,
      pingTimeoutMs: 20000,
      maxPayloadBytes: 1000000,
      late: false,
      upgrade: { state: 'upgraded', startedAt: 1050, endedAt: 1090 },
    });
    expect(session?.transports.map((transport) => transport.type)).toEqual(['polling', 'websocket']);
    expect(session?.sockets).toMatchObject([{ nsp: '/', state: 'connected', sid: 'sock1', eventsIn: 2 }]);
    expect(words(model)).toEqual([
      'open open',
      'connect connect',
      'connected connected',
      'event welcome',
      'upgrade upgrade',
      'event after',
    ]);
  });

  test('survives an upgrade that fails', () => {
    const script = new Script()
      .open('p', POLL, 'polling')
      .frame('p', 'in', HANDSHAKE)
      .open('w', `${WS}&sid=S1`)
      .close('w', 1006, 'unknown');
    const [session] = fold(script).sessions;
    expect(session).toMatchObject({
      state: 'open',
      transport: 'polling',
      upgrade: { state: 'failed' },
      end: undefined,
    });
  });

  test('is chained to the one that it follows', () => {
    const script = connected().close('t1', 1006, 'unknown');
    connected(script, 't2');
    const [first, second] = fold(script).sessions;
    expect(first).toMatchObject({ state: 'closed', next: second?.id, end: { reason: 'transport close', code: 1006 } });
    expect(second).toMatchObject({ state: 'open', previous: first?.id });
  });

  test.each([
    ['the server disconnects', (s: Script) => s.frame('t1', 'in', '41').close('t1'), 'io server disconnect'],
    [
      'the page disconnects',
      (s: Script) => s.frame('t1', 'out', '41').close('t1', 1005, 'page'),
      'io client disconnect',
    ],
    ['a message is too large', (s: Script) => s.close('t1', 1009), 'transport close'],
    ['the network breaks', (s: Script) => s.close('t1', 1006, 'unknown'), 'transport close'],
    [
      'no ping comes',
      (s: Script) => {
        s.at += 45_000;
        return s.close('t1', 1005, 'page');
      },
      'ping timeout',
    ],
    ['a packet can not be decoded', (s: Script) => s.frame('t1', 'in', '4x').close('t1', 1005, 'page'), 'parse error'],
  ])('ends when %s', (_, act, reason) => {
    const script = connected();
    act(script);
    const [session] = fold(script).sessions;
    expect(session?.end?.reason).toBe(reason);
    expect(session?.sockets[0]?.state).toBe('disconnected');
  });

  test('of several namespaces goes on when one of them is left', () => {
    const script = connected().frame('t1', 'out', '40/admin,').frame('t1', 'in', '40/admin,{"sid":"a"}');
    script.frame('t1', 'in', '41/admin,').close('t1', 1006, 'unknown');
    expect(fold(script).sessions[0]?.end?.reason).toBe('transport close');
  });

  test('that is refused says why', () => {
    const script = new Script()
      .open('p', POLL, 'polling')
      .httpError('p', 400, '{"code":5,"message":"Unsupported protocol version"}');
    const [session] = fold(script).sessions;
    expect(session).toMatchObject({ state: 'refused', end: { reason: 'transport error', httpStatus: 400 } });
    expect(session?.end?.words).toContain('different Engine.IO versions');
  });

  test('whose beginning was missed is unknown, never invented', () => {
    const script = new Script().open('w', `${WS}&sid=Q`, 'websocket', true).frame('w', 'in', '42["hi"]');
    const [session] = fold(script).sessions;
    expect(session).toMatchObject({ late: true, state: 'unknown', sid: 'Q' });
    expect(session?.sockets).toMatchObject([{ nsp: '/', state: 'unknown' }]);
  });

  test('goes on over a clear, with its number', () => {
    const model = new Model();
    const script = connected();
    model.append(script.entries);
    const before = model.sessions[0]?.id;
    model.clear();
    expect(rows(model)).toEqual([]);
    const next = new Script();
    next.at = 5000;
    model.append(next.frame('t1', 'in', '42["later"]').entries);
    expect(words(model)).toEqual(['event later']);
    expect(model.sessions).toHaveLength(1);
    expect(rows(model)[0]?.session).toBe(before);
  });

  test('ends with its page', () => {
    const model = new Model();
    const info = { id: 'r', url: 'http://a/', userAgent: '', timeOrigin: 0 };
    model.addRecorder(info, true);
    model.append(connected().entries);
    model.addRecorder({ ...info, id: 'r2', timeOrigin: 9000 }, true);
    expect(model.sessions[0]?.end).toMatchObject({ at: 9000, words: expect.stringContaining('left or reloaded') });
  });

  test('ends with its page in a saved log as well', () => {
    const live = new Model();
    const info = { id: 'r', url: 'http://a/', userAgent: '', timeOrigin: 0 };
    live.addRecorder(info, true);
    live.append(connected().frame('t1', 'out', '421["ask"]').entries);
    live.addRecorder({ ...info, id: 'r2', timeOrigin: 9000 }, true);
    live.append(connected(new Script('r2')).entries);
    const saved = readLog(
      [...writeLog(live.log.entries(), { recorders: live.log.recorders, generator: 'test' })].join(''),
    );
    const replayed = new Model();
    replayed.replay(saved.header?.recorders ?? [], saved.entries);
    const told = (model: Model) => model.sessions.map(({ state, end, pendingAcks }) => ({ state, end, pendingAcks }));
    expect(told(live).map(({ state }) => state)).toEqual(['closed', 'open']);
    expect(told(replayed)).toEqual(told(live));
    expect(rows(replayed)).toEqual(rows(live));
  });
});

describe('namespaces', () => {
  test('are refused with their reason', () => {
    const script = connected().frame('t1', 'out', '40/admin,{"token":"no"}');
    script.frame('t1', 'in', '44/admin,{"message":"not allowed","data":{"code":7}}');
    const model = fold(script);
    expect(model.sessions[0]?.sockets[1]).toMatchObject({ nsp: '/admin', state: 'refused', refusal: 'not allowed' });
    const [refused] = rows(model, { nsp: '/admin', kinds: new Set(['refused']) });
    expect(model.detail(refused?.row as number).packet).toMatchObject({
      type: 'CONNECT_ERROR',
      data: { message: 'not allowed', data: { code: 7 } },
    });
    expect(model.namespaces).toEqual(['/', '/admin']);
  });
});

describe('acks', () => {
  test('are paired with their emit and timed', () => {
    const script = connected().frame('t1', 'out', '420["ask",1]').frame('t1', 'in', '42["noise"]');
    script.frame('t1', 'in', '430["answer"]');
    const model = fold(script);
    const [emit, , ack] = rows(model, { kinds: new Set(['event', 'ack']) });
    expect(emit).toMatchObject({ name: 'ask', ackId: 0, ack: 'answered', ackMs: 20, pair: ack?.row });
    expect(ack).toMatchObject({
      kind: 'ack',
      name: 'ask',
      ack: 'answered',
      ackMs: 20,
      pair: emit?.row,
      preview: '"answer"',
    });
    expect(model.sessions[0]?.pendingAcks).toBe(0);
  });

  test('wait, and are lost when the session ends', () => {
    const script = connected().frame('t1', 'out', '427["never"]');
    const waiting = fold(script);
    expect(rows(waiting, { query: find('never') })[0]).toMatchObject({ ack: 'waiting', ackMs: undefined });
    expect(waiting.sessions[0]?.pendingAcks).toBe(1);
    const lost = fold(script.close('t1', 1006, 'unknown'));
    expect(rows(lost, { query: find('never') })[0]).toMatchObject({ ack: 'lost', ackMs: 10 });
    expect(lost.sessions[0]?.pendingAcks).toBe(0);
  });

  test('keep directions and namespaces apart, and an ack with no emit is an orphan', () => {
    const script = connected().frame('t1', 'in', '421["server asks"]').frame('t1', 'in', '431["whose?"]');
    script.frame('t1', 'out', '43/x,1[]').frame('t1', 'out', '431["mine"]');
    const model = fold(script);
    expect(rows(model, { kinds: new Set(['ack']) }).map((row) => row.ack)).toEqual(['orphan', 'orphan', 'answered']);
  });
});

describe('binary', () => {
  test('is put back in its place, over WebSocket', () => {
    const script = connected().frame(
      't1',
      'out',
      '452-3["store-file",{"_placeholder":true,"num":1},{"a":{"_placeholder":true,"num":0}}]',
    );
    const half = fold(script.frame('t1', 'out', { base64: 'AAEC' }));
    expect(rows(half, { query: find('store-file') })[0]).toMatchObject({ attachments: 2, missingAttachments: 1 });
    const model = fold(script.frame('t1', 'out', { base64: '/v8A' }));
    const [row] = rows(model, { query: find('store-file') });
    expect(row).toMatchObject({ missingAttachments: 0, ack: 'waiting', preview: '‹binary 1›,{"a":‹binary 0›}' });
    expect(model.detail(row?.row as number).packet).toMatchObject({
      event: 'store-file',
      args: [new Uint8Array([254, 255, 0]), { a: new Uint8Array([0, 1, 2]) }],
    });
    expect(words(model).at(-1)).toBe('event store-file');
  });

  test('is put back in its place, over polling', () => {
    const script = new Script().open('p', POLL, 'polling').frame('p', 'in', HANDSHAKE);
    script.frame('p', 'in', '451-["pic",{"_placeholder":true,"num":0}]\x1ebAAEC');
    const model = fold(script);
    const [row] = rows(model, { query: find('pic') });
    expect(model.detail(row?.row as number)).toMatchObject({
      packet: { args: [new Uint8Array([0, 1, 2])] },
      problems: [],
    });
  });

  test('with no header is shown as such', () => {
    const model = fold(connected().frame('t1', 'in', { base64: 'AAEC' }));
    const row = rows(model).at(-1) as Row;
    expect(row).toMatchObject({ kind: 'binary', hasProblem: true });
    expect(model.detail(row.row).bytes).toEqual([new Uint8Array([0, 1, 2])]);
  });
});

describe('what can not be decoded', () => {
  test.each(['', 'x', '7', '4', '49["x"]', '42["unclosed', '42{"a":1}', '42'])(
    '%j is a row with its raw text',
    (text) => {
      const model = fold(connected().frame('t1', 'in', text));
      const row = rows(model).at(-1) as Row;
      const detail = model.detail(row.row);
      expect(detail.raw ?? '').toBe(text);
      if (text !== '42') expect(detail.problems.length).toBeGreaterThan(0);
    },
  );

  test('after a clear or an unknown transport still has its place', () => {
    const model = fold(new Script().frame('ghost', 'in', '42["x"]').close('ghost'));
    expect(model.firstRow).toBe(0);
    expect(() => rows(model).map((row) => model.detail(row.row))).not.toThrow();
  });
});

describe('a list of rows', () => {
  test('filters by text, direction, kind, namespace and session at once', () => {
    const script = connected()
      .frame('t1', 'out', '42["chat",{"text":"Hello"}]')
      .frame('t1', 'in', '42["chat","hello back"]');
    script.frame('t1', 'in', '42/admin,["chat","hello"]').frame('t1', 'in', '2').frame('t1', 'out', '3');
    const model = fold(script);
    expect(words(model, { query: find('HELLO') })).toHaveLength(3);
    expect(words(model, { query: find('hello'), dir: 'in' })).toHaveLength(2);
    expect(words(model, { query: find('hello'), dir: 'in', nsp: '/admin', session: 0 })).toEqual(['event chat']);
    expect(words(model, { session: 99 })).toEqual([]);
    expect(words(model, { kinds: new Set(['heartbeat']) })).toEqual(['heartbeat ping', 'heartbeat pong']);
    expect(words(model, { query: find('"a.c("') })).toEqual([]);
  });

  test('takes in what arrives, in time order over recorders', () => {
    const model = new Model();
    model.append(connected().entries);
    const list = model.list(ALL);
    const length = list.length;
    expect(list.update()).toEqual({ moved: false });
    const early = new Script('other');
    early.at = 1015;
    model.append(early.open('x', 'ws://raw/').frame('x', 'in', 'between').entries);
    expect(list.update()).toEqual({ moved: true });
    expect(list.length).toBe(length + 1);
    const times = Array.from({ length: list.length }, (_, i) => model.row(list.at(i)).at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    for (let i = 0; i < list.length; i++) expect(list.indexOf(list.at(i))).toBe(i);
  });

  test('lets go of rows that fell to the bound', () => {
    const model = new Model({ maxEntries: 1000, maxBytes: 1 << 30 });
    const script = connected();
    for (let i = 0; i < 5000; i++) script.frame('t1', 'in', `42["e",${i}]`);
    const list = model.list(ALL);
    for (let i = 0; i < script.entries.length; i += 100) {
      model.append(script.entries.slice(i, i + 100));
      list.update();
    }
    expect(model.lostByBound).toBeGreaterThan(3000);
    expect(list.length).toBeLessThanOrEqual(1000);
    expect(list.at(0)).toBe(model.firstRow);
    expect(model.row(list.at(list.length - 1)).preview).toBe('4999');
    expect(() => model.detail(list.at(0))).not.toThrow();
  });

  test('starts anew when everything was replaced', () => {
    const model = fold(connected());
    const list = model.list(ALL);
    model.reset();
    list.update();
    expect(list.length).toBe(0);
    model.append(connected().entries);
    list.update();
    expect(list.length).toBe(3);
  });
});

test('a poll that fails after the upgrade does not end the session', () => {
  const script = new Script().open('p', POLL, 'polling').frame('p', 'in', HANDSHAKE);
  script.open('w', `${WS}&sid=S1`).frame('w', 'out', '2probe').frame('w', 'in', '3probe').frame('w', 'out', '5');
  script.httpError('p', 502);
  expect(fold(script).sessions).toMatchObject([{ state: 'open', transport: 'websocket', end: undefined }]);
});
