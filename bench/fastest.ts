/** Times several ways to do the same work in turn, on a machine that does other work beside. */

/** Does the work of a chunk and returns how much came out, so that none of it can be optimised away. */
export type Ways<Name extends string, Chunk> = Readonly<Record<Name, (chunk: Chunk) => number>>;

/**
 * Milliseconds that each way takes for all chunks: every way does every chunk, in turn, `rounds` times over, and a chunk's time
 * is its fastest, since other work on the machine only ever adds to it. Throws where ways don't agree on what came out.
 */
export function fastestOf<Name extends string, Chunk>(
  ways: Ways<Name, Chunk>,
  chunks: readonly Chunk[],
  rounds: number,
): Record<Name, number> {
  const names = Object.keys(ways) as Name[];
  const zero = (value: number) => Object.fromEntries(names.map((name) => [name, value])) as Record<Name, number>;
  const fastest = chunks.map(() => zero(Number.POSITIVE_INFINITY));
  for (let round = 0; round < rounds; round++) {
    chunks.forEach((chunk, index) => {
      const best = fastest[index] as Record<Name, number>;
      const found = names.map((name) => {
        const begin = performance.now();
        const count = ways[name](chunk);
        best[name] = Math.min(best[name], performance.now() - begin);
        return count;
      });
      if (new Set(found).size > 1) throw new Error(`${names.join(', ')} found ${found.join(', ')}`);
    });
  }
  const sums = zero(0);
  for (const best of fastest) for (const name of names) sums[name] += best[name];
  return sums;
}
