import { describe, expect, it } from 'vitest';
import { allGroups, defaultGroups } from '../timeline/kinds.ts';
import { chipsOf } from './chips.ts';

const none = { text: '', dir: undefined, groups: defaultGroups, nsp: undefined, session: undefined };

describe('chips', () => {
  it('has none for what is shown by default, or for everything', () => {
    expect(chipsOf(none)).toEqual([]);
    expect(chipsOf({ ...none, groups: new Set(allGroups) })).toEqual([]);
  });

  it('says each part of a filter in words', () => {
    const chips = chipsOf({ text: 'lobby', dir: 'in', groups: new Set(['acks', 'errors']), nsp: '/', session: 1 });
    expect(chips).toEqual([
      { part: 'text', words: 'text “lobby”' },
      { part: 'dir', words: 'received only' },
      { part: 'types', words: 'types: Acks, Errors' },
      { part: 'nsp', words: 'namespace /' },
      { part: 'session', words: 'session #2' },
    ]);
  });

  it('says when no type is chosen, and shortens long text', () => {
    const [text, types] = chipsOf({ ...none, text: 'x'.repeat(90), groups: new Set() });
    expect(text?.words.length).toBeLessThan(60);
    expect(types?.words).toBe('no type chosen');
  });
});
