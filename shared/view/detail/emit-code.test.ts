import { describe, expect, it } from 'vitest';
import type { Detail } from '../../model/types.ts';
import { emitCode, literal } from './emit-code.ts';

const detail = (row: object, args: unknown[] | undefined): Detail => ({ row, packet: args && { args } }) as never;
const read = (code: string): unknown => new Function(`return (${code})`)();

describe('emit code', () => {
  it('sends the event again', () => {
    const sent: unknown[] = [];
    const code = emitCode(detail({ kind: 'event', name: 'chat "x"', nsp: '/' }, ['hi', { n: 1 }]));
    new Function('socket', code as string)({ emit: (...args: unknown[]) => sent.push(args) });
    expect(sent).toEqual([['chat "x"', 'hi', { n: 1 }]]);
  });

  it('asks for an ack where one was asked for, and names the namespace', () => {
    const code = emitCode(detail({ kind: 'event', name: 'add', nsp: '/a*/b', ackId: 3 }, [1]));
    expect(code).toBe('socket /* of /a*∕b */.emit("add", 1, (...response) => console.log(response));');
    expect(() => new Function(code as string)).not.toThrow();
  });

  it('is for events only', () => {
    expect(emitCode(detail({ kind: 'ack', name: 'add', nsp: '/' }, [1]))).toBeUndefined();
    expect(emitCode(detail({ kind: 'event', name: 'add', nsp: '/' }, undefined))).toBeUndefined();
  });

  it('writes values that read back the same', () => {
    const proto = JSON.parse('{"__proto__":{"x":1},"a b":[]}');
    for (const value of [proto, -0, 1e300, Number.NaN, undefined, null, 'a\n"\u2028', [[], {}], new Date(5), 7n])
      expect(read(literal(value))).toEqual(value);
    expect(read(literal(Uint8Array.of(0, 255, 7)))).toEqual(Uint8Array.of(0, 255, 7));
    expect(Object.hasOwn(read(literal(proto)) as object, '__proto__')).toBe(true);
  });

  it('does not overflow on 20,000 levels', () => {
    const text = `${'['.repeat(20_000)}7${']'.repeat(20_000)}`;
    expect(literal(JSON.parse(text))).toBe(text);
  });
});
