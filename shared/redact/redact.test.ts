import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../log/entry.ts';
import { readLog, writeLog } from '../log/file.ts';
import { SessionDecoder } from '../protocol/frames.ts';
import { Redactor } from './entries.ts';
import { DEFAULT_RULES, redactionNote } from './rules.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const jwt = (name: string) =>
  `${base64('{"alg":"HS256"}').replace(/=/g, '')}.${base64(`{"u":"${name}"}`).replace(/=/g, '')}.c2ln${name}`;

/** The secrets, each named for its place. */
const secrets: string[] = [];
const secret = (place: string): string => {
  const value = `S3cr3t${place}${secrets.length}zQ`;
  secrets.push(value);
  return value;
};
const token = (place: string): string => {
  const value = jwt(place);
  secrets.push(value);
  return value;
};

const head = (pos: number) => ({ pos, at: 1000 + pos, recorder: 'r1' });
const frame = (text: string, polling = false): Entry => ({
  ...head(entries.length),
  kind: 'frame',
  transport: 't1',
  dir: 'in',
  text,
  ...(polling ? { http: { request: 1, method: 'GET', url: `http://a.test/socket.io/?EIO=4&sid=${sid}` } } : {}),
});

const entries: Entry[] = [];
const sid = secret('EngineSid');
const late = secret('ToldLater');
const auth = secret('Auth');
const password = secret('Password');
const add = (entry: Entry): void => void entries.push(entry);

add({
  ...head(0),
  kind: 'transport-open',
  transport: 't1',
  type: 'websocket',
  url: `wss://user:${secret('UserInfo')}@a.test/socket.io/?EIO=4&transport=websocket&sid=${sid}&access_token=${secret('Query')}#${secret('Hash')}`,
  protocols: [secret('Protocol')],
  stack: `at f (https://a.test/app.js?key=${secret('Stack')})`,
});
add(frame(`42["early",${JSON.stringify(`see ${late} there`)}]`));
add(
  frame(
    `0{"sid":"${sid}","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"extra":{"token":"${secret('OpenExtra')}"}}`,
  ),
);
add(
  frame(
    `40{"token":"${auth}","deep":{"list":["${secret('AuthDeep')}",{"x":"${secret('AuthDeeper')}"}]},"pin":98765432}`,
  ),
);
add(frame(`40/chat,{"user":"${secret('AuthNsp')}"}`));
add(frame(`40/admin?token=${secret('NspQuery')}&x=${secret('NspQueryOther')},`));
add(frame(`40{"sid":"${secret('SocketSid')}","pid":"${secret('Pid')}"}`));
add(frame(`44{"message":"no","data":{"secret":"${secret('RefusalData')}"}}`));
add(frame(`44{"message":"bad token ${token('RefusalText')}"}`));
add(frame(`42["login",{"user":"ann","password":"${password}","pass_word":1}]`));
add(frame(`42["again",["x","${password}"],{"${password}":true}]`));
add(frame(`42["${token('EventName')}",1]`));
add(frame(`42/${token('Nsp')},["x"]`));
add(frame(`42["nested",${JSON.stringify(JSON.stringify({ a: { api_key: secret('JsonInJson') } }))}]`));
add(frame(`42["header","Authorization: Bearer ${secret('Bearer')}"]`));
add(frame(`42["basic","Basic ${base64(`u:${secret('Basic')}`)}"]`));
add(frame(`42["cookie","Cookie: a=${secret('Cookie')}; b=${secret('CookieTwo')}"]`));
add(frame(`42["form","user=ann&password=${secret('Form')}&x=1"]`));
add(frame(`42["encoded","${encodeURIComponent(`{"password":"${secret('UrlEncoded')} &"}`)}"]`));
add(frame(`42["b64","${base64(`{"secret":"${secret('Base64')}"}`)}"]`));
add(frame(`42["b64 of a known one","x/${base64(auth)}","${base64(`some ${password} in text`)}"]`));
add(frame(`42["hex","${Buffer.from(`token=${secret('Hex')}`).toString('hex')}"]`));
add(frame(`42["url","go https://a.test/cb?code=${secret('UrlInText')} now"]`));
add(frame(`42["escaped","\\u0065${token('Escaped').slice(1)}"]`));
add(frame(`42["object key",{"${token('ObjectKey')}":1}]`));
add(frame(`42["fake place",{"password":{"_placeholder":true,"num":0,"x":"${secret('FakePlaceholder')}"}}]`));
add(frame(`42["learnt",{"token":"${late}"}]`));
add(frame(`42["broken",{"password":"${secret('Broken')}"`));
add(frame(`42["deep",${'['.repeat(20_000)}"password=${secret('Deep')}"${']'.repeat(20_000)}]`));
add(frame(`43/chat,7[{"refreshToken":"${secret('Ack')}"}]`));
add(frame(`451-["upload",{"token":{"_placeholder":true,"num":0}}]`));
add({ ...head(90), kind: 'frame', transport: 't1', dir: 'in', base64: base64(secret('Binary')), size: 20 });
add(frame(`4{"type":0,"nsp":"/","data":{"t":"${secret('JsonParserAuth')}"}}`));
add(frame(`4{"data":["x",{"password":"${secret('JsonParserEvent')}"}],"nsp":"/","type":2}`));
add(frame(`42["a",{"password":"${secret('Polling')}"}]\x1eb${base64(secret('PollingBinary'))}\x1e2`, true));
const eio3 = [`0{"sid":"${sid}"}`, `42["é",{"password":"${secret('Eio3')}"}]`, `b4${base64(secret('Eio3Binary'))}`];
add(frame(eio3.map((record) => `${record.length}:${record}`).join(''), true));
add(frame(`<html>${secret('Html')}</html>`, true));
add(frame(`___eio[0]("${secret('Jsonp')}");`, true));
add(frame(`{"raw":{"token":"${secret('Raw')}"}}`));
add(frame(`hello password: "${secret('RawText')}"`));
add(frame(`9${token('UnknownType')}`));
add({ ...head(91), kind: 'frame', transport: 't1', dir: 'in', cut: { head: `42["x","${secret('Cut')}`, size: 9e6 } });
add({
  ...head(92),
  kind: 'http-error',
  transport: 't1',
  http: {
    request: 4,
    method: 'POST',
    url: `http://a.test/socket.io/?EIO=4&sid=${sid}&jwt=${secret('HttpUrl')}`,
    status: 502,
  },
  text: `502 ${secret('HttpBody')}`,
  reason: 'status',
});
add({
  ...head(93),
  kind: 'http-error',
  transport: 't1',
  http: { request: 5, method: 'GET', url: '/' },
  text: `{"token":"${secret('HttpJson')}"}`,
  reason: 'status',
});
add({
  ...head(94),
  kind: 'transport-close',
  transport: 't1',
  code: 4001,
  reason: `bad token=${secret('CloseReason')}`,
  clean: true,
  by: 'remote',
});
add({ ...head(95), kind: 'page', event: 'navigate', url: `http://a.test/#access=${secret('PageUrl')}` });
add({
  ...head(96),
  kind: 'action',
  action: 'emit',
  target: `token=${secret('ActionTarget')}`,
  detail: { args: [{ secret: secret('ActionDetail') }] },
});
add({ ...head(97), kind: 'note', text: `Ann's password: ${secret('Note')}` });
add({ ...head(98), kind: 'frame', transport: 't1', dir: 'in', text: '2', ...{ unknownField: secret('UnknownField') } });
const recorder = { id: 'r1', url: `http://a.test/?token=${secret('RecorderUrl')}`, userAgent: 'test', timeOrigin: 1 };

