import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Query } from '../../model/query/query.ts';
import type { ModelReader, RowList } from '../../model/types.ts';
import { useStore } from '../parts/context.ts';
import { formatClock, formatCount, formatSize } from '../parts/format.ts';
import type { Store } from '../store.ts';
import { texts } from '../texts.ts';
import { type Mark, OverviewChart, STRIP_PX } from './chart.ts';
import { lanesOf } from './lanes.ts';

/** Narrower or lower than this, the list needs the room. */
const LEAST_WIDTH_PX = 420;
const LEAST_HEIGHT_PX = 230;

const MARKS: Query = { type: 'kinds', kinds: ['page', 'refused', 'http-error', 'lost'] };
const MAX_MARKS = 400;

export function hasRoom({ widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number }): boolean {
  return widthPx >= LEAST_WIDTH_PX && heightPx >= LEAST_HEIGHT_PX;
}

/** The whole log over time, above the list. Dragging over it narrows the list to that stretch; a press goes there. */
export function Overview(): JSX.Element | null {
  const store = useStore();
  if (!store.overview.value.value || !hasRoom(store.layout.value)) return null;
  return <Strip />;
}

function Strip(): JSX.Element {
  const store = useStore();
  const { model } = store;
  const box = useRef<HTMLDivElement>(null);
  const chart = useSignal<OverviewChart | undefined>(undefined);
  const hoverAt = useSignal<number | undefined>(undefined);
  const cursorAt = useSignal<number | undefined>(undefined);
  const anchorAt = useRef<number | undefined>(undefined);
  const marks = useComputed(() => {
    store.generation.value;
    return model.list(MARKS);
  });

  useEffect(() => {
    const root = box.current;
    if (!root) return;
    let gone = false;
    // Loaded when there is something to draw with it: the timeline does not wait for it.
    void import('uplot').then(({ default: Plot }) => {
      if (gone) return;
      chart.value = new OverviewChart(Plot, root, root.clientWidth, {
        onRange: (range) => {
          store.range.value = range;
        },
        onPick: (at) => store.timeline?.revealTime(at),
        onHover: (at) => {
          hoverAt.value = at;
        },
      });
    });
    const watch = new ResizeObserver(() => chart.peek()?.resize(root.clientWidth));
    watch.observe(root);
    return () => {
      gone = true;
      watch.disconnect();
      chart.peek()?.destroy();
      chart.value = undefined;
    };
  }, [store, chart, hoverAt]);

  useSignalEffect(() => {
    store.calm.value;
    store.theme.value;
    const { overview } = model;
    if (Number.isNaN(overview.fromAt)) return;
    const nowAt = store.now.value;
    chart.value?.draw({
      overview,
      nowAt,
      lanes: lanesOf(model.sessions, nowAt),
      marks: marksOf(model, marks.value),
      range: store.range.value,
      visible: store.visible.peek(),
      cursorAt: cursorAt.value,
    });
  });

  const words = texts.overview;
  const at = hoverAt.value ?? cursorAt.value;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || !moved(event, store, cursorAt, anchorAt)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const { fromAt, length, binMs } = model.overview;
  return (
    <div class="overview" data-testid="overview" style={{ height: `${STRIP_PX}px` }}>
      <div
        ref={box}
        class="overview-plot"
        role="slider"
        tabIndex={0}
        aria-label={words.label}
        aria-valuemin={0}
        aria-valuemax={Math.max(1, length * binMs)}
        aria-valuenow={Math.max(0, (cursorAt.value ?? fromAt) - fromAt) || 0}
        aria-valuetext={at === undefined ? words.nothing : pointWords(store, at)}
        title={words.hint}
        onKeyDown={onKeyDown}
        onBlur={() => {
          cursorAt.value = undefined;
        }}
        onDblClick={() => store.dropFilter('range')}
      />
      {at !== undefined && <span class="overview-words number">{pointWords(store, at)}</span>}
    </div>
  );
}

interface Place<T> {
  value: T;
}

/** Arrows walk, with Shift they stretch the range; Enter goes there; Escape takes the range back. */
function moved(
  { key, shiftKey }: KeyboardEvent,
  store: Store,
  cursor: Place<number | undefined>,
  anchor: { current: number | undefined },
): boolean {
  const { fromAt, binMs, length } = store.model.overview;
  if (Number.isNaN(fromAt)) return false;
  const toAt = fromAt + length * binMs;
  const now = cursor.value ?? store.visible.peek()?.fromAt ?? fromAt;
  const step = Math.max(binMs, (toAt - fromAt) / 100);
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: now - step,
    ArrowRight: now + step,
    Home: fromAt,
    End: toAt,
  };
  const next = steps[key];
  if (next !== undefined) {
    cursor.value = Math.min(toAt, Math.max(fromAt, next));
    if (!shiftKey) anchor.current = undefined;
    else {
      anchor.current ??= now;
      const [a, b] = [anchor.current, cursor.value];
      store.range.value = { fromAt: Math.min(a, b), toAt: Math.max(a, b) };
    }
    return true;
  }
  if (key === 'Enter' && cursor.value !== undefined) store.timeline?.revealTime(cursor.value);
  else if (key === 'Escape' && store.range.peek()) store.dropFilter('range');
  else return false;
  return true;
}

function pointWords({ model: { overview } }: Store, at: number): string {
  const { fromAt, binMs, countsIn, countsOut, bytes, length } = overview;
  const bin = Math.floor((at - fromAt) / binMs);
  const within = bin >= 0 && bin < length;
  const count = (values: Float64Array): string => formatCount(within ? (values[bin] as number) : 0);
  return texts.overview.point(
    formatClock(at),
    count(countsOut),
    count(countsIn),
    formatSize(within ? (bytes[bin] as number) : 0),
  );
}

function marksOf(model: ModelReader, list: RowList): readonly Mark[] {
  list.update();
  const marks: Mark[] = [];
  for (let place = Math.max(0, list.length - MAX_MARKS); place < list.length; place++) {
    const { at, kind, name } = model.row(list.at(place));
    const bad = kind !== 'page' || name === 'offline';
    marks.push({ at, tone: bad ? 'bad' : name === 'stall' ? 'warn' : 'plain' });
  }
  return marks;
}
