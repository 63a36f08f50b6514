import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRegex, RegexError } from './regex.ts';

const both = (source: string, flags: string, text: string): [boolean, boolean] => [
  compileRegex(source, flags).test(text),
  new RegExp(source, flags).test(text),
];

/** Expressions of the whole grammar that is supported, over few letters, so that they match often. */
const source = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(
      'a',
      'b',
      'Z',
      'é',
      '.',
      '\\d',
      '\\w',
      '\\W',
      '\\s',
      '[ab]',
      '[^a]',
      '[a-c\\d]',
      '[^]',
      '[]',
      '\\n',
    ),
    fc.constantFrom('^', '$', '\\b', '\\B', '\\.', '\\x61', '\\u0062', ' '),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => a + b),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(?:${a}|${b})`),
    fc
      .tuple(tie('node'), fc.constantFrom('*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{0,}', '{2,}?'))
      .map(([a, quantifier]) => `(${a})${quantifier}`),
  ),
})).node;
const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', 'z', 'A', 'Z', '1', ' ', '\n', '.', 'é', 'É', '€'),
  maxLength: 12,
});
const flags = fc.subarray(['i', 'm', 's']).map((some) => some.join(''));

describe('regular expressions', () => {
  it('match what the platform matches', () => {
    fc.assert(
      fc.property(source, flags, text, (source, flags, text) => {
        const [ours, native] = both(source, flags, text);
        expect(ours).toBe(native);
      }),
      { numRuns: 1500 },
    );
  });

  it('have a literal that every match contains', () => {
    fc.assert(
      fc.property(source, flags, text, (source, flags, text) => {
        const { literal, test } = compileRegex(source, flags);
        if (literal === '' || !test(text)) return;
        const [where, what] = flags.includes('i') ? [text.toLowerCase(), literal.toLowerCase()] : [text, literal];
        expect(where).toContain(what);
      }),
      { numRuns: 1500 },
    );
  });

  it.each([
    ['hello.*wor', '', 'hello'],
    ['(?:ab)+cde', '', 'cde'],
    ['a|b', '', ''],
    ['x?yz', 'i', 'yz'],
  ])('knows what /%s/%s needs', (source, flags, literal) => {
    expect(compileRegex(source, flags).literal).toBe(literal);
  });

  it.each([
    ['(a', 'not closed', 0],
    ['a)', 'never opened', 1],
    ['[a', 'not closed', 0],
    ['*', 'nothing to repeat', 0],
    ['a**', 'nothing to repeat', 2],
    ['^*', 'nothing to repeat', 1],
    ['a{3,1}', 'wrong way round', 1],
    ['[z-a]', 'wrong way round', 2],
    ['(?=a)', 'ahead or behind', 0],
    ['(a)\\1', 'References back', 3],
    ['a\\', 'behind this backslash', 1],
    ['(?>a)', 'No group', 0],
    ['((a{50}){50})', 'too large', 0],
  ])('says what is wrong with %s, and where', (source, words, at) => {
    try {
      compileRegex(source, '');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(RegexError);
      expect((error as RegexError).message).toContain(words);
      expect((error as RegexError).at).toBe(at);
    }
    expect(() => compileRegex('a', 'g')).toThrow(RegexError);
  });

  it.each(['(a+)+$', '^(a|a|,)*$', '^(a|aa|,)+$', '.*.*.*.*x', '(.*?,){11}P', '(a?){60}a{60}b'])(
    'take time in proportion to the text: %s',
    (source) => {
      const { test } = compileRegex(source, '');
      const timed = (length: number): number => {
        const text = `${'a,'.repeat(length / 2)}!`;
        const rounds = [1, 2, 3].map(() => {
          const begin = performance.now();
          expect(test(text)).toBe(false);
          return performance.now() - begin;
        });
        return Math.min(...rounds);
      };
      timed(20_000);
      // Ten times the text: an expression that backtracks would take a hundred times as long, or for ever.
      expect(timed(400_000)).toBeLessThan(40 * Math.max(timed(40_000), 0.5));
    },
  );
});
