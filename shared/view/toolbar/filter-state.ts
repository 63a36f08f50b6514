/** What the view narrows the log to, and how a person comes to it: one per store. */
import { batch, computed, signal } from '@preact/signals';
import type { Dir } from '../../log/entry.ts';
import { filterQuery } from '../../model/query/filter.ts';
import { parseQuery } from '../../model/query/parse.ts';
import { all, EVERYTHING, type NameField, type Query } from '../../model/query/query.ts';
import type { QueryProblem } from '../../model/query/scanner.ts';
import type { Host } from '../host.ts';
import { asBoolean, persisted } from '../parts/settings.ts';
import { defaultGroups, type KindGroup, kindsOf, showsUsual } from '../timeline/kinds.ts';
import { chosenQuery, type QuickFilter } from './quick-filters.ts';
import { readHistory, readSaved, remember, type SavedFilter } from './saved-filters.ts';

export type FilterPart = 'text' | 'dir' | 'types' | 'nsp' | 'session' | 'range' | 'chips';

/** A stretch of time, in epoch milliseconds, both ends included. */
export interface TimeRange {
  readonly fromAt: number;
  readonly toAt: number;
}

const FIELD_WORDS = ['event', 'ns', 'room', 'dir', 'type', 'session', 'ack', 'size', 'time', 'has', 'data', 'args'];

