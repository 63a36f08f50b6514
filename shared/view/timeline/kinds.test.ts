import { describe, expect, it } from 'vitest';
import { ROW_KINDS } from '../../model/columns.ts';
import { HIDDEN_KINDS } from '../../model/query/filter.ts';
import { allGroups, defaultGroups, isDefaultGroups, kindGroups, kindsOf } from './kinds.ts';

describe('kind groups', () => {
  it('folds by default what the model folds', () => {
    const shown = new Set([...defaultGroups].flatMap((group) => [...kindGroups[group]]));
    const hidden = allGroups.flatMap((group) => kindGroups[group]).filter((kind) => !shown.has(kind));
    expect(new Set(hidden)).toEqual(HIDDEN_KINDS);
    expect(kindsOf(defaultGroups)).toBeUndefined();
  });

  it('shows every kind when every group is on', () => {
    expect(kindsOf(new Set(allGroups))?.size).toBe(ROW_KINDS.length);
  });

  it('shows a kind of two groups when one of them is on', () => {
    expect(kindsOf(new Set(['errors']))?.has('refused')).toBe(true);
    expect(kindsOf(new Set(['connections']))?.has('refused')).toBe(true);
    expect(kindsOf(new Set(['events']))?.has('refused')).toBe(false);
  });

  it('knows the default from others of its size', () => {
    const other = new Set(defaultGroups);
    other.delete('acks');
    other.add('heartbeats');
    expect(isDefaultGroups(defaultGroups)).toBe(true);
    expect(isDefaultGroups(other)).toBe(false);
  });
});
