import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Stop } from '../base/dispose.ts';
import { BOUND_NAMES, type BoundName, LOG_BOUNDS } from '../log/bounds.ts';
import { DAMAGED_GZIP, readLogText } from '../log/stream.ts';
import { ERROR_KINDS } from '../model/query/filter.ts';
import type { RowList, SessionView } from '../model/types.ts';
import { createDetailState } from './detail/detail-state.ts';
import type { Host } from './host.ts';
import { DETAIL_PX, type Layout, layoutFor, SIDEBAR_PX } from './parts/layout.ts';
import { asBoolean, asPixels, oneOf, persisted, TIME_MODES, type TimeMode } from './parts/settings.ts';
import { texts } from './texts.ts';
import { createFilterState, type TimeRange } from './toolbar/filter-state.ts';

/** Words, sessions and counts are redrawn at most this often: faster can't be read, and costs. The list keeps to the frame. */
const CALM_MS = 200;
/** Of each frame, for looking through the log; the rest is for drawing and for the page's own work. */
const SEARCH_MS = 8;
/** Event names whose folded branches are remembered. */
const MAX_BRANCH_KEYS = 200;

/** An overlay takes its memory from the page that it watches; of a file nothing is to be lost. */
const USUAL_BOUND = { overlay: 'medium', panel: 'large', viewer: 'huge' } as const satisfies Record<
  Host['kind'],
  BoundName
>;

/** What the timeline offers to the rest of the view. */
export interface ListHandle {
  focus(): void;
  /** Brings a row into view. */
  reveal(row: number): void;
  /** Brings the row nearest to a time into view: epoch milliseconds. */
  revealTime(at: number): void;
  /** Scrolls to the end and stays there. */
  follow(): void;
}

/** Everything the view knows beyond the model: one per mounted view. */
export type Store = ReturnType<typeof createStore>;

