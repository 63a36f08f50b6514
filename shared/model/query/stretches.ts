/** Rules out whole stretches of the log at once: most searches find nothing in most of it. */
import type { RowContent } from '../content.ts';

/**
 * Whether a row with this entry may pass. `mayHold` is asked about the texts of many rows, and says `false` only where it would
 * about each of them. Rows come in order, so that the last answer is the one that is needed again.
 */
export function stretchTest(content: RowContent, mayHold: (text: string) => boolean): (entry: number) => boolean {
  let known = Number.NaN;
  let may = true;
  return (entry) => {
    const stretch = content.stretch(entry);
    if (stretch !== known) {
      const texts = content.textsAround(entry);
      may = texts === undefined || texts.some(mayHold);
      // What has no texts yet may have them later.
      known = texts === undefined ? Number.NaN : stretch;
    }
    return may;
  };
}
