/** Payloads that break naive decoders, each by its name. */
import { describe, expect, it } from 'vitest';
import { placeAttachments } from './assemble.ts';
import { SessionDecoder, type Unit } from './frames.ts';
import { decodePacket, newHeader, scanHeader } from './socketio.ts';
import type { Packet } from './types.ts';

function scan(text: string, start = 0, end = text.length) {
  const header = newHeader();
  scanHeader(text, start, end, header);
  return header;
}

const codes = (text: string) => decodePacket(text, 0, text.length).problems.map(({ code }) => code);

const decode = (text: string): Packet => decodePacket(text, 0, text.length).packet as Packet;

describe('event names', () => {
  it.each([
    ['2["say \\"hi\\"",1]', 'say "hi"'],
    ['2["back\\\\",1]', 'back\\'],
    ['2["back\\\\\\"","x"]', 'back\\"'],
    ['2["\\u0061b"]', 'ab'],
    ['2["\\ud83d\\ude00"]', '😀'],
    ['2[ "spaced" , 1]', 'spaced'],
    ['2[""]', ''],
    ['2[-1.5e3,1]', -1500],
  ])('%s', (text, name) => {
    expect(scan(text).event).toBe(name);
    expect(scan(text).problem).toBeUndefined();
    expect(decode(text).event).toBe(name);
  });

  it('are not looked for past the end of the packet', () => {
    const text = '2["unended\x1e42["other"]';
    const end = text.indexOf('\x1e');
    expect(scan(text, 0, end).event).toBeUndefined();
    expect(scan(text, 0, end).problem?.code).toBe('invalid-payload');
    expect(scan(text, end + 2).event).toBe('other');
  });

  it('of equal hash and length are told apart', () => {
    // "Aa" and "BB" have one hash under a multiplier of 31.
    for (const name of ['Aa', 'BB', 'Aa', 'AaBB', 'BBAa', 'AaBB']) expect(scan(`2["${name}"]`).event).toBe(name);
  });
});

describe('blanks in the place of the ack id are told', () => {
  it.each([
    ['2 ["a"]', 0],
    ['2 12["a"]', 12],
    ['21 2["a"]', undefined],
    ['31 2[]', undefined],
    ['31 2', undefined],
    ['3/a,1 2[]', undefined],
    ['61- 1[]', 1],
  ])('%s', (text, ackId) => {
    expect(codes(text)).toEqual(['blank-ack-id']);
    expect(decode(text).ackId).toBe(ackId);
  });

  it('beside what else is odd', () => {
    expect(codes('2 ')).toEqual(['nameless-event', 'blank-ack-id']);
    expect(codes(' /q,1 2')).toEqual(['blank-type', 'blank-ack-id']);
  });

  it.each(['212["a"]', '3/a 1', '3/a- 1', '3/a b,12[]', '3/ 1', '2["a", 1]'])('not in %s', (text) => {
    expect(codes(text)).toEqual([]);
  });
});

describe('__proto__', () => {
  const text = '51-["e",{"__proto__":{"_placeholder":true,"num":0},"a":{"__proto__":{"polluted":1}}}]';
  const bytes = new Uint8Array([1, 2]);

  it('stays data, with an attachment in its place', () => {
    const { packet, problems } = placeAttachments(decode(text), [bytes]);
    expect(problems).toEqual([]);
    const value = packet.args?.[0] as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.getOwnPropertyDescriptor(value, '__proto__')?.value).toBe(bytes);
    expect(Object.getPrototypeOf(value.a)).toBe(Object.prototype);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('lends no placeholder to an object that only inherits', () => {
    const inherited = decode('51-["e",{"__proto__":{"_placeholder":true},"num":0}]');
    const { packet, problems } = placeAttachments(inherited, [bytes]);
    expect(packet.args).toHaveLength(1);
    expect(packet.args).toHaveProperty('0.num', 0);
    expect(problems.map(({ code }) => code)).toEqual(['illegal-placeholder', 'unplaced-attachment']);
  });
});

describe('nesting of 20,000 levels', () => {
  const LEVELS = 20_000;
  const nested = (inner: string) => `${'['.repeat(LEVELS)}${inner}${']'.repeat(LEVELS)}`;
  const innermost = (value: unknown): unknown => {
    let at = value;
    while (Array.isArray(at)) at = at[0];
    return at;
  };

  it('takes its attachment and tells that official parsers can not', () => {
    const decoder = new SessionDecoder();
    const bytes = new Uint8Array([7]);
    const text = `451-["e",${nested('{"_placeholder":true,"num":0}')}]`;
    expect(decoder.decode('in', { transport: 'websocket', content: text })[0]?.missing).toBe(1);
    const [unit] = decoder.decode('in', { transport: 'websocket', content: bytes }) as [Unit];
    expect(innermost(unit.packet?.args?.[0])).toBe(bytes);
    expect(unit.problems.map(({ code }) => code)).toEqual(['too-deep']);
  });

  it('in text is as good as any payload', () => {
    const text = `2["e",${nested('1')}]`;
    const { packet, problems } = decodePacket(text, 0, text.length);
    expect(problems).toEqual([]);
    expect(innermost(packet?.args?.[0])).toBe(1);
  });
});
