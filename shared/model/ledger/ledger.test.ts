import { describe, expect, it } from 'vitest';
import type { Entry } from '../../log/entry.ts';
import { Model } from '../model.ts';
import { EVERYTHING, eventNamed } from '../query/query.ts';
import { LEDGER_GROUPS, Ledger } from './ledger.ts';

let pos = 0;
const frame = (at: number, dir: 'in' | 'out', text: string): Entry => ({
  pos: pos++,
  at,
  recorder: 'r',
  kind: 'frame',
  transport: 't',
  dir,
  text,
});
const open: Entry = {
  pos: pos++,
  at: 0,
  recorder: 'r',
  kind: 'transport-open',
  transport: 't',
  type: 'websocket',
  url: 'ws://a/socket.io/?EIO=4',
};

describe('the ledger of acks', () => {
  const model = new Model();
  model.append([
    open,
    frame(10, 'out', '421["fast"]'),
    frame(11, 'out', '422["slow"]'),
    frame(12, 'in', '431[]'),
    frame(90, 'in', '432[]'),
    frame(91, 'in', '432["again"]'),
    frame(92, 'in', '439["who"]'),
    frame(93, 'out', '42/a,1["lost"]'),
    frame(94, 'in', '41/a,'),
    frame(95, 'out', '423["open"]'),
    frame(96, 'out', '424["slow"]'),
  ]);
  const names = (ledger: Ledger): string[] => {
    const rows = ledger.rows(LEDGER_GROUPS);
    return Array.from({ length: rows.length }, (_, index) => {
      const { ack, name } = model.row(rows.at(index));
      return `${ack} ${name}`;
    });
  };

  it('puts what waits first, and what was answered the slowest first, each once', () => {
    const ledger = new Ledger(model, EVERYTHING);
    expect(names(ledger)).toEqual([
      'waiting open',
      'waiting slow',
      'lost lost',
      'twice slow',
      'orphan ack',
      'answered slow',
      'answered fast',
    ]);
    expect(LEDGER_GROUPS.map((group) => ledger.count(group))).toEqual([2, 1, 1, 1, 2]);
  });

  it('keeps to a narrower query, and follows the log', () => {
    const ledger = new Ledger(model, eventNamed('slow'));
    expect(names(ledger)).toEqual(['waiting slow', 'twice slow', 'answered slow']);
    model.append([frame(200, 'in', '434[]')]);
    ledger.update();
    expect(names(ledger)).toEqual(['twice slow', 'answered slow', 'answered slow']);
    expect(model.row(ledger.rows(['answered']).at(0)).ackMs).toBe(104);
  });
});