/** Whether the last word may become a field (`di`, `dir`): it is not meant as text yet. */
function beginsField(text: string): boolean {
  const word = /(?:^|[\s(])-?(\w+)$/.exec(text)?.[1];
  return word !== undefined && FIELD_WORDS.some((field) => field.startsWith(word));
}

/** Whoever stops typing for so long means it. */
const HOLD_MS = 500;

export type FilterState = ReturnType<typeof createFilterState>;

export function createFilterState(settings: Host['settings']) {
  const heartbeats = persisted(settings, 'heartbeats', false, asBoolean);
  const saved = stored(settings, 'saved-filters', readSaved);
  const history = stored(settings, 'filter-history', readHistory);

  /** What stands in the box, what is wrong with it, and the last of it that was right. */
  const typed = signal('');
  const problem = signal<QueryProblem | undefined>(undefined);
  const applied = signal<{ readonly text: string; readonly query: Query }>({ text: '', query: EVERYTHING });
  const dir = signal<Dir | undefined>(undefined);
  const usualGroups = (): ReadonlySet<KindGroup> =>
    heartbeats.value.peek() ? new Set<KindGroup>([...defaultGroups, 'heartbeats']) : defaultGroups;
  const groups = signal(usualGroups());
  const nsp = signal<string | undefined>(undefined);
  const session = signal<number | undefined>(undefined);
  const range = signal<TimeRange | undefined>(undefined);
  const quick = signal<ReadonlySet<QuickFilter>>(new Set());
  const muted = signal<readonly string[]>([]);
  const solo = signal<string | undefined>(undefined);

  const chosen = computed(() => ({
    quick: quick.value,
    saved: saved.value.value,
    muted: muted.value,
    solo: solo.value,
  }));
  const chips = computed(() => chosenQuery(chosen.value));
  const query = computed<Query>(() =>
    filterQuery({
      query: all(chips.value, applied.value.query),
      dir: dir.value,
      kinds: kindsOf(groups.value),
      nsp: nsp.value,
      session: session.value,
      ...range.value,
    }),
  );
  const chipsOn = computed(() => chips.value.type !== 'all' || chips.value.of.length > 0);
  const filtered = computed(
    () =>
      applied.value.text !== '' ||
      dir.value !== undefined ||
      nsp.value !== undefined ||
      session.value !== undefined ||
      range.value !== undefined ||
      chipsOn.value ||
      !showsUsual(groups.value),
  );
  /** Whether the filter asks for rooms. */
  const asksRooms = computed(() => mentionsField(query.value, 'room'));

  let holdTimer: ReturnType<typeof setTimeout> | undefined;
  /** What was searched for when the word that may become a field was begun. */
  let before: typeof applied.value | undefined;
  function apply(text: string, query: Query): void {
    applied.value = { text: text.trim(), query };
  }
  function setText(text: string): void {
    const parsed = parseQuery(text);
    clearTimeout(holdTimer);
    batch(() => {
      typed.value = text;
      problem.value = parsed.problem;
      const { query } = parsed;
      if (!query) {
        if (before) applied.value = before;
      } else if (beginsField(text)) {
        before ??= applied.peek();
        holdTimer = setTimeout(() => apply(text, query), HOLD_MS);
      } else {
        before = undefined;
        apply(text, query);
      }
    });
  }
  /** Searches for what stands in the box at once, and offers it again later. */
  function enterText(): void {
    clearTimeout(holdTimer);
    const { query } = parseQuery(typed.peek());
    if (!query) return;
    before = undefined;
    apply(typed.peek(), query);
    history.save(remember(history.value.peek(), typed.peek()));
  }
  function setHeartbeats(on: boolean): void {
    heartbeats.save(on);
    const next = new Set(groups.peek());
    if (on) next.add('heartbeats');
    else next.delete('heartbeats');
    groups.value = next;
  }
  function toggleQuick(name: QuickFilter): void {
    const next = new Set(quick.peek());
    if (!next.delete(name)) next.add(name);
    quick.value = next;
  }
  /** Leaves an event's rows out, or lets them in again. */
  function toggleMuted(name: string): void {
    const now = muted.peek();
    muted.value = now.includes(name) ? now.filter((other) => other !== name) : [...now, name];
  }
  /** Shows one event only, or all again. */
  function toggleSolo(name: string): void {
    batch(() => {
      solo.value = solo.peek() === name ? undefined : name;
      muted.value = muted.peek().filter((other) => other !== name);
    });
  }
  /** Keeps what stands in the box under a name, switched on instead of it. */
  function saveFilter(name: string): void {
    const { text } = applied.peek();
    if (text === '') return;
    batch(() => {
      saved.save([...saved.value.peek().filter((one) => one.name !== name), { name, text, on: true }]);
      setText('');
    });
  }
  function toggleSaved(name: string): void {
    saved.save(saved.value.peek().map((one) => (one.name === name ? { ...one, on: !one.on } : one)));
  }
  function removeSaved(name: string): void {
    saved.save(saved.value.peek().filter((one) => one.name !== name));
  }
  function clearChips(): void {
    batch(() => {
      quick.value = new Set();
      muted.value = [];
      solo.value = undefined;
      const kept = saved.value.peek();
      if (kept.some(({ on }) => on)) saved.save(kept.map((one): SavedFilter => ({ ...one, on: false })));
    });
  }
  /** Takes one part of the filter back. */
  function dropFilter(part: FilterPart): void {
    if (part === 'text') setText('');
    else if (part === 'dir') dir.value = undefined;
    else if (part === 'types') groups.value = usualGroups();
    else if (part === 'nsp') nsp.value = undefined;
    else if (part === 'range') range.value = undefined;
    else if (part === 'chips') clearChips();
    else session.value = undefined;
  }
  function clearFilter(): void {
    batch(() => {
      for (const part of ['text', 'dir', 'types', 'nsp', 'session', 'range', 'chips'] as const) dropFilter(part);
    });
  }

  return {
    typed,
    problem,
    applied,
    dir,
    groups,
    nsp,
    session,
    range,
    quick,
    muted,
    solo,
    saved: saved.value,
    history: history.value,
    heartbeats: heartbeats.value,
    query,
    chipsOn,
    filtered,
    asksRooms,
    setText,
    enterText,
    setHeartbeats,
    toggleQuick,
    toggleMuted,
    toggleSolo,
    saveFilter,
    toggleSaved,
    removeSaved,
    dropFilter,
    clearFilter,
    /** The view is gone: nothing is searched for later. */
    stopTyping: () => clearTimeout(holdTimer),
  };
}

function mentionsField(query: Query, field: NameField): boolean {
  if (query.type === 'all' || query.type === 'any') return query.of.some((part) => mentionsField(part, field));
  if (query.type === 'not') return mentionsField(query.of, field);
  return query.type === 'name' && query.field === field;
}

/** A list that outlives the view, as JSON. */
function stored<T>(settings: Host['settings'], key: string, read: (text: string) => readonly T[]) {
  const value = signal(read(settings.get(key) ?? ''));
  return {
    value,
    save(next: readonly T[]) {
      value.value = next;
      settings.set(key, JSON.stringify(next));
    },
  };
}
