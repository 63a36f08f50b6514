/** What only shows over minutes, or with clients of old: the rest of the story is proven in browsers (`tests/story.test.ts`). */
import { describe, expect, it } from 'vitest';
import type { Dir, Entry, TransportType } from '../../log/entry.ts';
import { Model } from '../model.ts';
import { Story } from './story.ts';
import type { StoryEvent } from './types.ts';

const START_AT = 1_000_000;

class Log {
  readonly model = new Model();
  #pos = 0;
  readonly #eio: 3 | 4;

  constructor(eio: 3 | 4, type: TransportType = 'websocket') {
    this.#eio = eio;
    this.open(0, 't', type);
    this.frame(5, 'in', '0{"sid":"S","upgrades":[],"pingInterval":25000,"pingTimeout":20000}');
  }
  add(at: number, what: object): this {
    this.model.append([{ pos: this.#pos++, at: START_AT + at, recorder: 'r', ...what } as Entry]);
    return this;
  }
  open(at: number, transport: string, type: TransportType = 'websocket', sid = ''): this {
    const url = `${type === 'polling' ? 'http' : 'ws'}://a/socket.io/?EIO=${this.#eio}&transport=${type}${sid && `&sid=${sid}`}`;
    return this.add(at, { kind: 'transport-open', transport, type, url });
  }
  frame(at: number, dir: Dir, text: string, transport = 't'): this {
    return this.add(at, { kind: 'frame', transport, dir, text });
  }
  get lines(): StoryEvent[] {
    return new Story(this.model, 0).lines().map(({ what }) => what);
  }
  of<Kind extends StoryEvent['kind']>(kind: Kind): Extract<StoryEvent, { kind: Kind }>[] {
    return this.lines.filter((line): line is Extract<StoryEvent, { kind: Kind }> => line.kind === kind);
  }
}

describe('heartbeats', () => {
  it('are one line, however many', () => {
    const log = new Log(4);
    for (let beat = 1; beat <= 100; beat++)
      log.frame(5 + beat * 25_000, 'in', '2').frame(6 + beat * 25_000, 'out', '3');
    expect(log.of('beats')).toEqual([{ kind: 'beats', count: 100, spanMs: 99 * 25_000 + 1, roundTripMs: undefined }]);
    expect(log.of('late-beat')).toEqual([]);
  });

  it('that come late are told, and how near it was', () => {
    const log = new Log(4).frame(25_005, 'in', '2').frame(25_006, 'out', '3').frame(65_005, 'in', '2');
    expect(log.of('late-beat')).toEqual([{ kind: 'late-beat', lateMs: 15_000, allowedMs: 20_000 }]);
  });

  it('of Engine.IO 3 tell the round trip; those of 4 do not', () => {
    const log = new Log(3);
    for (const [at, ms] of [
      [25_000, 12],
      [50_000, 40],
      [75_000, 14],
    ] as const)
      log.frame(at, 'out', '2').frame(at + ms, 'in', '3');
    expect(log.of('beats')).toMatchObject([{ count: 3, roundTripMs: 14 }]);
  });

  it('go on after another line', () => {
    const log = new Log(4).frame(25_005, 'in', '2').frame(30_000, 'out', '40/a,').frame(50_005, 'in', '2');
    expect(log.lines.map(({ kind }) => kind)).toEqual(['transport', 'handshake', 'beats', 'connecting', 'beats']);
    log.frame(50_100, 'in', '40/a,{"sid":"x"}');
    // What was asked and what came are one line, where the answer came.
    expect(log.lines.map(({ kind }) => kind)).toEqual(['transport', 'handshake', 'beats', 'beats', 'connected']);
    expect(log.of('connected')).toMatchObject([{ nsp: '/a', ms: 20_100, sid: 'x' }]);
  });
});

describe('marks', () => {
  it('are those of the session’s own page and time', () => {
    const log = new Log(4)
      .add(10, { kind: 'page', event: 'hidden' })
      .add(20, { kind: 'page', event: 'offline', recorder: 'another' })
      .add(30, { kind: 'lost', count: 3 })
      .add(40, { kind: 'transport-close', transport: 't', code: 1006, reason: '', clean: false, by: 'unknown' })
      .add(50, { kind: 'page', event: 'visible' });
    expect(log.of('page')).toMatchObject([{ event: 'hidden' }]);
    expect(log.of('lost')).toMatchObject([{ count: 3 }]);
    expect(log.lines.at(-1)).toMatchObject({ kind: 'end', end: { reason: 'transport close', code: 1006 } });
  });
});

describe('a page that was hidden or offline before the session', () => {
  const begins = (...events: readonly string[]) => {
    const log = new Log(4);
    events.forEach((event, index) => {
      if (event === 'lost') log.add(100 + index, { kind: 'lost', count: 3 });
      else log.add(100 + index, { kind: 'page', event, recorder: event === 'worker' ? 'another' : 'r' });
    });
    log.add(150, { kind: 'page', event: 'hidden', recorder: 'another' }).open(200, 'u');
    return new Story(log.model, 1).lines().map(({ at, row, what }) => {
      if (what.kind !== 'page-already') return what.kind;
      expect(at).toBe(START_AT + 200);
      return `${what.event} ${what.ms} ${log.model.row(row).name}`;
    });
  };

  it('is told where the session begins', () => {
    expect(begins('hidden')).toEqual(['hidden 100 hidden', 'transport']);
    expect(begins('hidden', 'offline')).toEqual(['offline 99 offline', 'hidden 100 hidden', 'transport']);
  });

  it('is not where that was over, or may have been', () => {
    expect(begins()).toEqual(['transport']);
    expect(begins('hidden', 'visible', 'offline', 'online')).toEqual(['transport']);
    expect(begins('hidden', 'offline', 'lost')).toEqual(['transport']);
    expect(begins('hidden', 'stall', 'navigate')).toEqual(['hidden 100 hidden', 'transport']);
  });
});

describe('emits that waited', () => {
  /** The first session breaks off, and the next one connects at 1000. */
  const again = (): Log =>
    new Log(4)
      .frame(10, 'out', '40')
      .frame(20, 'in', '40{"sid":"s1"}')
      .frame(21, 'out', '42["first"]')
      .add(500, { kind: 'transport-close', transport: 't', code: 1006, reason: '', clean: false, by: 'unknown' })
      .open(900, 'u')
      .frame(950, 'in', '0{"sid":"U","upgrades":[]}', 'u')
      .frame(960, 'out', '40', 'u')
      .frame(1000, 'in', '40{"sid":"s2"}', 'u');
  const flushed = (log: Log) => new Story(log.model, 1).lines().filter(({ what }) => what.kind === 'flushed');

  it('are a conclusion, told apart from the connect, and lead to the first of them', () => {
    const log = again();
    expect(flushed(log)).toEqual([]);
    log.frame(1001, 'out', '42["one"]', 'u').frame(1002, 'in', '42["news"]', 'u').frame(1003, 'out', '42["two"]', 'u');
    log.frame(1200, 'out', '42["later"]', 'u');
    const [line, ...more] = flushed(log);
    expect(more).toEqual([]);
    expect(line).toMatchObject({ what: { nsp: '/', count: 2 }, inferred: true, at: START_AT + 1001 });
    expect(log.model.row(line?.row as number).name).toBe('one');
  });

  it('are none in a session that follows no other', () => {
    const log = again();
    expect(new Story(log.model, 0).lines().map(({ what }) => what.kind)).not.toContain('flushed');
  });
});

describe('an upgrade that fails', () => {
  /** A polling session whose WebSocket opened at 100; `u` closes at 300. */
  const probing = (): Log =>
    new Log(4, 'polling').frame(10, 'out', '40').frame(20, 'in', '40{"sid":"s"}').open(100, 'u', 'websocket', 'S');
  const closes = (log: Log, by: 'page' | 'remote' | 'unknown', code: number): Log =>
    log.add(300, { kind: 'transport-close', transport: 'u', code, reason: '', clean: by === 'remote', by });
  const why = (log: Log) => {
    const lines = new Story(log.model, 0).lines();
    const [line] = lines.flatMap((one) => (one.what.kind === 'upgrade-failed' ? [{ ...one, what: one.what }] : []));
    expect(line?.what).toMatchObject({ type: 'websocket', ms: 200 });
    const { cause, certainty } = line?.what.failure ?? {};
    expect(line?.inferred).toBe(certainty === 'likely');
    return `${cause} ${certainty}`;
  };

  it('says whether it was opened and answered, and who closed it', () => {
    expect(why(closes(probing(), 'unknown', 1006))).toBe('refused certain');
    expect(why(closes(probing(), 'page', 1006))).toBe('page unknown');
    const probed = () => probing().frame(150, 'out', '2probe', 'u');
    expect(why(closes(probed(), 'unknown', 1006))).toBe('broke-off certain');
    expect(why(closes(probed(), 'remote', 1005))).toBe('unanswered certain');
    expect(why(closes(probed().frame(160, 'in', '3probe', 'u'), 'remote', 1005))).toBe('unfinished likely');
  });

  it('that ended with the session is no failure of its own, whichever is seen first', () => {
    expect(why(closes(probing().frame(290, 'out', '1'), 'page', 1006))).toBe('ended certain');
    expect(why(closes(probing().frame(290, 'in', '1'), 'remote', 1005))).toBe('ended likely');
    const log = closes(probing(), 'remote', 1005);
    expect(why(log)).toBe('unanswered certain');
    expect(why(log.frame(310, 'in', '1'))).toBe('ended likely');
  });

  it('as another transport was faster', () => {
    const log = probing().frame(150, 'out', '2probe', 'u').open(160, 'w', 'webtransport');
    const bytes = (...values: readonly number[]) => ({ base64: btoa(String.fromCharCode(...values)) });
    const chunk = (at: number, text: string) =>
      log.add(at, {
        kind: 'frame',
        transport: 'w',
        dir: 'out',
        size: text.length + 1,
        ...bytes(text.length, ...new TextEncoder().encode(text)),
      });
    chunk(170, '0{"sid":"S"}');
    chunk(180, '5');
    expect(log.model.session(0)).toMatchObject({ transport: 'webtransport' });
    expect(why(closes(log, 'page', 1006))).toBe('overtaken certain');
    expect(log.model.session(0)?.upgrade?.state).toBe('upgraded');
  });

  it('is read from its own transport, whatever of the session the log has lost', () => {
    expect(new Log(4, 'polling').open(100, 'u', 'websocket', 'S').of('probe')).toEqual([
      { kind: 'probe', type: 'websocket' },
    ]);
  });
});

it('an end tells what the close frame gave as its reason', () => {
  const end = (reason: string) =>
    new Log(4)
      .add(50, { kind: 'transport-close', transport: 't', code: 4000, reason, clean: true, by: 'remote' })
      .of('end')[0];
  expect(end('kicked')).toMatchObject({ closeReason: 'kicked', end: { code: 4000 } });
  expect(end('')?.closeReason).toBeUndefined();
});

describe('recovery', () => {
  it('is what each reply said, where a namespace connects twice', () => {
    const log = new Log(4)
      .frame(10, 'out', '40/a,{"pid":"P1","offset":"aaaaaaaa"}')
      .frame(20, 'in', '40/a,{"sid":"s1","pid":"P1"}')
      .frame(30, 'out', '41/a,')
      .frame(40, 'out', '40/a,{"pid":"P1"}')
      .frame(50, 'in', '40/a,{"sid":"s2","pid":"P2"}')
      .frame(60, 'out', '41/a,')
      .frame(70, 'out', '40/a,')
      .frame(80, 'in', '40/a,{"sid":"s3","pid":"P3"}');
    expect(log.of('connected')).toMatchObject([
      { sid: 's1', recovery: 'recovered', claim: { pid: 'P1', offset: 'aaaaaaaa' } },
      { sid: 's2', recovery: 'no-offset', claim: { pid: 'P1', offset: undefined } },
      { sid: 's3', recovery: undefined },
    ]);
  });
});

it('a session that is not known has no story', () => {
  expect(new Story(new Model(), 7).lines()).toEqual([]);
});
