import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import { RowWindow } from '../timeline/row-window.ts';

const ROW_PX = 22;
const HEAD_PX = 22;
const OVERSCAN_ROWS = 6;

export interface TableColumn<T> {
  readonly key: string;
  readonly title: string;
  readonly hint?: string;
  /** Numbers stand right. */
  readonly number?: boolean;
  readonly cell: (item: T) => ComponentChildren;
  /** Sorting by it makes sense. */
  readonly sortable?: boolean;
}

interface TableProps<T> {
  readonly label: string;
  readonly testId: string;
  readonly class: string;
  readonly columns: readonly TableColumn<T>[];
  readonly count: number;
  readonly itemAt: (index: number) => T | undefined;
  /** What tells items apart. */
  readonly keyOf: (item: T) => string;
  /** Where the item with this key stands, or -1. */
  readonly indexOf: (key: string) => number;
  readonly selected: string | undefined;
  readonly onSelect: (item: T) => void;
  /** Enter, or a double click. */
  readonly onOpen: (item: T) => void;
  readonly rowProps?: (item: T) => Readonly<Record<`data-${string}`, string | undefined>>;
  readonly sort?: { readonly key: string; readonly down: boolean };
  readonly onSort?: (key: string) => void;
}

/** A table of any length, of which only what is in view is drawn. The keys of the timeline move its selection. */
export function VirtualTable<T>(props: TableProps<T>): JSX.Element {
  const { columns, count, itemAt, keyOf, selected, onSelect, onOpen } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useRef<RowWindow | undefined>(undefined);
  const drawn = useSignal(0);
  if (!rows.current) {
    rows.current = new RowWindow(ROW_PX);
    rows.current.pin();
  }
  const view = rows.current;
  drawn.value;
  if (view.count !== count) view.setCount(count);

  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const measure = (): void => {
      view.resize(Math.max(0, box.clientHeight - HEAD_PX));
      drawn.value++;
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(box);
    return () => watch.disconnect();
  }, [view, drawn]);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box && Math.abs(box.scrollTop - view.scrollTop) >= 1) box.scrollTop = view.scrollTop;
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || (event.target as Element).closest('button')) return;
    const now = selected === undefined ? -1 : props.indexOf(selected);
    if (event.key === 'Enter') {
      const item = now < 0 ? undefined : itemAt(now);
      if (item === undefined) return;
      onOpen(item);
    } else {
      const next = nextIndex(event.key, now, count, view.pageRows);
      const item = next === undefined ? undefined : itemAt(next);
      if (next === undefined) return;
      if (item !== undefined) {
        onSelect(item);
        view.reveal(next);
        drawn.value++;
      }
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const first = Math.max(0, view.firstVisible - OVERSCAN_ROWS);
  const end = Math.min(count, view.endVisible + OVERSCAN_ROWS);
  const shown: JSX.Element[] = [];
  let active: string | undefined;
  for (let index = first; index < end; index++) {
    const item = itemAt(index);
    if (item === undefined) continue;
    const isSelected = keyOf(item) === selected;
    const rowId = `${id}-${index}`;
    if (isSelected) active = rowId;
    shown.push(
      // biome-ignore lint/a11y/useFocusableInteractive: the grid takes the focus
      <div
        key={index}
        id={rowId}
        class="table-row"
        role="row"
        aria-rowindex={index + 2}
        aria-selected={isSelected}
        data-testid={`${props.testId}-row`}
        {...props.rowProps?.(item)}
        style={{ transform: `translateY(${index * ROW_PX + view.shiftPx}px)` }}
        onClick={() => onSelect(item)}
        onDblClick={() => onOpen(item)}
      >
        {columns.map(({ key, number, cell }) => (
          // biome-ignore lint/a11y/useFocusableInteractive: as above
          <span key={key} class={`cell-${key} ${number ? 'number' : ''}`} role="gridcell">
            {cell(item)}
          </span>
        ))}
      </div>,
    );
  }
  return (
    <div
      class={`table ${props.class}`}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={count + 1}
      aria-activedescendant={active}
      data-testid={props.testId}
      onKeyDown={onKeyDown}
    >
      <div
        ref={scroller}
        class="table-rows"
        role="rowgroup"
        tabIndex={-1}
        onScroll={(event) => {
          const { scrollTop } = event.currentTarget;
          if (Math.abs(scrollTop - view.scrollTop) < 1) return;
          view.scrolled(scrollTop);
          // Growth at the end must not move what is being read.
          view.pin();
          drawn.value++;
        }}
      >
        {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
        <div class="table-head" role="row" aria-rowindex={1}>
          {columns.map((column) => (
            <Head key={column.key} column={column} sort={props.sort} onSort={props.onSort} />
          ))}
        </div>
        <div class="body" role="presentation">
          <div class="spacer" role="presentation" style={{ height: `${view.spacerPx}px` }} />
          <div class="layer" role="presentation">
            {shown}
          </div>
        </div>
      </div>
    </div>
  );
}

interface HeadProps<T> {
  readonly column: TableColumn<T>;
  readonly sort: TableProps<T>['sort'];
  readonly onSort: TableProps<T>['onSort'];
}

function Head<T>({ column, sort, onSort }: HeadProps<T>): JSX.Element {
  const { key, title, hint, number, sortable } = column;
  const on = sort?.key === key;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: its button takes the focus
    <span
      class={`cell-${key} ${number ? 'number' : ''}`}
      role="columnheader"
      title={hint}
      aria-sort={on ? (sort.down ? 'descending' : 'ascending') : undefined}
    >
      {sortable && onSort ? (
        <button type="button" data-testid={`sort-${key}`} onClick={() => onSort(key)}>
          {title}
          <span class="sort-mark" aria-hidden="true">
            {on ? (sort.down ? '▾' : '▴') : ''}
          </span>
        </button>
      ) : (
        title
      )}
    </span>
  );
}

function nextIndex(key: string, now: number, count: number, pageRows: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: pageRows - 1,
    PageUp: 1 - pageRows,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  const step = steps[key];
  if (step === undefined) return undefined;
  const from = now < 0 ? (step > 0 ? -1 : 0) : now;
  return Math.max(0, Math.min(count - 1, from + step));
}
