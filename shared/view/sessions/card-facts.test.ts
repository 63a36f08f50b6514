import { describe, expect, it } from 'vitest';
import type { Entry } from '../../log/entry.ts';
import { Model } from '../../model/model.ts';
import { cardFacts } from './card-facts.ts';

const wss = 'wss://example.com/socket.io/?EIO=4&transport=websocket';

function card(entries: readonly Entry[], nowMs: number) {
  const model = new Model();
  model.append(entries);
  const facts = cardFacts(model.sessions[0]!, nowMs);
  return Object.fromEntries(facts.map(({ label, value, known }) => [label, known ? value : `(${value})`]));
}

const open = {
  recorder: 'r1',
  pos: 0,
  at: 1000,
  kind: 'transport-open',
  transport: 't1',
  type: 'websocket',
  url: wss,
} as const;
const frame = { recorder: 'r1', kind: 'frame', transport: 't1', dir: 'in' } as const;

describe('handshake card', () => {
  it('says what the handshake settled', () => {
    const text = '0{"sid":"s1","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';
    const found = card(
      [open, { ...frame, pos: 1, at: 1050, text }, { ...frame, pos: 2, at: 26_000, text: '2' }],
      30_000,
    );
    expect(found).toMatchObject({
      Transport: 'WebSocket',
      'Session id': 's1',
      'Engine.IO': 'version 4',
      'Ping interval': '25 s',
      'Ping timeout': '20 s',
      'Max payload': '1.0 MB',
      Heartbeat: '4 s ago',
      'Client gives up': 'in 41 s without a ping',
    });
    expect(found.Connected).toMatch(/, for 28 s$/);
  });

  it('says what came of asking for recovery', () => {
    const asks = { ...frame, pos: 1, at: 1050, dir: 'out', text: '40{"pid":"p1","offset":"cursor moved"}' } as const;
    expect(card([open, asks], 30_000).Recovered).toBe('asked, no reply yet');
    const answered = (text: string) => card([open, asks, { ...frame, pos: 2, at: 1100, text }], 30_000).Recovered;
    expect(answered('40{"sid":"a","pid":"p1"}')).toBe('yes');
    expect(answered('40{"sid":"b","pid":"p2"}')).toMatch(/^no: .*likely the last argument of a volatile event$/);
    expect(card([open, { ...asks, text: '40{"token":"x"}' }], 30_000).Recovered).toBeUndefined();
  });

  it('says why an upgrade failed', () => {
    const url = wss.replace('wss:', 'https:').replace('websocket', 'polling');
    const polling = { ...open, type: 'polling', url } as const;
    const handshake = { ...frame, pos: 1, at: 1050, text: '0{"sid":"s1","upgrades":["websocket"]}' } as const;
    const probe = { ...open, pos: 2, at: 1100, transport: 't2', url: `${wss}&sid=s1` } as const;
    const close = { recorder: 'r1', kind: 'transport-close', transport: 't2', pos: 3, at: 1200 } as const;
    const broken = { ...close, code: 1006, reason: '', clean: false, by: 'unknown' } as const;
    expect(card([polling, handshake, probe, broken], 2000).Transport).toMatch(
      /^polling, upgrade failed: it was never opened: a proxy or the server refuses it/,
    );
  });

  it('says what is not known, and why', () => {
    const found = card(
      [
        { ...open, late: true },
        { ...frame, pos: 1, at: 2000, text: '42["x"]' },
      ],
      30_000,
    );
    expect(found['Ping interval']).toBe('(not in the log)');
    expect(found.Heartbeat).toBe('none seen');
    expect(found['Client gives up']).toBeUndefined();
  });
});
