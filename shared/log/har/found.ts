/** What the readers of a foreign HAR find: entries, to be put in order at the end, and what could not be read. */
import type { Entry } from '../entry.ts';
import type { FileProblem } from '../header.ts';

/** An entry's own fields: its position is given when everything was found. */
export type Unplaced = Entry extends infer One ? (One extends Entry ? Omit<One, 'pos'> : never) : never;

/** So many entries of the HAR are named of each trouble. */
const NAMED = 5;

export class Found {
  readonly #items: { readonly orderAt: number; readonly entry: Unplaced }[] = [];
  readonly #troubles = new Map<string, { readonly code: FileProblem['code']; readonly numbers: number[] }>();

  /** `orderAt`: where it stands, where that is not its time: a transport's frames stay in order though clocks jump. */
  add(entry: Unplaced, orderAt = entry.at): void {
    this.#items.push({ orderAt, entry });
  }

  /** Something is wrong with the HAR's entry of this number, from 1; `words` go on after "Entry 7". */
  trouble(code: FileProblem['code'], words: string, number: number): void {
    const trouble = this.#troubles.get(words) ?? { code, numbers: [] };
    if (trouble.numbers.at(-1) !== number) trouble.numbers.push(number);
    this.#troubles.set(words, trouble);
  }

  get problems(): readonly FileProblem[] {
    return [...this.#troubles].map(([words, { code, numbers }]) => {
      const more = numbers.length > NAMED ? ` and ${numbers.length - NAMED} more` : '';
      return {
        line: 0,
        code,
        message: `Entries of the HAR that ${words}: ${numbers.slice(0, NAMED).join(', ')}${more}.`,
      };
    });
  }

  get entries(): readonly Entry[] {
    const next = new Map<string, number>();
    return this.#items
      .sort((a, b) => a.orderAt - b.orderAt)
      .map(({ entry }) => {
        const pos = next.get(entry.recorder) ?? 0;
        next.set(entry.recorder, pos + 1);
        return { ...entry, pos } as Entry;
      });
  }
}