function redacted(): { readonly text: string; readonly entries: Entry[] } {
  const redactor = new Redactor();
  for (const entry of entries) redactor.learn(entry);
  const out = entries.map((entry) => redactor.entry(entry));
  const recorders = [redactor.recorder(recorder)];
  const text = [...writeLog(out, { recorders, generator: 'test', redaction: redactionNote(DEFAULT_RULES) })].join('');
  return { text, entries: out };
}

/** The secret as it may stand in a file; of base64 what is the same wherever the secret begins. */
function* forms(value: string): Generator<string> {
  yield value;
  yield encodeURIComponent(value);
  yield JSON.stringify(value).slice(1, -1);
  yield Buffer.from(value).toString('hex');
  for (let shift = 0; shift < 3; shift++) yield base64('x'.repeat(shift) + value).slice(shift === 0 ? 0 : 4, -4);
}

/** Base64 words of the file, decoded, and decoded again. */
function unpacked(text: string, depth = 2): string {
  const words = text.match(/[A-Za-z0-9+/]{8,}={0,2}/g) ?? [];
  const inner = words.map((word) => Buffer.from(word, 'base64').toString('latin1')).join('\n');
  return depth === 0 ? text : `${text}\n${unpacked(inner, depth - 1)}`;
}

describe('redaction', () => {
  test('leaves no secret in the file, in no encoding', () => {
    const { text } = redacted();
    const all = `${unpacked(text)}\n${decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, '%25'))}`;
    const original = unpacked([...writeLog(entries, { recorders: [recorder], generator: 'test' })].join(''));
    expect(secrets.length).toBeGreaterThan(50);
    const leaks = secrets.filter((value) => [...forms(value)].some((form) => all.includes(form)));
    expect(leaks).toEqual([]);
    // The search finds them where they are.
    const found = secrets.filter((value) => [...forms(value)].some((form) => original.includes(form)));
    expect(secrets.length - found.length).toBeLessThan(3);
    expect(gzipSync(text).length).toBeGreaterThan(0);
  });

  test('says that the file is redacted and by which rules', () => {
    const { header, problems } = readLog(redacted().text);
    expect(problems).toEqual([]);
    expect(header?.redacted).toBe(true);
    expect(header?.redaction?.rules).toContain('auth');
    expect(header?.redaction?.keys).toContain('password');
  });

  test('keeps frames decodable and equal values equal', () => {
    const out = redacted().entries;
    const decode = (entry: Entry | undefined) => {
      if (entry?.kind !== 'frame') throw new Error('no frame');
      const transport = entry.http ? 'polling' : 'websocket';
      return new SessionDecoder().decode('in', { transport, content: entry.text ?? '' });
    };
    const find = (name: string) =>
      decode(out.find((entry) => entry.kind === 'frame' && entry.text?.startsWith(`42["${name}"`)));
    const login = find('login')[0]?.packet?.args?.[0] as Record<string, unknown>;
    expect(login.user).toBe('ann');
    expect(login.password).toMatch(/^masked-\d+$/);
    expect(find('again')[0]?.packet?.args).toEqual([['x', login.password], { [String(login.password)]: true }]);
    const learnt = find('learnt')[0]?.packet?.args?.[0] as { token: string } | undefined;
    expect(find('early')[0]?.packet?.args).toEqual([`see ${learnt?.token} there`]);
    const open = out.find((entry) => entry.kind === 'frame' && entry.text?.startsWith('0'));
    const handshake = JSON.parse(decode(open)[0]?.engine.data ?? '') as Record<string, unknown>;
    expect(handshake.pingInterval).toBe(25_000);
    expect(out[0]?.kind === 'transport-open' && out[0].url).toContain(`sid=${handshake.sid}`);
    const body = decode(out.find((entry) => entry.kind === 'frame' && entry.text?.startsWith('42["a"')));
    expect(body.map((unit) => unit.engine.type)).toEqual(['message', 'message', 'ping']);
    const binary = out.find((entry) => entry.kind === 'frame' && entry.base64 !== undefined);
    expect(binary?.kind === 'frame' && Buffer.from(binary.base64 ?? '', 'base64').every((byte) => byte === 0)).toBe(
      true,
    );
    for (const [index, entry] of out.entries()) {
      expect(entry.pos).toBe(entries[index]?.pos);
      expect(entry.kind).toBe(entries[index]?.kind);
    }
  });

  test('leaves alone what holds no secret, to the letter', () => {
    const kept = [
      '42["n",12345678901234567890, 1.0]',
      '2',
      '3probe',
      '41/chat,',
      '42["message","hello there, plain words 12345678"]',
    ];
    const redactor = new Redactor();
    for (const text of kept) {
      const entry = redactor.entry({ ...head(1), kind: 'frame', transport: 't', dir: 'in', text });
      expect(entry.kind === 'frame' && entry.text).toBe(text);
    }
    expect(redactor.counts.masked).toBe(0);
  });

  test('masks by the rules and names that are set, and no others', () => {
    const redactor = new Redactor({ rules: new Set(['keys']), keys: ['colour'] });
    const text = '42["x",{"hair-colour":"red","password":"hunter2222"}]';
    const entry = redactor.entry({ ...head(1), kind: 'frame', transport: 't', dir: 'in', text });
    expect(entry.kind === 'frame' && entry.text).toBe('42["x",{"hair-colour":"masked-1","password":"hunter2222"}]');
  });

  test('takes the recordings of every version, and leaves as many packets of version 4 as there were', () => {
    const folder = new URL('../../tests/vectors/', import.meta.url);
    const counts = (texts: readonly string[], transport: 'websocket' | 'polling') =>
      texts.map((content) =>
        new SessionDecoder().decode('in', { transport, content }).map((unit) => unit.packet?.type),
      );
    let frames = 0;
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
      const vector = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {
        frames: { kind: string; data: string; transport: string }[];
      };
      const redactor = new Redactor();
      for (const { kind, data, transport } of vector.frames) {
        const http = transport === 'polling' ? { request: 1, method: 'GET', url: '/' } : undefined;
        const body = kind === 'text' ? { text: data } : { base64: data };
        const entry = redactor.entry({ ...head(0), kind: 'frame', transport: 't', dir: 'in', http, ...body });
        if (
          entry.kind !== 'frame' ||
          entry.text === undefined ||
          !/^v4-/.test(name) ||
          /eio3|v2|json-parser/.test(name)
        )
          continue;
        frames += 1;
        const framing = http ? 'polling' : 'websocket';
        expect(counts([entry.text], framing), `${name} ${data}`).toEqual(counts([data], framing));
      }
    }
    expect(frames).toBeGreaterThan(150);
  });
});
