import type { Dir } from '../../log/entry.ts';
import { formatClock } from '../parts/format.ts';
import { texts } from '../texts.ts';
import { type KindGroup, showsUsual } from '../timeline/kinds.ts';
import type { FilterPart, TimeRange } from '../toolbar/filter-state.ts';

/** One thing that the filter asks for, in words, so that it can be taken back by itself. */
export interface Chip {
  readonly part: FilterPart;
  readonly words: string;
}

interface FilterParts {
  readonly text: string;
  readonly dir: Dir | undefined;
  readonly groups: ReadonlySet<KindGroup>;
  readonly nsp: string | undefined;
  readonly session: number | undefined;
  readonly range: TimeRange | undefined;
  /** Whether one of the bar's chips is pressed. */
  readonly chipsOn: boolean;
}

export function chipsOf(parts: FilterParts): readonly Chip[] {
  const { text, dir, groups, nsp, session, range, chipsOn } = parts;
  const words = texts.filter;
  const chips: Chip[] = [];
  if (text !== '')
    chips.push({ part: 'text', words: words.chipText(text.length > 40 ? `${text.slice(0, 39)}…` : text) });
  if (dir) chips.push({ part: 'dir', words: words.chipDir(dir) });
  if (!showsUsual(groups)) {
    const names = [...groups].map((group) => texts.groups[group]);
    chips.push({ part: 'types', words: names.length === 0 ? words.chipNoTypes : words.chipTypes(names.join(', ')) });
  }
  if (nsp !== undefined) chips.push({ part: 'nsp', words: words.chipNsp(nsp) });
  if (session !== undefined) chips.push({ part: 'session', words: words.chipSession(session) });
  if (range) {
    const clocks = [formatClock(range.fromAt), formatClock(range.toAt)] as const;
    chips.push({ part: 'range', words: words.chipRange(...clocks) });
  }
  if (chipsOn) chips.push({ part: 'chips', words: words.chipChips });
  return chips;
}
