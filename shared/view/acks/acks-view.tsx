import { useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { LEDGER_GROUPS, Ledger, type LedgerGroup } from '../../model/ledger/ledger.ts';
import type { Row } from '../../model/types.ts';
import { useStore } from '../parts/context.ts';
import { formatAge, formatClock, formatCount, formatDuration } from '../parts/format.ts';
import { type TableColumn, VirtualTable } from '../parts/virtual-table.tsx';
import { texts } from '../texts.ts';
import { Histogram } from './histogram.tsx';

/** Of each turn, for looking through the log. */
const SEARCH_MS = 8;

/** Every emit that asked for an ack, what waits first, and every ack that answers nothing. */
export function AcksView(): JSX.Element {
  const store = useStore();
  const { model } = store;
  const only = useSignal<LedgerGroup | undefined>(undefined);
  const ledger = useComputed(() => {
    store.generation.value;
    return new Ledger(model, store.query.value, SEARCH_MS);
  }).value;
  store.calm.value;
  const nowAt = store.now.value;
  ledger.update(SEARCH_MS);
  if (ledger.unseen > 0) store.lookSoon();
  const groups = only.value === undefined ? LEDGER_GROUPS : [only.value];
  const rows = ledger.rows(groups);
  const words = texts.acks;
  const selected = store.selected.value;
  const chosen = selected >= 0 && store.has(selected) ? model.row(selected) : undefined;
  const latencies =
    chosen?.dir &&
    model.catalogue.find(chosen.nsp, chosen.kind === 'ack' ? opposite(chosen.dir) : chosen.dir, chosen.name)?.latencies;
  return (
    <section class="acks-view" aria-label={words.label}>
      <div class="ack-groups" role="group" aria-label={words.groups}>
        {[undefined, ...LEDGER_GROUPS].map((group) => {
          const count = group === undefined ? ledger.rows(LEDGER_GROUPS).length : ledger.count(group);
          return (
            <span key={group ?? 'all'} class={`small-chip ${only.value === group ? 'on' : ''}`}>
              <button
                type="button"
                aria-pressed={only.value === group}
                title={words.groupHints[group ?? 'all']}
                data-testid={`acks-${group ?? 'all'}`}
                onClick={() => {
                  only.value = group;
                }}
              >
                {words.groupNames[group ?? 'all']} <span class="number">{formatCount(count)}</span>
              </button>
            </span>
          );
        })}
      </div>
      {rows.length === 0 ? (
        <p class="hint view-empty">{words.none}</p>
      ) : (
        <VirtualTable
          label={words.label}
          testId="acks"
          class="acks-table"
          columns={columnsFor(nowAt)}
          count={rows.length}
          itemAt={(index) => {
            const row = rows.at(index);
            return store.has(row) ? model.row(row) : undefined;
          }}
          keyOf={({ row }) => String(row)}
          indexOf={(key) => placeOf(rows, Number(key))}
          selected={String(selected)}
          onSelect={({ row }) => store.select(row, true)}
          onOpen={({ row }) => store.showRow(row)}
          rowProps={({ ack, name }) => ({ 'data-ack': ack, 'data-name': name })}
        />
      )}
      {chosen && latencies && <Histogram latencies={latencies} title={words.latencyOf(chosen.name)} />}
    </section>
  );
}

function placeOf(rows: { readonly length: number; at(index: number): number }, row: number): number {
  for (let index = 0; index < rows.length; index++) if (rows.at(index) === row) return index;
  return -1;
}

const opposite = (dir: 'in' | 'out'): 'in' | 'out' => (dir === 'in' ? 'out' : 'in');

function columnsFor(nowAt: number): readonly TableColumn<Row>[] {
  const words = texts.acks;
  return [
    {
      key: 'state',
      title: words.columns.state,
      cell: ({ ack }) => (ack ? <span class={`ack-state ${ack}`}>{words.states[ack]}</span> : ''),
    },
    {
      key: 'wait',
      title: words.columns.wait,
      hint: words.waitHint,
      number: true,
      cell: ({ ack, ackMs, at }) =>
        ack === 'waiting' ? formatAge(nowAt - at) : ackMs === undefined ? '' : formatDuration(ackMs),
    },
    {
      key: 'dir',
      title: words.columns.dir,
      cell: ({ dir }) => <span class="glyph">{dir ? texts.filter[dir] : ''}</span>,
    },
    { key: 'name', title: words.columns.name, cell: ({ name }) => <b>{name}</b> },
    { key: 'preview', title: words.columns.preview, cell: ({ preview }) => preview.slice(0, 200) },
    { key: 'nsp', title: words.columns.nsp, cell: ({ nsp }) => nsp },
    { key: 'id', title: words.columns.id, number: true, cell: ({ ackId }) => ackId ?? '' },
    { key: 'time', title: words.columns.time, number: true, cell: ({ at }) => formatClock(at) },
  ];
}
