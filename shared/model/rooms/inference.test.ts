import { describe, expect, it } from 'vitest';
import type { Entry } from '../../log/entry.ts';
import { Model } from '../model.ts';
import { isOffset } from '../recovery.ts';

/** When the server of the recorded vector made `Q86wmDT`. */
const OFFSET = 'Q86wmDT';
const MADE_AT = [...OFFSET].reduce(
  (ms, char) => ms * 64 + '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_'.indexOf(char),
  0,
);

/** Several connections of a log, each with a socket in `/`. */
class Page {
  readonly model = new Model();
  at = MADE_AT;
  #pos = 0;

  connect(name: string, { recorder = 'r', pid = '', host = 'app', sid = name } = {}): this {
    const url = `wss://${host}/socket.io/?EIO=4&transport=websocket`;
    this.#add({ kind: 'transport-open', transport: name, type: 'websocket', url, recorder });
    this.frame(
      name,
      'in',
      `0{"sid":"engine-${name}","upgrades":[],"pingInterval":25000,"pingTimeout":20000}`,
      recorder,
    );
    this.frame(name, 'out', '40', recorder);
    return this.frame(name, 'in', `40{"sid":"${sid}"${pid && `,"pid":"${pid}"`}}`, recorder);
  }

  frame(transport: string, dir: 'in' | 'out', text: string, recorder = 'r'): this {
    return this.#add({ kind: 'frame', transport, dir, text, recorder });
  }

