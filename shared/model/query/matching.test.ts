import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dir, Entry } from '../../log/entry.ts';
import { Model } from '../model.ts';
import type { RowList } from '../types.ts';
import { filterQuery } from './filter.ts';
import { parseQuery } from './parse.ts';
import type { Query } from './query.ts';

const WS = 'ws://a:1/socket.io/?EIO=4&transport=websocket';
const HANDSHAKE = '0{"sid":"S1","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';

/** A model that is written to as a recorder writes: frames of one transport. */
class Page {
  readonly model = new Model();
  at = 1000;
  #pos = 0;

  constructor() {
    this.#add({ kind: 'transport-open', transport: 't', type: 'websocket', url: WS });
    this.says('in', HANDSHAKE, '40{"sid":"a"}', '40/admin,{"sid":"b"}');
  }

  #add(what: object): void {
    this.model.append([{ pos: this.#pos++, at: this.at, recorder: 'r', ...what } as Entry]);
  }

  says(dir: Dir, ...texts: readonly string[]): this {
    for (const text of texts) {
      this.at += 10;
      this.#add({ kind: 'frame', transport: 't', dir, text });
    }
    return this;
  }

  binary(dir: Dir, base64: string): this {
    this.at += 10;
    this.#add({ kind: 'frame', transport: 't', dir, base64, size: 3 });
    return this;
  }

  closes(): this {
    this.at += 10;
    this.#add({ kind: 'transport-close', transport: 't', code: 1006, reason: '', clean: false, by: 'remote' });
    return this;
  }
}

const read = (text: string): Query => {
  const { query, problem } = parseQuery(text);
  if (!query) throw new Error(problem.message);
  return query;
};
const texts = (model: Model, list: RowList): string[] =>
  Array.from({ length: list.length }, (_, index) => {
    const { name, kind, preview } = model.row(list.at(index));
    return `${kind} ${name} ${preview}`.trim();
  });
const found = ({ model }: Page, text: string): string[] => texts(model, model.list(filterQuery({ query: read(text) })));

const chat = new Page()
  .says('out', '420["chat:send",{"text":"Hello there","user":{"id":7,"tags":["a","b"]}}]')
  .says('in', '430["ok",{"seq":1}]')
  .says('in', '42["chat:made",{"text":"Hello there","user":{"id":"7"}},{"text":"second \\"quoted\\""}]')
  .says('out', '42/admin,1["stats"]', '42["typing"]', '42["typing"]')
  .says('in', '451-["file",{"_placeholder":true,"num":0}]')
  .binary('in', 'AQID')
  .says('in', '2', '439["who asked"]', '4x')
  .says('in', `42["big","${'x'.repeat(12_000)}"]`);

describe('queries over a log', () => {
  it.each<[string, readonly string[]]>([
    ['event:chat*', ['event chat:send', 'ack chat:send', 'event chat:made']],
    ['event:*:made', ['event chat:made']],
    ['event:chat', []],
    ['event:"chat*"', []],
    ['event:typing,stats', ['event stats', 'event typing', 'event typing']],
    ['event:ack', []],
    ['ns:/admin type:event', ['event stats']],
    ['ns:/adm* type:event', ['event stats']],
    ['dir:out type:event', ['event chat:send', 'event stats', 'event typing', 'event typing']],
    ['type:heartbeat', ['heartbeat ping']],
    ['session:1 typing', ['event typing', 'event typing']],
    ['session:2', []],
    ['ack:pending', ['event stats']],
    ['ack:answered', ['event chat:send', 'ack chat:send']],
    ['ack:orphan', ['ack ack']],
    ['ack>5ms', ['event chat:send', 'ack chat:send']],
    ['ack>10ms', []],
    ['size>10kb', ['event big']],
    ['binary', ['event file']],
    ['has:ack', ['event chat:send', 'ack chat:send', 'event stats', 'ack ack']],
    ['has:error', ['ack ack', 'broken not decodable']],
    ['has:duplicate', ['event typing']],
    ['room:lobby', []],
    ['data.user.id=7', ['event chat:send', 'event chat:made']],
    ['data.user.id="7"', ['event chat:made']],
    ['data.user.id>6', ['event chat:send']],
    ['data.user.id!=7', []],
    ['data.user.tags.1=b', ['event chat:send']],
    ['data.user.tags.*=b', ['event chat:send']],
    ['data.*.id=7', ['event chat:send', 'event chat:made']],
    ['args.1.text~/^second "/', ['event chat:made']],
    ['args.1.text~SECOND', ['event chat:made']],
    ['args.1.seq=1', ['ack chat:send']],
    ['has:data.user.tags', ['event chat:send']],
    ['hello', ['event chat:send', 'event chat:made']],
    ['/"id":"?7/', ['event chat:send', 'event chat:made']],
    ['hello -event:chat:made', ['event chat:send']],
    ['(stats or typing) dir:out', ['event stats', 'event typing', 'event typing']],
    ['time<1060 type:event', ['event chat:send']],
  ])('%s', (query, expected) => {
    expect(found(chat, query).map((words) => words.split(' ').slice(0, 2).join(' '))).toEqual(
      expected.map((words) => words.split(' ').slice(0, 2).join(' ')),
    );
  });

  it('folds beats away unless the query asks for a kind', () => {
    expect(found(chat, '').some((words) => words.startsWith('heartbeat'))).toBe(false);
    expect(found(chat, 'type:heartbeat or type:ack')).toHaveLength(3);
  });

  it('looks where escapes hide a key', () => {
    const page = new Page().says('in', '42["a",{"\\u0069d":1}]', '42["b",{"id":1}]');
    expect(found(page, 'data.id=1')).toHaveLength(2);
  });

  it('looks where a value is written in another way', () => {
    const hundreds = ['100', '1e2', '100.0', '10E+1', '"100"', '"1\\u00300"', '101', '"1e2"'];
    const page = new Page().says('in', ...hundreds.map((value) => `42["n",{"n":${value}}]`));
    expect(found(page, 'data.n=100')).toHaveLength(6);
    const words = new Page().says('in', '42["w",{"w":"wor\\u0064"}]', '42["w",{"w":"word"}]', '42["w",{"w":true}]');
    expect(found(words, 'data.w=word')).toHaveLength(2);
    expect(found(words, 'data.w=true')).toHaveLength(1);
  });

  it('knows answers that come again from answers to nothing', () => {
    const page = new Page().says('out', '423["ask"]').says('in', '433["one"]', '433["two"]', '434[]');
    expect(found(page, 'ack:twice')).toEqual(['ack ask "two"']);
    expect(found(page, 'ack:orphan')).toEqual(['ack ack']);
    expect(found(page, 'ack:answered')).toHaveLength(2);
  });

  it('lets rows come and go when an answer, an attachment or an end changes them', () => {
    const page = new Page()
      .says('out', '421["slow"]', '422["never"]')
      .says('in', '451-["pic",{"_placeholder":true,"num":0}]');
    const { model } = page;
    const list = (text: string): RowList => model.list(filterQuery({ query: read(text) }));
    const [pending, slow, big, lost] = [
      list('ack:pending'),
      list('ack>15ms'),
      list('size>43b event:pic'),
      list('ack:lost'),
    ];
    const now = () =>
      [pending, slow, big, lost].map((one) => {
        one.update();
        return texts(model, one).map((words) => words.split(' ')[1]);
      });
    expect(now()).toEqual([['slow', 'never'], [], [], []]);
    page.says('in', '431["done"]').binary('in', 'AQID');
    expect(now()).toEqual([['never'], ['slow', 'slow'], ['pic'], []]);
    page.closes();
    expect(now()).toEqual([[], ['slow', 'never', 'slow'], ['pic'], ['never']]);
  });

  it('gives the newest rows first when time is short, and the same in the end', () => {
    const page = new Page();
    for (let i = 0; i < 5000; i++) page.says('in', `42["tick",${i}]`);
    const whole = page.model.list(filterQuery({ query: read('event:tick') }));
    const sliced = page.model.list(filterQuery({ query: read('event:tick') }), 0);
    expect(sliced.length).toBeGreaterThan(0);
    expect(sliced.length).toBeLessThan(1000);
    expect(sliced.at(sliced.length - 1)).toBe(whole.at(4999));
    sliced.stopped = true;
    page.says('in', '42["tick","new"]');
    const before = sliced.length;
    sliced.update(0);
    expect(sliced.length).toBe(before + 1);
    expect(sliced.unseen).toBeGreaterThan(0);
    sliced.stopped = false;
    let calls = 0;
    while (sliced.unseen > 0 && calls++ < 100) sliced.update(0);
    whole.update();
    expect(Array.from({ length: sliced.length }, (_, i) => sliced.at(i))).toEqual(
      Array.from({ length: whole.length }, (_, i) => whole.at(i)),
    );
  });

  it('keeps time order however rows arrive, are dropped and are looked at', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 1000, max: 1300 }), { maxLength: 300 }), { maxLength: 6 }),
        fc.integer({ min: 129, max: 600 }),
        (batches, maxEntries) => {
          const model = new Model({ maxEntries, maxBytes: 1e9 });
          const query = read('type:note -/7$/');
          const list = model.list(query, 0);
          let pos = 0;
          for (const batch of batches) {
            model.append(
              batch.map((at) => ({ kind: 'note', text: String(at), pos: pos++, at, recorder: `r${at % 3}` })),
            );
            list.update(0);
          }
          for (let i = 0; i < 20; i++) list.update(0);
          const rows = Array.from({ length: list.length }, (_, i) => list.at(i));
          const fresh = model.list(query);
          expect(rows).toEqual(Array.from({ length: fresh.length }, (_, i) => fresh.at(i)));
          const times = rows.map((row) => model.row(row).at);
          expect(times).toEqual([...times].sort((a, b) => a - b));
          for (const row of rows) expect(list.at(list.indexOf(row))).toBe(row);
        },
      ),
      { numRuns: 100 },
    );
  });
});
