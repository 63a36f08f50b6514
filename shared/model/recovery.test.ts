import { describe, expect, it } from 'vitest';
import { claimOf, recoveryBy } from './recovery.ts';

describe('recovery', () => {
  it('is asked for with a private id only', () => {
    expect(claimOf(undefined, 'PzcW9jQ')).toBeUndefined();
    expect(claimOf(7, 'PzcW9jQ')).toBeUndefined();
    expect(claimOf('p1', undefined)).toEqual({ pid: 'p1', offset: undefined });
  });

  it('succeeded when the reply has the same private id', () => {
    expect(recoveryBy({ pid: 'p1', offset: 'PzcW9jQ' }, 'p1')).toBe('recovered');
    expect(recoveryBy({ pid: 'p1', offset: undefined }, 'p1')).toBe('recovered');
  });

  it('could not succeed without an offset', () => {
    expect(recoveryBy({ pid: 'p1', offset: undefined }, 'p2')).toBe('no-offset');
  });

  it.each(['PzcW9jQ', 'PzcW9jQ.0', '1716892800000-0', '507f1f77bcf86cd799439011', '42'])(
    'takes %s for an offset',
    (o) => {
      expect(recoveryBy({ pid: 'p1', offset: o }, 'p2')).toBe('not-restored');
    },
  );

  it.each(['moved', 'a word or two', '', 'x'])('takes %j for an argument of a volatile event', (offset) => {
    expect(recoveryBy({ pid: 'p1', offset }, undefined)).toBe('odd-offset');
  });
});
