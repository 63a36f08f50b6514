/** Sessions of every version, transport and parser through the model: what only shows over several frames. */
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import type { Dir, Entry, TransportType } from '../log/entry.ts';
import type { Decoder } from '../protocol/decoder.ts';
import { Model } from './model.ts';
import { filterQuery } from './query/filter.ts';
import { parseQuery } from './query/parse.ts';
import type { Row } from './types.ts';

const require = createRequire(import.meta.url);
const msgpack = require('socket.io-msgpack-parser') as { Encoder: new () => { encode(packet: unknown): Uint8Array[] } };
const packed = (packet: unknown): Uint8Array => new Uint8Array(new msgpack.Encoder().encode(packet)[0] as Uint8Array);

const OPEN = '0{"sid":"S","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';

class Script {
  readonly entries: Entry[] = [];

  #base(): { pos: number; at: number; recorder: string } {
    return { pos: this.entries.length, at: 1000 + this.entries.length * 10, recorder: 'r' };
  }

  open(transport: string, type: TransportType, query: string): this {
    const scheme = type === 'websocket' ? 'ws' : 'https';
    this.entries.push({
      ...this.#base(),
      kind: 'transport-open',
      transport,
      type,
      url: `${scheme}://a:1/socket.io/${query}`,
    });
    return this;
  }

  frame(transport: string, dir: Dir, content: string | Uint8Array): this {
    const body =
      typeof content === 'string'
        ? { text: content }
        : { base64: Buffer.from(content).toString('base64'), size: content.length };
    this.entries.push({ ...this.#base(), kind: 'frame', transport, dir, ...body });
    return this;
  }

  cut(transport: string, dir: Dir, size: number): this {
    this.entries.push({ ...this.#base(), kind: 'frame', transport, dir, cut: { head: '', size } });
    return this;
  }
}

const fold = (script: Script, decoders: readonly Decoder[] = []): Model => {
  const model = new Model(undefined, decoders);
  model.append(script.entries);
  return model;
};

const rows = (model: Model): Row[] =>
  Array.from({ length: model.endRow - model.firstRow }, (_, i) => model.row(model.firstRow + i));
/** Names of the rows that a query finds. */
function found(model: Model, query: string): string[] {
  const parsed = parseQuery(query);
  if (!parsed.query) throw new Error(parsed.problem.message);
  const list = model.list(filterQuery({ query: parsed.query }));
  return Array.from({ length: list.length }, (_, index) => model.row(list.at(index)).name);
}
const words = (model: Model): string[] =>
  rows(model)
    .filter(({ kind }) => kind !== 'transport')
    .map(({ kind, nsp, name, preview }) => [kind, nsp, name, preview].filter(Boolean).join(' '));
const codes = (model: Model, name: string): string[] => {
  const row = rows(model).find((one) => one.name === name) as Row;
  return model.detail(row.row).problems.map(({ code }) => code);
};

describe('Socket.IO 2', () => {
  const ws = () => new Script().open('w', 'websocket', '?EIO=3&transport=websocket').frame('w', 'in', OPEN);

  it('joins the root by itself, and other namespaces by their name without the query', () => {
    const model = fold(
      ws().frame('w', 'in', '40').frame('w', 'out', '40/admin?token=a%2Fb,').frame('w', 'in', '40/admin,'),
    );
    expect(words(model).slice(1)).toEqual([
      'connected / connected',
      'connect /admin connect',
      'connected /admin connected',
    ]);
    expect(model.sessions[0]?.sockets).toMatchObject([
      { nsp: '/', state: 'connected', sid: 'S' },
      { nsp: '/admin', state: 'connected', sid: '/admin#S' },
    ]);
    expect(model.detail(rows(model).find(({ kind }) => kind === 'connect')!.row).packet?.nsp).toBe(
      '/admin?token=a%2Fb',
    );
  });

  it('tells a refusal from an error of a connected namespace', () => {
    const refused = fold(ws().frame('w', 'in', '44"no"'));
    expect(refused.sessions[0]?.sockets).toMatchObject([{ nsp: '/', state: 'refused', refusal: 'no' }]);
    const error = fold(
      ws().frame('w', 'in', '40').frame('w', 'in', '44{"code":7}').frame('w', 'out', '44"encode error"'),
    );
    expect(error.sessions[0]?.sockets).toMatchObject([{ nsp: '/', state: 'connected' }]);
    expect(words(error).slice(2)).toEqual(['refused / error {"code":7}', 'refused / error "encode error"']);
  });

  it('judges by its own parsers', () => {
    const model = fold(
      ws().frame('w', 'in', '42["connect"]').frame('w', 'in', '450-["none"]').frame('w', 'in', '42{}'),
    );
    expect(codes(model, 'connect')).toEqual([]);
    const zero = rows(model).find(({ name }) => name === 'none') as Row;
    expect(model.detail(zero.row).problems).toMatchObject([
      { code: 'no-attachments', rejectedBy: 'socket.io-parser ≥ 3.3.6, ≥ 3.4.5' },
    ]);
  });

  it('reads a body of Socket.IO 1, which is encoded twice', () => {
    const packet = '42["é","€👍"]';
    const twice = Buffer.from(packet).toString('latin1');
    const model = fold(
      new Script()
        .open('p', 'polling', '?EIO=3&transport=polling')
        .frame('p', 'in', `${OPEN.length}:${OPEN}2:40`)
        .frame('p', 'in', `${twice.length}:${twice}`),
    );
    expect(words(model).at(-1)).toBe('event / é "€👍"');
  });
});

describe('versions that are mixed', () => {
  it('takes a server of Socket.IO 2 for what it is, over polling', () => {
    const model = fold(
      new Script().open('p', 'polling', '?EIO=4&transport=polling').frame('p', 'in', `${OPEN.length}:${OPEN}2:40`),
    );
    const [session] = model.sessions;
    expect(session?.dialect).toMatchObject({ client: 4, server: 3 });
    expect(session?.sid).toBe('S');
    expect(words(model)).toEqual([`open open ${OPEN.slice(1)}`, 'connected / connected']);
    expect(codes(model, 'open')).toEqual(['eio3-body']);
  });

  it('and over WebSocket, by its CONNECT without payload', () => {
    const script = new Script()
      .open('w', 'websocket', '?EIO=4&transport=websocket')
      .frame('w', 'in', OPEN)
      .frame('w', 'in', '40');
    const model = fold(
      script.frame('w', 'in', '451-["b",{"_placeholder":true,"num":0}]').frame('w', 'in', new Uint8Array([4, 7])),
    );
    expect(model.sessions[0]?.dialect).toMatchObject({ client: 4, server: 3 });
    const row = rows(model).find(({ name }) => name === 'b') as Row;
    expect(model.detail(row.row).packet?.args).toEqual([new Uint8Array([7])]);
  });

  it('takes an empty payload of version 3 for the broken packet that it is to version 4', () => {
    const polling = (eio: number, body: string) =>
      words(fold(new Script().open('p', 'polling', `?EIO=${eio}&transport=polling`).frame('p', 'in', body)));
    expect(polling(4, '0:')).toEqual(['open open :']);
    expect(polling(3, '0:')).toEqual([]);
  });

  it('goes by who pings and who answers rather than by the address', () => {
    const beat = (eio: number, ping: Dir, pong: Dir) => {
      const script = new Script().open('w', 'websocket', `?EIO=${eio}&transport=websocket&sid=S`);
      const { dialect } = fold(script.frame('w', ping, '2').frame('w', pong, '3')).sessions[0]!;
      return [dialect.client, dialect.server];
    };
    expect(beat(4, 'out', 'in')).toEqual([3, 3]);
    expect(beat(3, 'in', 'out')).toEqual([4, 4]);
    expect(beat(4, 'in', 'out')).toEqual([4, 4]);
  });
});

describe('WebTransport', () => {
  const text = (packet: string): Uint8Array => new Uint8Array([packet.length, ...Buffer.from(packet)]);
  const hello = '42["hello",1]';

  it('finds its session by its first packet', () => {
    const script = new Script()
      .open('p', 'polling', '?EIO=4&transport=polling')
      .frame('p', 'in', OPEN)
      .open('t', 'webtransport', '')
      .frame('t', 'out', text('0{"sid":"S"}'));
    expect(fold(script).sessions).toMatchObject([{ sid: 'S', upgrade: { state: 'probing' } }]);
    script.frame('t', 'out', text('2probe')).frame('t', 'in', text('3probe')).frame('t', 'out', text('5'));
    const model = fold(script.frame('t', 'in', text(hello)));
    expect(model.sessions).toHaveLength(1);
    expect(model.sessions[0]).toMatchObject({ transport: 'webtransport', upgrade: { state: 'upgraded' } });
    expect(new Set(rows(model).map(({ session }) => session))).toEqual(new Set([0]));
  });

  it('reads packets across chunks again when somebody looks', () => {
    const bytes = [text(OPEN), text('40{"sid":"a"}'), text(hello), text(hello)].flatMap((part) => [...part]);
    const script = new Script().open('t', 'webtransport', '').frame('t', 'out', text('0'));
    for (let at = 0; at < bytes.length; at += 7) script.frame('t', 'in', new Uint8Array(bytes.slice(at, at + 7)));
    const model = fold(script);
    expect(words(model).slice(2)).toEqual(['connected / connected {"sid":"a"}', 'event / hello 1', 'event / hello 1']);
    expect(model.detail(model.endRow - 1)).toMatchObject({ raw: hello, packet: { event: 'hello', args: [1] } });
    expect(found(model, 'hello')).toHaveLength(2);
  });

  it('goes on behind a chunk that was too large to keep', () => {
    const script = new Script().open('t', 'webtransport', '').frame('t', 'in', text(OPEN));
    const model = fold(
      script
        .frame('t', 'in', new Uint8Array([100, 0x34]))
        .cut('t', 'in', 99)
        .frame('t', 'in', text(hello)),
    );
    expect(words(model).at(-1)).toBe('event / hello 1');
  });
});

describe('parsers', () => {
  const ws = () => new Script().open('w', 'websocket', '?EIO=4&transport=websocket').frame('w', 'in', OPEN);
  const event = { type: 2, nsp: '/', id: 3, data: ['move', { at: new Date(0), to: undefined, by: Buffer.from([1]) }] };

  it('msgpack is found, and an ack finds its event', () => {
    const model = fold(
      ws()
        .frame('w', 'out', packed({ type: 0, nsp: '/', data: undefined }))
        .frame('w', 'in', packed({ type: 0, nsp: '/', data: { sid: 'a', pid: undefined } }))
        .frame('w', 'out', packed(event))
        .frame('w', 'in', packed({ type: 3, nsp: '/', id: 3, data: ['ok'] })),
    );
    expect(words(model).slice(1)).toEqual([
      'connect / connect',
      'connected / connected {"sid":"a","pid":undefined}',
      'event / move {"at":1970-01-01T00:00:00.000Z,"to":undefined,"by":‹binary 1 B›}',
      'ack / move "ok"',
    ]);
    const [session] = model.sessions;
    expect(session?.dialect.parsers).toEqual(['msgpack']);
    expect(session?.sockets).toMatchObject([{ nsp: '/', state: 'connected', sid: 'a' }]);
    expect(rows(model).at(-1)?.ack).toBe('answered');
  });

  it('a query reads payloads that are no JSON, and texts that are not on the wire as they are', () => {
    const nested = { type: 2, nsp: '/', data: ['move', { user: { id: 7, name: 'Zoë' } }] };
    const packets = [packed({ type: 0, nsp: '/', data: undefined }), packed(nested), packed(event)];
    const model = fold(packets.reduce((script, packet) => script.frame('w', 'out', packet), ws()));
    expect(found(model, 'data.user.id=7')).toEqual(['move']);
    expect(found(model, 'data.user.id=8')).toEqual([]);
    expect(found(model, '"name":"Zoë"')).toEqual(['move']);

    const jsonp = new Script().open('p', 'polling', '?EIO=4&transport=polling&j=0');
    const body = JSON.stringify(`${OPEN}\u001e42["say",{"to":"Zoë"}]`);
    for (let i = 0; i < 300; i++) jsonp.frame('p', 'in', `___eio[${i}](${body});`);
    expect(found(fold(jsonp), 'to":"zo')).toHaveLength(300);
    expect(found(fold(jsonp), 'data.to=Zoë')).toHaveLength(300);
  });

  const pipes: Decoder = {
    name: 'pipes',
    decode: (data) => {
      const [type, name, value] = String(data).split('|');
      return type === 'E' ? { type: 2, nsp: '/', data: [name, value] } : undefined;
    },
  };
  const foreign = () => ws().frame('w', 'out', 'E|a|b'.replace('E', '4E')).frame('w', 'out', '4?');

  it('one that nobody knows is shown raw, with a way out', () => {
    const model = fold(foreign());
    const [, first] = rows(model).filter(({ kind }) => kind !== 'transport') as [Row, Row];
    expect(first).toMatchObject({ kind: 'broken', preview: '4E|a|b', hasProblem: true });
    expect(model.detail(first.row)).toMatchObject({ raw: '4E|a|b', problems: [{ code: 'unknown-parser' }] });
  });

  it('a decoder is chosen for a session, and given up again; sessions keep their numbers', () => {
    const model = fold(foreign(), [pipes]);
    expect(model.parserNames).toEqual(['default', 'msgpack', 'json', 'pipes']);
    const before = words(model);
    const revision = model.revision;
    model.setParser(0, 'pipes');
    expect(model.revision).toBeGreaterThan(revision);
    expect(words(model).slice(1)).toEqual(['event / a "b"', 'broken not decodable 4?']);
    expect(codes(model, 'not decodable')).toEqual(['not-decoded']);
    expect(model.sessions).toMatchObject([{ id: 0, sid: 'S', dialect: { chosenParser: 'pipes', parsers: ['pipes'] } }]);
    // What comes later is read by it as well.
    const more = new Script();
    more.entries.push(...model.log.entries());
    model.append(more.frame('w', 'in', '4E|c|d').entries.slice(-1));
    expect(words(model).at(-1)).toBe('event / c "d"');
    model.setParser(0, undefined);
    expect(words(model).slice(0, before.length)).toEqual(before);
    expect(() => model.setParser(0, 'no such')).toThrow(RangeError);
    expect(() => model.setParser(7, 'default')).toThrow(RangeError);
  });

  it('a decoder that knows its messages is found; one that throws loses nothing', () => {
    const detecting = { ...pipes, detect: (data: string | Uint8Array) => String(data).startsWith('E|') };
    expect(words(fold(foreign(), [detecting]))[1]).toBe('event / a "b"');
    const throwing: Decoder = {
      name: 'throwing',
      detect: () => true,
      decode: () => {
        throw new Error('boom');
      },
    };
    const model = fold(foreign(), [throwing]);
    const { row } = rows(model)[2] as Row;
    expect(model.detail(row)).toMatchObject({ raw: '4E|a|b', problems: [{ code: 'decoder-failed' }] });
  });

  it.each([
    [[{ name: 'default', decode: () => undefined }]],
    [[pipes, pipes]],
    [[{ ...pipes, name: '' }]],
    [[{ name: 'x' } as unknown as Decoder]],
  ])('decoders that are none are refused', (decoders) => {
    expect(() => new Model(undefined, decoders)).toThrow(TypeError);
  });

  it('keeps what the log has lost when a session is read anew', () => {
    const model = new Model({ maxEntries: 1000, maxBytes: 1 << 30 });
    const script = ws().frame('w', 'in', '40{"sid":"a","pid":"p"}');
    for (let i = 0; i < 20_000; i++) script.frame('w', 'in', `42["tick",${i}]`);
    model.append(script.entries);
    expect(model.log.first).toBeGreaterThan(0);
    const length = model.endRow - model.firstRow;
    model.setParser(0, 'default');
    expect(model.endRow - model.firstRow).toBe(length);
    expect(model.sessions).toMatchObject([{ id: 0, sid: 'S', state: 'open', pingIntervalMs: 25000 }]);
    expect(model.sessions[0]?.sockets).toMatchObject([{ nsp: '/', state: 'connected', sid: 'a', pid: 'p' }]);
    model.clear();
    model.setParser(0, undefined);
    expect(model.sessions).toMatchObject([{ id: 0, sid: 'S', state: 'open' }]);
  });

  it('a page that was left stays left', () => {
    const model = fold(ws());
    model.recorderGone('r', 5000);
    model.setParser(0, 'json');
    expect(model.sessions[0]?.end).toMatchObject({ at: 5000 });
  });
});

describe('a viewer that came late', () => {
  it('draws half a packet, an ack without emit and an unknown namespace as what they are', () => {
    const model = fold(
      new Script()
        .open('w', 'websocket', '?EIO=4&transport=websocket&sid=S')
        .frame('w', 'in', new Uint8Array([1, 2]))
        .frame('w', 'in', '43/a,7["ok"]')
        .frame('w', 'in', '42/b,["x"]'),
    );
    expect(
      rows(model)
        .slice(1)
        .map(({ kind, ack }) => [kind, ack]),
    ).toEqual([
      ['binary', undefined],
      ['ack', 'orphan'],
      ['event', undefined],
    ]);
    expect(codes(model, 'binary')).toEqual(['orphan-attachment']);
    expect(model.sessions[0]?.sockets).toMatchObject([
      { nsp: '/a', state: 'unknown' },
      { nsp: '/b', state: 'unknown' },
    ]);
  });
});
