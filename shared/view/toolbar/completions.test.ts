import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../model/query/parse.ts';
import { texts } from '../texts.ts';
import { accept, complete, type Vocabulary } from './completions.ts';

const vocabulary: Vocabulary = {
  events: ['chat:send', 'chat message', 'tick', 'a*b'],
  namespaces: ['/', '/admin'],
  sessions: [0, 1],
};
const offered = (text: string, caret = text.length): string[] =>
  complete(text, caret, vocabulary)?.completions.map((one) => one.text) ?? [];
const accepted = (text: string, choice: string, caret = text.length): string => {
  const offer = complete(text, caret, vocabulary);
  const completion = offer?.completions.find((one) => one.text === choice);
  if (!offer || !completion) throw new Error(`${choice} is not offered for ${text}`);
  const result = accept(text, offer, completion);
  return `${result.text.slice(0, result.caret)}|${result.text.slice(result.caret)}`;
};

describe('completion', () => {
  it('offers fields where a term begins, each with what it means', () => {
    const offer = complete('', 0, vocabulary);
    expect(offer?.completions).toHaveLength(12);
    for (const { hint } of offer?.completions ?? []) expect(hint).not.toBe('');
    expect(offered('a')[0]).toBe('ack:');
    expect(offered('x (si')).toEqual(['size>']);
  });

  it('offers events by a part of their name', () => {
    expect(offered('mess')).toEqual(['event:"chat message"']);
    expect(offered('-cha')).toEqual(['event:chat:send', 'event:"chat message"']);
  });

  it('offers values of what the log holds, and words of the language', () => {
    expect(offered('event:')).toEqual(['chat:send', '"chat message"', 'tick', '"a*b"']);
    expect(offered('event:tick,"chat')).toEqual(['chat:send', '"chat message"']);
    expect(offered('x ns:/a')).toEqual(['/admin']);
    expect(offered('session:')).toEqual(['1', '2']);
    expect(offered('ack:o')).toEqual(['orphan', 'lost']);
    expect(offered('type:http')).toEqual(['http-error']);
    expect(offered('has:err')).toEqual(['error']);
  });

  it('offers nothing that stands there already, or that nothing fits', () => {
    expect(offered('dir:in')).toEqual([]);
    expect(offered('"a quoted te')).toEqual([]);
    expect(offered('zzz')).toEqual([]);
  });

  it('puts the choice in the place of the word at the caret', () => {
    expect(accepted('ev', 'event:')).toBe('event:|');
    expect(accepted('-event:ti or x', 'tick', 9)).toBe('-event:tick| or x');
    expect(accepted('event:tick,ch', 'chat:send')).toBe('event:tick,chat:send |');
    expect(accepted('(mess', 'event:"chat message"')).toBe('(event:"chat message" |');
  });

  it('offers only what the language reads', () => {
    for (const field of ['event:', 'ns:', 'session:', 'dir:', 'type:', 'ack:', 'has:']) {
      for (const value of offered(field)) expect(parseQuery(field + value).problem, field + value).toBeUndefined();
    }
    for (const [form] of texts.query.help) {
      for (const one of form) expect(parseQuery(one).problem, one).toBeUndefined();
    }
  });
});