  #add(what: object): this {
    this.model.append([{ pos: this.#pos++, at: this.at, ...what } as Entry]);
    return this;
  }

  after(ms: number): this {
    this.at += ms;
    return this;
  }

  /** Of each event that came: its evidence and who got it. */
  get sends(): readonly (readonly string[] | undefined)[] {
    const { model } = this;
    const all: (readonly string[] | undefined)[] = [];
    for (let row = model.firstRow; row < model.endRow; row++) {
      const { kind, dir, delivery } = model.row(row);
      if (kind !== 'event' || dir !== 'in') continue;
      all.push(delivery?.source === 'inferred' ? [delivery.evidence, ...delivery.ids] : undefined);
    }
    return all;
  }
}

const two = (options: { pid?: string } = {}): Page => new Page().connect('a', options).connect('b', options);

describe('one send at several sockets', () => {
  it('is practically certain by the offset of recovery, also in two pages of one log and seconds later', () => {
    const page = new Page().connect('a', { pid: 'p' }).connect('b', { pid: 'q', recorder: 's' });
    const text = `42["news",1,"${OFFSET}"]`;
    page.frame('a', 'in', text).after(3000).frame('b', 'in', text, 's');
    expect(page.sends).toEqual([
      ['offset', 'a', 'b'],
      ['offset', 'a', 'b'],
    ]);
    expect(page.model.rooms.told).toBe(false);
    expect([page.model.knowsRooms, page.model.hasTargets]).toEqual([false, true]);
  });

  it('is not there where offsets differ, however equal the rest and the time', () => {
    const page = two({ pid: 'p' });
    page.frame('a', 'in', `42["news",1,"${OFFSET}"]`).frame('b', 'in', '42["news",1,"Q86wmDU"]');
    expect(page.sends).toEqual([undefined, undefined]);
    expect(page.model.hasTargets).toBe(false);
  });

  it('is no offset what an application wrote, or what a server wrote that recovers nothing', () => {
    const written = two({ pid: 'p' })
      .frame('a', 'in', '42["moved","kitchen"]')
      .after(3)
      .frame('b', 'in', '42["moved","kitchen"]');
    expect(written.sends[1]).toEqual(['equal', 'a', 'b']);
    const text = `42["news",1,"${OFFSET}"]`;
    const plain = two().frame('a', 'in', text).after(100).frame('b', 'in', text);
    expect(plain.sends).toEqual([undefined, undefined]);
  });

  it('is near certain by the server’s ack id', () => {
    const page = two().frame('a', 'in', '427["question",1]').after(500).frame('b', 'in', '427["question",1]');
    page.frame('a', 'in', '428["question",1]').frame('b', 'in', '429["question",1]');
    page.frame('a', 'in', '4210["question",1]').after(1500).frame('b', 'in', '4210["question",1]');
    const found = ['ack-id', 'a', 'b'];
    expect(page.sends).toEqual([found, found, undefined, undefined, undefined, undefined]);
  });

  it('is probable where equal events come within milliseconds, and grows with each socket', () => {
    const page = two().connect('c');
    for (const name of ['a', 'b', 'c']) page.frame(name, 'in', '42["tick",{"n":1}]').after(2);
    const found = ['equal', 'a', 'b', 'c'];
    expect(page.sends).toEqual([found, found, found]);
    page.after(100);
    page.frame('a', 'in', '42["tick",{"n":2}]').after(30).frame('b', 'in', '42["tick",{"n":2}]');
    page.frame('a', 'in', '42["tick",{"n":3}]').frame('b', 'in', '42["tick",{"n":4}]');
    page.frame('a', 'in', '42["tick",{"n":5}]').frame('b', 'in', '42["tock",{"n":5}]');
    page.frame('a', 'in', '42["tick",{"n":6}]').frame('b', 'in', '42/chat,["tick",{"n":6}]');
    expect(page.sends.slice(3)).toEqual(Array(8).fill(undefined));
  });

  it('is two where the same comes twice to each', () => {
    const page = two();
    for (const name of ['a', 'a', 'b', 'b']) page.frame(name, 'in', '42["tick"]');
    const rows = page.sends.length;
    expect(rows).toBe(4);
    const sends = new Set<unknown>();
    for (let row = page.model.firstRow; row < page.model.endRow; row++) {
      const { delivery } = page.model.row(row);
      if (delivery?.source === 'inferred') sends.add(delivery.rows.join());
    }
    expect([...sends].map((one) => String(one).split(',').length)).toEqual([2, 2]);
  });

  it('is nothing on one socket, on two servers, or on one that was recovered', () => {
    const one = new Page().connect('a');
    for (let turn = 0; turn < 3; turn++) one.frame('a', 'in', '42["tick"]');
    expect(one.sends).toEqual([undefined, undefined, undefined]);
    const servers = new Page().connect('a').connect('b', { host: 'other' });
    servers.frame('a', 'in', '42["tick"]').frame('b', 'in', '42["tick"]');
    expect(servers.sends).toEqual([undefined, undefined]);
    const again = new Page().connect('a').frame('a', 'in', '42["tick"]').connect('b', { sid: 'a' });
    expect(again.frame('b', 'in', '42["tick"]').sends).toEqual([undefined, undefined]);
  });

  it('goes with its rows', () => {
    const page = two().frame('a', 'in', '42["tick"]').frame('b', 'in', '42["tick"]');
    expect(page.model.hasTargets).toBe(true);
    page.model.clear();
    page.frame('a', 'in', '42["tick"]');
    expect(page.sends).toEqual([undefined]);
    expect(page.model.hasTargets).toBe(false);
  });

  it('gives way to what the companion tells', () => {
    const page = two().frame('b', 'out', '40/sioscope,').frame('b', 'in', '40/sioscope,{"sid":"s"}');
    const said = (kind: string, body: object): string =>
      `42/sioscope,${JSON.stringify([kind, { node: 'n1', at: 1, ...body }])}`;
    page.frame('b', 'in', said('snapshot', { version: 1, namespaces: [], omitted: { sockets: 0, rooms: 0 } }));
    const to = { rooms: ['lobby'], except: [], count: 9, ids: ['a', 'b'] };
    const news = { nsp: '/', event: 'news', args: 0, to, flags: {}, origin: 'local' };
    page.frame('b', 'in', said('broadcast', news));
    page.frame('a', 'in', '42["news"]').frame('b', 'in', '42["news"]');
    expect(page.sends).toEqual([['equal', 'a', 'b'], undefined]);
    expect(page.model.row(page.model.endRow - 1).delivery).toMatchObject({ source: 'companion', rooms: ['lobby'] });
  });
});

describe('an emit that looks like a join or a leave', () => {
  const hint = (emit: string, answer: string | undefined): string | undefined => {
    const page = new Page().connect('a').frame('a', 'out', emit);
    const row = page.model.endRow - 1;
    if (answer !== undefined) page.frame('a', 'in', answer);
    const found = page.model.row(row).hint;
    return found && `${found.joined ? 'joins' : 'leaves'} ${found.room}`;
  };

  it.each([
    ['420["join","lobby"]', '430[]', 'joins lobby'],
    ['420["joinRoom","lobby",{"x":1}]', '430[{"ok":true}]', 'joins lobby'],
    ['420["room:leave","lobby"]', '430[null]', 'leaves lobby'],
    ['420["subscribe","prices"]', '430["ok"]', 'joins prices'],
    ['420["unsubscribe","prices"]', '430[true]', 'leaves prices'],
  ])('%s, answered %s: %s', (emit, answer, words) => expect(hint(emit, answer)).toBe(words));

  it.each([
    ['420["join","lobby"]', undefined],
    ['420["join","lobby"]', '430[false]'],
    ['420["join","lobby"]', '430[{"error":"full","ok":true}]'],
    ['420["join","lobby"]', '430["not allowed"]'],
    ['420["join",{"room":"lobby"}]', '430[]'],
    ['420["rejoin-later","lobby"]', '430[]'],
    ['420["say","lobby"]', '430[]'],
  ])('not %s, answered %s', (emit, answer) => expect(hint(emit, answer)).toBeUndefined());
});

describe('an offset', () => {
  it.each([
    ['Q86wmDT', MADE_AT],
    ['Q86wmDT.1', MADE_AT],
    ['1716892800000-0', 1_716_892_800_000],
    ['507f1f77bcf86cd799439011', 0x507f1f77 * 1000],
  ])('%s carries its time', (text, at) => {
    expect(isOffset(text, at + 3_600_000)).toBe(true);
    expect(isOffset(text, at + 2 * 86_400_000)).toBe(false);
  });
  it.each(['kitchen', '42', 'a word', 'abcdefgh'])('%s is none', (text) => expect(isOffset(text, MADE_AT)).toBe(false));
});
