import { type Signal, useComputed, useSignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useStore } from '../parts/context.ts';
import { Icon } from '../parts/icon.tsx';
import type { Store } from '../store.ts';
import { texts } from '../texts.ts';
import { HEAD_PX, ListView } from './list-view.ts';

/** Of the 11 px monospaced fonts. */
const NARROWEST_CHAR_PX = 6;
const LEAST_PREVIEW_CHARS = 120;

const columns = ['time', 'delta', 'dir', 'name', 'preview', 'to', 'nsp', 'ack', 'size'] as const;
const titles: Readonly<Record<(typeof columns)[number], string>> = {
  time: texts.timeline.time,
  delta: texts.timeline.delta,
  dir: texts.timeline.direction,
  name: texts.timeline.name,
  preview: texts.timeline.preview,
  to: texts.timeline.to,
  nsp: texts.timeline.nsp,
  ack: texts.timeline.ack,
  size: texts.timeline.size,
};
const hints: Readonly<Record<string, string>> = {
  delta: texts.timeline.deltaHint,
  dir: texts.timeline.directionHint,
  to: texts.timeline.toHint,
};

export function Timeline(): JSX.Element {
  const store = useStore();
  const id = useId();
  const grid = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const spacer = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const view = useRef<ListView | undefined>(undefined);
  const fresh = useSignal(0);
  const hasTargets = useComputed(() => {
    store.calm.value;
    return store.model.hasTargets;
  }).value;

  useEffect(() => {
    if (!grid.current || !scroller.current || !spacer.current || !layer.current) return;
    const parts = {
      grid: grid.current,
      scroller: scroller.current,
      spacer: spacer.current,
      layer: layer.current,
      idPrefix: id,
    };
    const list = new ListView(parts, store.model, store.list.peek(), () => ({
      timeMode: store.timeMode.peek(),
      zeroAt: zeroFor(store),
      nowMs: store.now.peek(),
      previewChars: Math.max(LEAST_PREVIEW_CHARS, Math.ceil(store.layout.peek().widthPx / NARROWEST_CHAR_PX)),
    }));
    view.current = list;
    store.setTimeline({
      focus: () => parts.grid.focus({ preventScroll: true }),
      reveal: (row) => list.reveal(row),
      revealTime: (at) => list.revealTime(at),
      follow: () => list.follow(),
    });
    const watch = new ResizeObserver(() => guard(store, () => list.resize(parts.scroller.clientHeight - HEAD_PX)));
    watch.observe(parts.scroller);
    list.resize(parts.scroller.clientHeight - HEAD_PX);
    list.refresh(store.list.peek());
    return () => {
      watch.disconnect();
      store.setTimeline(undefined);
      view.current = undefined;
    };
  }, [store, id]);

  useSignalEffect(() => {
    store.frame.value;
    // Behind another view nothing is drawn; what came meanwhile is drawn when it is back.
    if (store.view.value !== 'timeline') return;
    guard(store, () => {
      const list = view.current;
      if (!list) return;
      list.refresh(store.list.peek());
      grid.current?.setAttribute('aria-rowcount', String(list.list.length + 1));
      countFresh(list, fresh, false);
      store.see(list.visible);
    });
  });
  useSignalEffect(() => {
    store.timeMode.value;
    guard(store, () => view.current?.redraw());
  });
  useSignalEffect(() => {
    store.now.value;
    guard(store, () => {
      if (view.current?.hasWaiting) view.current.redraw();
      if (view.current) countFresh(view.current, fresh, true);
    });
  });
  useSignalEffect(() => {
    const selected = store.selected.value;
    guard(store, () => {
      view.current?.select(selected);
      if (store.timeMode.peek() === 'selected') view.current?.redraw();
    });
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (view.current && moveSelection(event.key, store, view.current)) event.preventDefault();
  };

  return (
    <section
      class="timeline"
      aria-label={texts.timeline.label}
      data-time={store.timeMode.value}
      data-rooms={hasTargets ? '' : undefined}
    >
      <div
        ref={grid}
        class="grid"
        role="grid"
        tabIndex={0}
        aria-label={texts.timeline.label}
        aria-colcount={columns.length}
        data-testid="timeline"
        onKeyDown={onKeyDown}
      >
        <div
          ref={scroller}
          class="rows"
          role="rowgroup"
          tabIndex={-1}
          onScroll={() => {
            guard(store, () => {
              if (!view.current) return;
              view.current.scrolled();
              countFresh(view.current, fresh, false);
              store.see(view.current.visible);
            });
          }}
          onMouseDown={(event) => {
            // With the press: until the button is let go, another row may have come to stand here.
            if (event.button !== 0 || !pick(event.target, store)) return;
            event.preventDefault();
            if (store.layout.peek().detail !== 'over') grid.current?.focus({ preventScroll: true });
          }}
          onClick={(event) => {
            // A click without a press: from assistive technology, or a script.
            if (event.detail === 0) pick(event.target, store);
          }}
        >
          {/* biome-ignore lint/a11y/useFocusableInteractive: the grid takes the focus */}
          <div class="head" role="row" aria-rowindex={1}>
            {columns.map((column) => (
              // biome-ignore lint/a11y/useFocusableInteractive: as above
              <span key={column} class={column === 'name' ? 'who' : column} role="columnheader" title={hints[column]}>
                {titles[column] || <span class="unseen">{hints[column]}</span>}
              </span>
            ))}
          </div>
          <div class="body" role="presentation">
            <div ref={spacer} class="spacer" role="presentation" />
            <div ref={layer} class="layer" role="presentation" />
          </div>
        </div>
      </div>
      <Fresh count={fresh} />
    </section>
  );
}

function Fresh({ count }: { readonly count: Signal<number> }): JSX.Element | null {
  const store = useStore();
  if (count.value === 0) return null;
  return (
    <button
      type="button"
      class="fresh"
      title={texts.timeline.freshHint}
      data-testid="fresh"
      onClick={() => {
        store.timeline?.follow();
        store.timeline?.focus();
        count.value = 0;
      }}
    >
      <Icon name="jump" />
      <span class="number">{texts.timeline.fresh(count.value)}</span>
    </button>
  );
}

/** Selects the row that an event happened on, and opens it; `false` where there is none. */
function pick(target: EventTarget | null, store: Store): boolean {
  const row = (target as Element).closest<HTMLElement>('[data-row]');
  if (row) store.select(Number(row.dataset.row), true);
  return row !== null;
}

/** It comes and goes at once, but counts only at the calm pace: a number that changes sixty times a second can't be read. */
function countFresh(list: ListView, fresh: Signal<number>, calm: boolean): void {
  const count = list.freshCount;
  if (calm || count === 0 || fresh.peek() === 0) fresh.value = count;
}

/** Relative times count from the selected row, or from the chosen session's beginning, or else from the log's. */
function zeroFor(store: Store): number | undefined {
  if (store.timeMode.peek() === 'selected') {
    const selected = store.selected.peek();
    return store.has(selected) ? store.model.row(selected).at : undefined;
  }
  const chosen = store.session.peek();
  return (chosen === undefined ? undefined : store.model.session(chosen)?.startedAt) ?? store.zeroAt ?? 0;
}

/** Errors outside of components have to be carried to the boundary by hand. */
function guard(store: Store, act: () => void): void {
  try {
    act();
  } catch (error) {
    store.failure.value = error;
  }
}

/** Moves the selection by a key; `false` where the key is none of ours. */
function moveSelection(key: string, store: Store, view: ListView): boolean {
  const { list, window } = view;
  if (key === 'Enter') {
    if (store.selected.peek() < 0) return false;
    store.openDetail();
    return true;
  }
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: window.pageRows - 1,
    PageUp: 1 - window.pageRows,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  const step = steps[key];
  if (step === undefined) return false;
  if (list.length === 0) return true;
  const selected = store.selected.peek();
  const place = selected < 0 ? undefined : list.indexOf(selected);
  let next: number;
  if (place === undefined) next = step > 0 ? window.firstVisible : window.endVisible - 1;
  // The selected row is filtered out: go on from where it would stand.
  else if (place < 0) next = -place - 1 + (step > 0 ? step - 1 : step);
  else next = place + step;
  if (step === Number.POSITIVE_INFINITY || step === Number.NEGATIVE_INFINITY) next = step > 0 ? list.length - 1 : 0;
  const target = Math.max(0, Math.min(list.length - 1, next));
  store.select(list.at(target), false);
  if (key === 'End') view.follow();
  return true;
}
