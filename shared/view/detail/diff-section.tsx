import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Detail } from '../../model/types.ts';
import { useStore } from '../parts/context.ts';
import { formatClock, formatDelta } from '../parts/format.ts';
import { texts } from '../texts.ts';
import { type Change, diff } from './diff.ts';
import { Section } from './section.tsx';
import { summary } from './tree.ts';

const carriedBy = ({ packet }: Detail): unknown => packet?.args ?? packet?.data;

/** What this row says otherwise than the one before of its event, or than a row that a person picked. */
export function DiffSection({ detail }: { readonly detail: Detail }): JSX.Element | null {
  if (carriedBy(detail) === undefined) return null;
  return (
    <Section name="diff" title={texts.diff.title}>
      <Differences detail={detail} />
    </Section>
  );
}

function Differences({ detail }: { readonly detail: Detail }): JSX.Element {
  const store = useStore();
  const { row } = detail.row;
  // Rows of one number are another log's after a clearing.
  const generation = store.generation.value;
  const picked = useComputed(() => {
    const one = store.compared.value;
    return one?.generation === generation && one.row !== row && store.has(one.row) ? one.row : undefined;
  }).value;
  const isPicked = store.compared.value?.row === row && store.compared.value.generation === generation;
  const other = picked ?? store.model.alike(row, -1);
  const missing = !store.has(other);
  const compared = useMemo(() => {
    if (missing) return undefined;
    const before = store.model.detail(other);
    const base = detail.packet?.args ? 'args' : 'data';
    return { before, ...diff(base, carriedBy(before), carriedBy(detail)) };
  }, [store, detail, other, missing]);
  return (
    <div class="diff" data-testid="diff">
      <p class="diff-head">
        {compared ? (
          <>
            <span>
              {picked === undefined ? texts.diff.withPrevious : texts.diff.withPicked(compared.before.row.name)}
            </span>{' '}
            <button type="button" class="link" data-testid="diff-other" onClick={() => store.showRow(other)}>
              {formatClock(compared.before.row.at)}
            </button>{' '}
            <span class="quiet">{formatDelta(detail.row.at - compared.before.row.at)}</span>
          </>
        ) : (
          <span>{texts.diff.first}</span>
        )}
        <button
          type="button"
          class="link"
          aria-pressed={isPicked}
          data-testid="diff-pick"
          onClick={() => {
            store.compared.value = isPicked ? undefined : { row, generation };
          }}
        >
          {isPicked ? texts.diff.picked : texts.diff.pick}
        </button>
        {picked !== undefined && (
          <button
            type="button"
            class="link"
            data-testid="diff-previous"
            onClick={() => {
              store.compared.value = undefined;
            }}
          >
            {texts.diff.usePrevious}
          </button>
        )}
      </p>
      {compared && compared.changes.length === 0 && !compared.cut && <p class="hint">{texts.diff.same}</p>}
      {compared && compared.changes.length > 0 && (
        <ul>
          {compared.changes.map((change) => (
            <ChangeLine key={change.path} change={change} />
          ))}
        </ul>
      )}
      {compared?.cut && <p class="hint">{texts.diff.cut}</p>}
    </div>
  );
}

function ChangeLine({ change }: { readonly change: Change }): JSX.Element {
  const { path, kind, before, after } = change;
  return (
    <li data-change={kind}>
      <span class="diff-path">{path}</span> <span class="diff-kind">{texts.diff.kinds[kind]}</span>
      {kind !== 'added' && <del>{brief(before)}</del>}
      {kind !== 'removed' && <ins>{brief(after)}</ins>}
    </li>
  );
}

const BRIEF_CHARS = 200;

function brief(value: unknown): string {
  // As an element of a list: leaves and containers are then written alike.
  const text = summary([value], BRIEF_CHARS).slice(1, -1);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date) return text;
  return summary(value, BRIEF_CHARS);
}
