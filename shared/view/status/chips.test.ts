import { describe, expect, it } from 'vitest';
import { allGroups, defaultGroups } from '../timeline/kinds.ts';
import { chipsOf } from './chips.ts';

const none = {
  text: '',
  dir: undefined,
  groups: defaultGroups,
  nsp: undefined,
  session: undefined,
  range: undefined,
  chipsOn: false,
};

describe('chips', () => {
  it('has none for what is shown by default, or for everything', () => {
    expect(chipsOf(none)).toEqual([]);
    expect(chipsOf({ ...none, groups: new Set(allGroups) })).toEqual([]);
  });

  it('says each part of a filter in words', () => {
    const at = new Date(2026, 0, 1, 9, 30, 0).getTime();
    const chips = chipsOf({
      text: 'lobby',
      dir: 'in',
      groups: new Set(['acks', 'errors']),
      nsp: '/',
      session: 1,
      range: { fromAt: at, toAt: at + 1500 },
      chipsOn: true,
    });
    expect(chips).toEqual([
      { part: 'text', words: '“lobby”' },
      { part: 'dir', words: 'received only' },
      { part: 'types', words: 'types: Acks, Errors' },
      { part: 'nsp', words: 'namespace /' },
      { part: 'session', words: 'session #2' },
      { part: 'range', words: 'from 09:30:00.000 to 09:30:01.500' },
      { part: 'chips', words: 'quick filters' },
    ]);
  });

  it('says when no type is chosen, and shortens long text', () => {
    const [text, types] = chipsOf({ ...none, text: 'x'.repeat(90), groups: new Set() });
    expect(text?.words.length).toBeLessThan(60);
    expect(types?.words).toBe('no type chosen');
  });
});