export function createStore(host: Host) {
  const { settings, model } = host;

  // --- what is chosen -------------------------------------------------------------------------------------------------
  const theme = oneOf('light', 'dark', 'auto')(settings.get('theme') ?? '');
  if (theme) host.theme.value = theme;
  const timeMode = persisted<TimeMode>(settings, 'time', 'clock', oneOf(...TIME_MODES));
  const bound = persisted<BoundName>(settings, 'bound', USUAL_BOUND[host.kind], oneOf(...BOUND_NAMES));
  model.setBounds(LOG_BOUNDS[bound.value.peek()]);
  const overview = persisted<boolean>(settings, 'overview', true, asBoolean);
  const sidebarPx = persisted<number>(settings, 'sidebar', SIDEBAR_PX.usual, asPixels);
  const detailPx = persisted<number>(settings, 'detail', DETAIL_PX.usual, asPixels);
  const detailBelowPx = persisted<number>(settings, 'detail-below', DETAIL_PX.usualBelow, asPixels);

  const filter = createFilterState(settings);
  const { nsp, session } = filter;
  /** Which view is shown: one of `views.tsx`. */
  const view = signal('timeline');
  /** The session whose story is told, once one was picked. */
  const story = signal<number | undefined>(undefined);
  /** The time of what is in view of the list. */
  const visible = signal<TimeRange | undefined>(undefined);
  const selected = signal(-1);
  const detailOpen = signal(false);
  /** Where the focus is to go once the panes are drawn. */
  const focusWanted = signal<'list' | 'detail' | undefined>(undefined);
  const branchesByKey = new Map<string, Map<string, boolean>>();
  /** Sections of the details that are folded away. */
  const folded = signal<ReadonlySet<string>>(new Set(['diff']));
  const keyMapOpen = signal(false);
  const notices = signal<readonly string[]>([]);
  const lateDismissed = signal(false);
  const failure = signal<unknown>(undefined);
  const size = signal({ widthPx: 1000, heightPx: 600 });
  const layout: ReadonlySignal<Layout> = computed(() =>
    layoutFor(size.value.widthPx, size.value.heightPx, sidebarPx.value.value),
  );

  // --- what follows from it -------------------------------------------------------------------------------------------
  /** Rises when the log was emptied: row and session numbers start again. */
  const generation = signal(0);
  const list: ReadonlySignal<RowList> = computed(() => {
    generation.value;
    return model.list(filter.query.value, SEARCH_MS);
  });
  /** Rises with every frame in which the list may have changed, after `list.update()`. */
  const frame = signal(0);
  /** Rises at most five times a second; and once a second whatever happens, for ages. */
  const calm = signal(0);
  const now = signal(Date.now());
  /** Epoch milliseconds that relative times count from: the first row since the log was emptied. */
  let zeroAt: number | undefined;

  // --- the clockwork --------------------------------------------------------------------------------------------------
  const stops: Stop[] = [];
  let frameRequest = 0;
  let calmTimer: ReturnType<typeof setTimeout> | undefined;
  let lastCalmAt = 0;
  let knownLog = model.log;
  let knownFrom = model.firstRow;
  let lastEndRow = model.endRow;
  let handle: ListHandle | undefined;
  let focusFilterBox: (() => void) | undefined;

  function takeFrame(): void {
    frameRequest = 0;
    try {
      // The host empties the log too (a navigation, an import). Cleared, row numbers go on and every row that was known is gone;
      // replaced, everything is another.
      if (model.log !== knownLog) forget(true);
      else if (lastEndRow > knownFrom && model.firstRow >= lastEndRow) forget(false);
      knownLog = model.log;
      knownFrom = model.firstRow;
      lastEndRow = model.endRow;
      list.peek().update(SEARCH_MS);
      if (searching()) frameRequest = requestAnimationFrame(takeFrame);
      if (zeroAt === undefined && model.endRow > model.firstRow) zeroAt = model.row(model.firstRow).at;
      frame.value++;
    } catch (error) {
      failure.value = error;
    }
    calmSoon();
  }
  function calmSoon(): void {
    calmTimer ??= setTimeout(takeCalm, Math.max(0, lastCalmAt + CALM_MS - performance.now()));
  }
  /** The list shows these rows now; the overview follows at its calmer pace. */
  function see(rows: readonly [first: number, last: number] | undefined): void {
    const next = rows && { fromAt: model.row(rows[0]).at, toAt: model.row(rows[1]).at };
    const now = visible.peek();
    if (next?.fromAt === now?.fromAt && next?.toAt === now?.toAt) return;
    visible.value = next;
    calmSoon();
  }
  /** Whether rows are still to be looked at that nobody gave up on. */
  function searching(): boolean {
    const { unseen, stopped } = list.peek();
    return unseen > 0 && !stopped;
  }
  /** Leaves older rows unsearched, or goes on with them. */
  function stopSearch(stop: boolean): void {
    list.peek().stopped = stop;
    frame.value++;
    if (!stop && frameRequest === 0) frameRequest = requestAnimationFrame(takeFrame);
  }
  function takeCalm(): void {
    calmTimer = undefined;
    lastCalmAt = performance.now();
    batch(() => {
      calm.value++;
      now.value = nowAt();
    });
  }
  /** A saved log stands still: its ages count to its last row. */
  function nowAt(): number {
    if (host.connection.peek() !== 'file') return Date.now();
    return model.endRow > model.firstRow ? model.row(model.endRow - 1).at : Date.now();
  }
  /** `replaced`: another log, with other sessions and namespaces; otherwise those that live go on. */
  function forget(replaced: boolean): void {
    zeroAt = undefined;
    batch(() => {
      selected.value = -1;
      detailOpen.value = false;
      const chosen = session.peek();
      if (replaced || (chosen !== undefined && !model.session(chosen))) session.value = undefined;
      if (replaced) {
        nsp.value = undefined;
        filter.range.value = undefined;
        lateDismissed.value = false;
      }
      generation.value++;
    });
  }

  function start(): Stop {
    if (host.opens) void importFile(host.opens.file, host.opens.name);
    stops.push(
      effect(() => {
        host.revision.value;
        host.connection.value;
        list.value;
        if (frameRequest === 0) frameRequest = requestAnimationFrame(takeFrame);
      }),
    );
    const second = setInterval(() => {
      now.value = nowAt();
    }, 1000);
    stops.push(() => {
      clearInterval(second);
      filter.stopTyping();
      clearTimeout(calmTimer);
      if (frameRequest !== 0) cancelAnimationFrame(frameRequest);
      frameRequest = 0;
    });
    return () => {
      for (const stop of stops.splice(0).reverse()) stop();
    };
  }

  // --- acts -----------------------------------------------------------------------------------------------------------
  function clear(): void {
    host.clear();
    notices.value = [];
    restart();
  }
  function restart(): void {
    forget(model.log !== knownLog);
    knownLog = model.log;
    knownFrom = model.firstRow;
    lastEndRow = model.endRow;
  }
  /** Selects a row; `show` opens its details, and brings it into view where it isn't. */
  function select(row: number, show: boolean): void {
    batch(() => {
      selected.value = row;
      if (show && row >= 0) detailOpen.value = true;
      // Under details that slide over it, the list can't keep the focus.
      if (show && layout.peek().detail === 'over') focusWanted.value = 'detail';
    });
    if (row >= 0) handle?.reveal(row);
  }
  /** Opens the details and puts the focus there. */
  function openDetail(): void {
    batch(() => {
      detailOpen.value = true;
      focusWanted.value = 'detail';
    });
  }
  function closeDetail(): void {
    batch(() => {
      detailOpen.value = false;
      focusWanted.value = 'list';
    });
  }
  /** Reads a session by another parser. Its rows are made anew, so that none stays selected. */
  function setParser(id: number, name: string | undefined): void {
    host.setParser(id, name);
    selected.value = -1;
    restart();
  }
  /** To the other half of an emit and its ack. */
  function jumpToPair(): void {
    const from = selected.peek();
    if (!has(from)) return;
    const { pair } = model.row(from);
    if (has(pair)) select(pair, detailOpen.peek());
  }
  /** To the next (1) or previous (-1) row of the list that tells of trouble; `false` where there is none. */
  function jumpToError(step: 1 | -1): boolean {
    const rows = list.peek();
    const place = selected.peek() < 0 ? (step > 0 ? -1 : rows.length) : rows.indexOf(selected.peek());
    for (
      let at = place < -1 ? -place - 1 + (step > 0 ? 0 : -1) : place + step;
      at >= 0 && at < rows.length;
      at += step
    ) {
      if (!has(rows.at(at))) continue;
      const row = model.row(rows.at(at));
      if (
        row.hasProblem ||
        row.ack === 'lost' ||
        row.ack === 'orphan' ||
        row.ack === 'twice' ||
        ERROR_KINDS.has(row.kind)
      ) {
        select(row.row, detailOpen.peek());
        return true;
      }
    }
    return false;
  }
  /** To the next (1) or previous (-1) row of the same event that the list holds. */
  function jumpToAlike(step: 1 | -1): void {
    let row = selected.peek();
    do row = model.alike(row, step);
    while (row >= 0 && list.peek().indexOf(row) < 0);
    if (row >= 0) select(row, detailOpen.peek());
  }
  function importText(name: string, content: string): void {
    notices.value = host.importLog(name, content);
    restart();
  }
  /** Opens a saved log. What can't be read (a folder, a file that is gone) is said. */
  async function importFile(file: File | Promise<File>, name = ''): Promise<void> {
    try {
      const found = await file;
      const { text, damaged } = await readLogText(found);
      importText(found.name, text);
      if (damaged) notices.value = [...notices.value, `${found.name}: ${DAMAGED_GZIP}`];
    } catch (error) {
      const unread = file instanceof Promise ? name : file.name;
      notices.value = [texts.bars.unreadable(unread, error instanceof Error ? error.message : String(error))];
    }
  }
  /** Folds by hand, per event name: a branch's path and whether it is open. */
  function branches(key: string): Map<string, boolean> {
    let found = branchesByKey.get(key);
    if (!found) {
      found = new Map();
      branchesByKey.set(key, found);
      if (branchesByKey.size > MAX_BRANCH_KEYS) branchesByKey.delete(branchesByKey.keys().next().value as string);
    }
    return found;
  }
  function fold(section: string, shut: boolean): void {
    const next = new Set(folded.peek());
    if (shut) next.add(section);
    else next.delete(section);
    folded.value = next;
  }
  /** Shows a row in the timeline, with its details, whatever the filter leaves of it. */
  function showRow(row: number): void {
    if (!has(row)) return;
    if (list.peek().indexOf(row) < 0) filter.clearFilter();
    view.value = 'timeline';
    select(row, true);
  }
  /** Shows the timeline of one event. */
  function showEvent(name: string): void {
    batch(() => {
      if (filter.solo.peek() !== name) filter.toggleSolo(name);
      view.value = 'timeline';
    });
  }
  /** Shows what went to one room. */
  function showRoom(room: string): void {
    batch(() => {
      filter.setText(`room:${JSON.stringify(room)}`);
      view.value = 'timeline';
    });
  }
  /** Shows the timeline of one session. */
  function showSession(id: number): void {
    batch(() => {
      session.value = id;
      view.value = 'timeline';
    });
  }
  /** Shows the story of one session. */
  function openStory(id: number): void {
    batch(() => {
      story.value = id;
      view.value = 'sessions';
    });
  }
  /** Views that look through the log by themselves ask for another turn. */
  function lookSoon(): void {
    if (frameRequest === 0) frameRequest = requestAnimationFrame(takeFrame);
  }
  /** The event that the selected row is of, or answers. */
  function selectedEvent(): string | undefined {
    const row = has(selected.peek()) ? model.row(selected.peek()) : undefined;
    return row?.kind === 'event' || (row?.kind === 'ack' && row.pair >= 0) ? row.name : undefined;
  }
  function muteSelected(): void {
    const name = selectedEvent();
    if (name !== undefined) filter.toggleMuted(name);
  }
  function soloSelected(): void {
    const name = selectedEvent();
    if (name !== undefined) filter.toggleSolo(name);
    else if (filter.solo.peek() !== undefined) filter.solo.value = undefined;
  }
  /** Shows one session's rows, or every session's. */
  function chooseSession(id: number | undefined): void {
    session.value = id;
  }
  /** Whether the log still holds a row. Lists learn of what fell or was cleared with the next frame only. */
  function has(row: number): boolean {
    return row >= model.firstRow && row < model.endRow;
  }
  function sessionOf(id: number): SessionView | undefined {
    return id < 0 ? undefined : model.session(id);
  }

  return {
    host,
    model,
    timeMode: timeMode.value,
    setTimeMode: timeMode.save,
    ...filter,
    ...createDetailState(),
    overview,
    visible: visible as ReadonlySignal<TimeRange | undefined>,
    see,
    theme: host.theme,
    bound: bound.value,
    setBound(next: BoundName) {
      bound.save(next);
      model.setBounds(LOG_BOUNDS[next]);
      if (frameRequest === 0) frameRequest = requestAnimationFrame(takeFrame);
    },
    setTheme(next: 'light' | 'dark' | 'auto') {
      host.theme.value = next;
      settings.set('theme', next);
    },
    sidebarPx,
    detailPx,
    detailBelowPx,
    selected: selected as ReadonlySignal<number>,
    select,
    detailOpen: detailOpen as ReadonlySignal<boolean>,
    focusWanted,
    openDetail,
    closeDetail,
    keyMapOpen,
    notices,
    lateDismissed,
    failure: failure as Signal<unknown>,
    size,
    layout,
    list,
    stopSearch,
    generation: generation as ReadonlySignal<number>,
    frame: frame as ReadonlySignal<number>,
    calm: calm as ReadonlySignal<number>,
    now: now as ReadonlySignal<number>,
    get zeroAt(): number | undefined {
      return zeroAt;
    },
    clear,
    importFile,
    jumpToPair,
    jumpToError,
    jumpToAlike,
    has,
    sessionOf,
    branches,
    folded: folded as ReadonlySignal<ReadonlySet<string>>,
    fold,
    chooseSession,
    setParser,
    view,
    showRow,
    showEvent,
    showSession,
    showRoom,
    story: story as ReadonlySignal<number | undefined>,
    openStory,
    lookSoon,
    muteSelected,
    soloSelected,
    /** The timeline, while it is drawn. */
    get timeline(): ListHandle | undefined {
      return handle;
    },
    setTimeline(next: ListHandle | undefined) {
      handle = next;
    },
    /** Puts the focus into the filter box. */
    focusFilter() {
      focusFilterBox?.();
    },
    setFilterBox(focus: (() => void) | undefined) {
      focusFilterBox = focus;
    },
    start,
  };
}
