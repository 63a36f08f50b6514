/** Names against patterns with `*`. */
import type { NamePattern } from './query.ts';

/** Whether the text passes: its parts in their order, the first at the beginning, the last at the end. Takes one pass. */
function wildTest(pattern: string): (name: string) => boolean {
  const parts = pattern.split('*');
  const first = parts.shift() as string;
  const last = parts.pop() as string;
  return (name) => {
    if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
    const end = name.length - last.length;
    let at = first.length;
    for (const part of parts) {
      const found = name.indexOf(part, at);
      if (found === -1 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
}

export function nameTest(patterns: readonly NamePattern[]): (name: string) => boolean {
  const tests = patterns.map(({ text, wild }) => (wild ? wildTest(text) : (name: string) => name === text));
  const [only] = tests;
  return tests.length === 1 && only ? only : (name) => tests.some((test) => test(name));
}
