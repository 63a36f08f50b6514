import { describe, expect, it } from 'vitest';
import type { Entry } from '../../log/entry.ts';
import { Model } from '../../model/model.ts';
import { factsOf } from './facts.ts';

const base = { at: 1_700_000_000_000, recorder: 'r1' };
const url = 'https://example.com/socket.io/?EIO=4&transport=polling';

function facts(entries: readonly Entry[], row: number): Record<string, string> {
  const model = new Model();
  model.append(entries);
  const detail = model.detail(row);
  const found = factsOf(detail, model.session(detail.row.session));
  return Object.fromEntries(found.map(({ label, value }) => [label, value]));
}

describe('facts', () => {
  it('tells of a polling frame what was seen', () => {
    const found = facts(
      [
        { ...base, pos: 0, kind: 'transport-open', transport: 't1', type: 'polling', url },
        {
          ...base,
          pos: 1,
          kind: 'frame',
          transport: 't1',
          dir: 'in',
          text: '42/chat,7["hi"]',
          http: { request: 4, method: 'GET', url, status: 200, contentType: 'text/plain' },
        },
      ],
      1,
    );
    expect(found).toMatchObject({
      Direction: '↓ received by the page',
      Packet: 'EVENT',
      Namespace: '/chat',
      'Ack id': '7',
      Size: '15 B',
      Transport: 'polling t1',
      Request: 'GET, request 4 of the page',
      'HTTP status': '200',
      'Log position': '1 of recorder r1',
    });
    expect(found).not.toHaveProperty('Close code');
  });

  it('tells of a close its code, reason and side', () => {
    const found = facts(
      [
        { ...base, pos: 0, kind: 'transport-open', transport: 't1', type: 'websocket', url: 'wss://example.com/x' },
        {
          ...base,
          pos: 1,
          kind: 'transport-close',
          transport: 't1',
          code: 1009,
          reason: 'big',
          clean: true,
          by: 'remote',
        },
      ],
      1,
    );
    expect(found).toMatchObject({
      'Close code': '1009',
      Reason: 'big',
      'Clean close': 'yes',
      'Closed by': 'the server or network',
      Address: 'wss://example.com/x',
    });
    expect(found).not.toHaveProperty('Direction');
  });
});
