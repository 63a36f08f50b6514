import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { MAX_CATALOGUE_ENTRIES } from '../../model/catalogue/catalogue.ts';
import { RATE_BUCKETS } from '../../model/catalogue/rates.ts';
import type { CatalogueItem } from '../../model/catalogue/types.ts';
import { useStore } from '../parts/context.ts';
import { formatAge, formatCount, formatDuration, formatRate, formatSize } from '../parts/format.ts';
import { type TableColumn, VirtualTable } from '../parts/virtual-table.tsx';
import { texts } from '../texts.ts';
import { EventCard } from './event-card.tsx';
import { type EventColumn, type EventOrder, itemKey, sorted, unanswered, usualOrder } from './event-order.ts';
import { EventShapes } from './shapes.ts';
import { Sparkline } from './sparkline.tsx';

/** Every event of the log by name, namespace and direction. */
export function EventsView(): JSX.Element {
  const store = useStore();
  const { model } = store;
  const order = useSignal<EventOrder>(usualOrder('count'));
  const chosen = useSignal<string | undefined>(undefined);
  const shapes = useMemo(() => new EventShapes(model), [model]);
  store.calm.value;
  store.generation.value;
  const nowAt = store.now.value;
  const { entries, uncounted } = model.catalogue;
  const nsp = store.nsp.value;
  const dir = store.dir.value;
  const items = sorted(
    entries.filter((item) => (nsp === undefined || item.nsp === nsp) && (dir === undefined || item.dir === dir)),
    order.value,
    nowAt,
  );
  const selected = items.find((item) => itemKey(item) === chosen.value);
  const words = texts.events;
  if (entries.length === 0) return <p class="hint view-empty">{words.none}</p>;
  return (
    <section class="events-view" aria-label={words.label}>
      <VirtualTable
        label={words.label}
        testId="events"
        class="events-table"
        columns={columnsFor(nowAt, shapes)}
        count={items.length}
        itemAt={(index) => items[index]}
        keyOf={itemKey}
        indexOf={(key) => items.findIndex((item) => itemKey(item) === key)}
        selected={chosen.value}
        onSelect={(item) => {
          chosen.value = itemKey(item);
        }}
        onOpen={(item) => store.showEvent(item.name)}
        rowProps={(item) => ({ 'data-name': item.name, 'data-dir': item.dir, 'data-nsp': item.nsp })}
        sort={order.value}
        onSort={(key) => {
          const column = key as EventColumn;
          const { key: now, down } = order.value;
          order.value = now === column ? { key: column, down: !down } : usualOrder(column);
        }}
      />
      {uncounted > 0 && (
        <p class="hint bad">{words.uncounted(formatCount(uncounted), formatCount(MAX_CATALOGUE_ENTRIES))}</p>
      )}
      {selected && <EventCard item={selected} shape={shapes.of(selected)} />}
    </section>
  );
}

function columnsFor(nowAt: number, shapes: EventShapes): readonly TableColumn<CatalogueItem>[] {
  const words = texts.events;
  const duration = (ms: number | undefined): string => (ms === undefined ? '' : formatDuration(ms));
  const number = (key: EventColumn, cell: TableColumn<CatalogueItem>['cell']): TableColumn<CatalogueItem> => ({
    key,
    title: words.columns[key],
    hint: words.hints[key],
    number: true,
    sortable: true,
    cell,
  });
  return [
    {
      key: 'dir',
      title: words.columns.dir,
      hint: words.hints.dir,
      sortable: true,
      cell: ({ dir }) => (
        <span class="glyph" title={texts.facts[dir]}>
          {texts.filter[dir]}
        </span>
      ),
    },
    { key: 'name', title: words.columns.name, sortable: true, cell: ({ name }) => <b>{name}</b> },
    { key: 'nsp', title: words.columns.nsp, sortable: true, cell: ({ nsp }) => nsp },
    number('count', ({ count }) => formatCount(count)),
    number('rate', ({ rates }) => formatRate(rates.perSecond(nowAt))),
    {
      key: 'spark',
      title: words.columns.spark,
      hint: words.hints.spark,
      cell: ({ rates }) => <Sparkline counts={rates.overTime(nowAt)} buckets={RATE_BUCKETS} />,
    },
    number('bytes', ({ sizeBytes }) => formatSize(sizeBytes)),
    number('p50', ({ latencies }) => duration(latencies?.percentile(0.5))),
    number('p95', ({ latencies }) => duration(latencies?.percentile(0.95))),
    number('max', ({ latencies }) => duration(latencies?.maxMs)),
    number('never', (item) => {
      const never = unanswered(item);
      if (item.asked === 0) return '';
      return (
        <span class={never > 0 ? 'waiting' : 'quiet'}>
          {words.neverOf(formatCount(never), formatCount(item.asked))}
        </span>
      );
    }),
    number('last', ({ lastAt }) => formatAge(nowAt - lastAt)),
    {
      key: 'shape',
      title: words.columns.shape,
      hint: words.hints.shape,
      cell: (item) => {
        const shape = shapes.of(item);
        return (
          <span title={shape.words}>
            {shape.drifts && <span class="drift">{words.drift}</span>}
            {shape.words}
          </span>
        );
      },
    },
  ];
}
