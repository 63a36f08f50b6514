import type { JSX } from 'preact';
import { useStore } from '../parts/context.ts';
import { formatClock, formatCount } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { texts } from '../texts.ts';
import { QUICK_FILTERS, type QuickFilter } from './quick-filters.ts';

/** What is asked for most often, a press away; what a person kept; and what is muted just now. */
export function ChipBar(): JSX.Element {
  const store = useStore();
  const words = texts.query;
  const solo = store.solo.value;
  const range = store.range.value;
  return (
    <div class="chip-bar" role="group" aria-label={words.chips}>
      <div class="chip-line">
        {(Object.keys(QUICK_FILTERS) as QuickFilter[]).map((name) => (
          <ToggleChip
            key={name}
            on={store.quick.value.has(name)}
            testId={`quick-${name}`}
            hint={`${words.quickHints[name]} (${QUICK_FILTERS[name]})`}
            onToggle={() => store.toggleQuick(name)}
          >
            {words.quick[name]}
          </ToggleChip>
        ))}
        {store.saved.value.map(({ name, text, on }) => (
          <ToggleChip
            key={`saved ${name}`}
            on={on}
            testId="saved-filter"
            hint={text}
            onToggle={() => store.toggleSaved(name)}
            onDrop={() => store.removeSaved(name)}
            dropLabel={words.removeSaved(name)}
          >
            {name}
          </ToggleChip>
        ))}
        {range && (
          <DropChip testId="range-chip" onDrop={() => store.dropFilter('range')}>
            {texts.filter.chipRange(formatClock(range.fromAt), formatClock(range.toAt))}
          </DropChip>
        )}
        {solo !== undefined && (
          <DropChip testId="solo-chip" onDrop={() => store.toggleSolo(solo)}>
            {words.solo(solo)}
          </DropChip>
        )}
        {store.muted.value.map((name) => (
          <DropChip key={`muted ${name}`} testId="muted-chip" onDrop={() => store.toggleMuted(name)}>
            {words.muted(name)}
          </DropChip>
        ))}
      </div>
      <Progress />
    </div>
  );
}

interface ToggleChipProps {
  readonly on: boolean;
  readonly testId: string;
  readonly hint: string;
  readonly onToggle: () => void;
  readonly onDrop?: () => void;
  readonly dropLabel?: string;
  readonly children: string;
}

function ToggleChip({ on, testId, hint, onToggle, onDrop, dropLabel, children }: ToggleChipProps): JSX.Element {
  return (
    <span class={`small-chip ${on ? 'on' : ''}`}>
      <button type="button" aria-pressed={on} title={hint} data-testid={testId} onClick={onToggle}>
        {children}
      </button>
      {onDrop && (
        <button type="button" class="drop-chip" title={dropLabel} aria-label={dropLabel} onClick={onDrop}>
          <Icon name="close" />
        </button>
      )}
    </span>
  );
}

interface DropChipProps {
  readonly testId: string;
  readonly onDrop: () => void;
  readonly children: string;
}

function DropChip({ testId, onDrop, children }: DropChipProps): JSX.Element {
  return (
    <span class="small-chip on">
      <button
        type="button"
        class="with-cross"
        title={texts.filter.drop(children)}
        aria-label={texts.filter.drop(children)}
        data-testid={testId}
        onClick={onDrop}
      >
        {children}
        <Icon name="close" />
      </button>
    </span>
  );
}

/** So many rows are looked at within a frame: those that just came are no search. */
const BLINK_ROWS = 5000;

/** How far the log has been looked through, where it takes longer than a blink. */
function Progress(): JSX.Element | null {
  const store = useStore();
  store.calm.value;
  const { model } = store;
  const { unseen, stopped } = store.list.value;
  if (unseen === 0 || (!stopped && unseen < BLINK_ROWS)) return null;
  const all = Math.max(1, model.endRow - model.firstRow);
  const share = Math.floor((100 * (all - unseen)) / all);
  const words = texts.query;
  return (
    <span class="search-progress" data-testid="search-progress">
      {!stopped && <progress value={share} max={100} aria-label={words.searching} />}
      <span class="number">{stopped ? words.stopped(formatCount(unseen)) : words.searched(share)}</span>
      <button type="button" class="link" data-testid="search-stop" onClick={() => store.stopSearch(!stopped)}>
        {stopped ? words.goOn : words.stop}
      </button>
    </span>
  );
}
