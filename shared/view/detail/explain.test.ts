import { describe, expect, it } from 'vitest';
import { explain } from './explain.ts';

const AT = Date.UTC(2026, 2, 1, 9, 0, 0);
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = (header: unknown, body: unknown): string => `${part(header)}.${part(body)}.c2ln`;

describe('explain', () => {
  it('reads times in milliseconds, seconds, ISO and as dates', () => {
    expect(explain(AT - 60_000, AT)).toMatch(/^As milliseconds: 2026-03-01 .*, 1 min before the event$/);
    expect(explain((AT + 5000) / 1000, AT)).toMatch(/^As seconds: 2026-03-01 .*, 5\.00 s after the event$/);
    expect(explain('2026-03-01T09:00:00Z', AT)).toMatch(/^2026-03-01 .*, 0 ms before the event$/);
    expect(explain(new Date(AT), AT)).toMatch(/^2026-03-01 /);
  });

  it('leaves what is no time alone', () => {
    for (const value of [
      0,
      42,
      -AT,
      1e15,
      Number.NaN,
      true,
      null,
      {},
      'hello',
      '2026-03-01',
      '2026-99-01T09:00:00Z',
      new Date(Number.NaN),
    ])
      expect(explain(value, AT)).toBeUndefined();
  });

  it('reads a token, its claims and when it ends, and says that nothing was checked', () => {
    const said = explain(token({ alg: 'HS256' }, { sub: 'zoë', iat: AT / 1000 - 60, exp: AT / 1000 + 3600 }), AT);
    expect(said).toContain('HS256');
    expect(said).toContain('"sub":"zoë"');
    expect(said).toMatch(/Expires: .* 1 h after the event/);
    expect(said).toContain('not checked');
  });

  it('takes no three words with dots for a token', () => {
    expect(explain('www.example.com', AT)).toBeUndefined();
    expect(explain(`${part('x')}.${part({})}.x`, AT)).toBeUndefined();
    expect(explain(token({ typ: 'JWT' }, {}), AT)).toBeUndefined();
  });
});
