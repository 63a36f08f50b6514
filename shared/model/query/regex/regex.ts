/** Regular expressions that a person typed, run so that none can freeze: see `matcher.ts`. */
import { caseless } from './char-set.ts';
import { Matcher } from './matcher.ts';
import { type Node, RegexError, RegexParser } from './parse.ts';
import { compileProgram } from './program.ts';

export { RegexError };

export interface Regex {
  /** Whether it matches anywhere in the text. */
  readonly test: (text: string) => boolean;
  /** A text that whatever it matches contains (in any case, with the flag `i`): quick to look for first. `''` where there is none. */
  readonly literal: string;
}

const FLAGS = 'ims';

/** @throws RegexError */
export function compileRegex(source: string, flags: string): Regex {
  for (const flag of flags) {
    if (!FLAGS.includes(flag)) throw new RegexError(source.length + 1, `Of flags there are ${[...FLAGS].join(', ')}.`);
  }
  const node = new RegexParser(source, flags).parse();
  const matcher = new Matcher(compileProgram(node), flags.includes('m'));
  return { test: (text) => matcher.test(text), literal: literalOf(node, flags.includes('i')) };
}

/** The longest run of single ASCII characters that every match has. */
function literalOf(node: Node, ignoreCase: boolean): string {
  const runs = [''];
  const walk = (part: Node): void => {
    if (part.type === 'sequence') for (const one of part.of) walk(one);
    else if (part.type === 'chars' && isSingle(part.set, ignoreCase))
      runs[runs.length - 1] += String.fromCharCode(part.set[0] as number);
    else if (part.type === 'repeat' && part.least > 0) {
      // Once at least, but nothing is known of what stands next to it.
      runs.push('');
      walk(part.of);
      runs.push('');
    } else if (part.type !== 'assert') runs.push('');
  };
  walk(node);
  const longest = runs.reduce((longest, run) => (run.length > longest.length ? run : longest));
  return ignoreCase ? longest.toLowerCase() : longest;
}

function isSingle(set: readonly number[], ignoreCase: boolean): boolean {
  const code = set[0];
  if (code === undefined || code >= 128) return false;
  const alone = [code, code];
  return String(set) === String(ignoreCase ? caseless(alone) : alone);
}
