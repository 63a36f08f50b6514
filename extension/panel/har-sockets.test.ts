import { describe, expect, test } from 'vitest';
import { isEntry, isRecorderInfo } from '../../shared/log/guard.ts';
import { HarSockets } from './har-sockets.ts';

const HOOK = 'chrome-extension://id/extension/page/hook.iife.js';
const WORKER = 'https://example.com/worker.js';

const message = (type: string, data: string, opcode = 1, time = 1_700_000_001.25) => ({ type, data, opcode, time });
const handshake = (sid: string) => message('receive', `0{"sid":"${sid}","upgrades":[]}`);
const socket = (key: string, messages: unknown[], scripts = [WORKER], query = 'EIO=4&transport=websocket') => ({
  _initiator: { type: 'script', stack: { callFrames: scripts.map((url) => ({ url })) } },
  _webSocketMessages: messages,
  startedDateTime: '2023-11-14T22:13:21.000Z',
  request: { url: `wss://example.com/socket.io/?${query}`, headers: [{ name: 'Sec-WebSocket-Key', value: key }] },
});

function start() {
  let ids = 0;
  const sockets = new HarSockets({ hook: HOOK, userAgent: 'Chrome', newId: () => `n${++ids}` });
  const read = (har: unknown[], isKnown: (sid: string) => boolean = () => false) =>
    sockets.read({ entries: har }, 0, isKnown);
  return { sockets, read };
}

describe('sockets of the network log', () => {
  test('are entries of a recorder of their own, each message once', () => {
    const { read } = start();
    const first = read([socket('a', [handshake('s1'), message('send', '40')])]);
    expect(first.recorders).toEqual([
      { id: 'n1', url: WORKER, userAgent: 'Chrome', timeOrigin: 1_700_000_001_000, via: 'devtools-network' },
    ]);
    expect(first.recorders.every(isRecorderInfo) && first.entries.every(isEntry)).toBe(true);
    expect(first.entries).toMatchObject([
      { pos: 0, at: 1_700_000_001_000, recorder: 'n1', kind: 'transport-open', transport: 't1', type: 'websocket' },
      { pos: 1, at: 1_700_000_001_250, kind: 'frame', dir: 'in', text: '0{"sid":"s1","upgrades":[]}' },
      { pos: 2, kind: 'frame', dir: 'out', text: '40' },
    ]);
    const again = read([
      socket('a', [handshake('s1'), message('send', '40'), message('receive', 'AQL6/w==', 2)]),
      socket('b', [handshake('s2')]),
    ]);
    expect(again.recorders).toEqual([]);
    expect(again.entries).toMatchObject([
      { pos: 3, transport: 't1', dir: 'in', base64: 'AQL6/w==', size: 4 },
      { pos: 4, kind: 'transport-open', transport: 't2' },
      { pos: 5, transport: 't2' },
    ]);
  });

  test('leave out what the hook saw, what the log holds, and what is not Engine.IO', () => {
    const { read } = start();
    const none = read(
      [
        socket('a', [handshake('s1')], [HOOK, 'https://example.com/app.js']),
        socket('b', [handshake('known')]),
        socket('c', [message('receive', '3probe')], [WORKER], 'EIO=4&transport=websocket&sid=known'),
        socket('d', [handshake('s4')], [WORKER], 'room=1'),
        // Nothing came yet that says which session it is.
        socket('e', []),
      ],
      (sid) => sid === 'known',
    );
    expect(none).toEqual({ recorders: [], entries: [] });
  });

  test('leave out sockets of the page before', () => {
    const { sockets } = start();
    const har = { entries: [socket('a', [handshake('s1')])] };
    expect(sockets.read(har, 1_700_000_002_000, () => false).entries).toEqual([]);
  });

  test('end once', () => {
    const { sockets, read } = start();
    const one = socket('a', [handshake('s1')]);
    expect(sockets.ended(one, 5)).toEqual([]);
    read([one]);
    const end = sockets.ended(one, 1_700_000_009_000);
    expect(end).toMatchObject([{ pos: 2, kind: 'transport-close', transport: 't1', code: 0, by: 'unknown' }]);
    expect(end.every(isEntry)).toBe(true);
    expect(sockets.ended(one, 6)).toEqual([]);
  });

  test('survive whatever a HAR may hold', () => {
    const { sockets } = start();
    for (const har of [
      undefined,
      null,
      1,
      {},
      { entries: 1 },
      { entries: [null, {}, { request: 1 }, { request: {} }] },
    ])
      expect(sockets.read(har, 0, () => false)).toEqual({ recorders: [], entries: [] });
    const odd = socket('a', [
      null,
      7,
      handshake('s1'),
      message('error', 'x'),
      message('send', 'x', 9),
      { type: 'send' },
    ]);
    expect(sockets.read({ entries: [odd] }, 0, () => false).entries).toHaveLength(2);
  });
});
