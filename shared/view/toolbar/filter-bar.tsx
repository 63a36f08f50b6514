import type { JSX } from 'preact';
import { useStore } from '../parts/context.ts';
import { texts } from '../texts.ts';
import { FilterBox } from './filter-box.tsx';
import { TypeMenu } from './type-menu.tsx';

export function FilterBar({ compact }: { readonly compact: boolean }): JSX.Element {
  return (
    <search class="filter-bar">
      <FilterBox />
      <Directions />
      <TypeMenu compact={compact} />
      <NamespaceSelect compact={compact} />
    </search>
  );
}

const directions = [
  { dir: undefined, testId: 'dir-all', face: texts.filter.all, hint: texts.filter.allHint },
  { dir: 'out', testId: 'dir-out', face: texts.filter.out, hint: texts.filter.outHint },
  { dir: 'in', testId: 'dir-in', face: texts.filter.in, hint: texts.filter.inHint },
] as const;

function Directions(): JSX.Element {
  const store = useStore();
  return (
    <span class="segments" role="group" aria-label={texts.filter.direction}>
      {directions.map(({ dir, testId, face, hint }) => (
        <button
          key={testId}
          type="button"
          class="segment"
          aria-pressed={store.dir.value === dir}
          aria-label={hint}
          title={hint}
          data-testid={testId}
          onClick={() => {
            store.dir.value = dir;
          }}
        >
          {face}
        </button>
      ))}
    </span>
  );
}

function NamespaceSelect({ compact }: { readonly compact: boolean }): JSX.Element {
  const store = useStore();
  store.calm.value;
  const { namespaces } = store.model;
  const chosen = store.nsp.value;
  // One that is chosen stays, though the log may not know it any more.
  const all = chosen === undefined || namespaces.includes(chosen) ? namespaces : [...namespaces, chosen];
  return (
    <select
      class={`select ${chosen === undefined ? '' : 'active'}`}
      aria-label={texts.filter.namespace}
      title={texts.filter.namespace}
      data-testid="namespace"
      value={chosen ?? ''}
      onChange={(event) => {
        store.nsp.value = event.currentTarget.value === '' ? undefined : event.currentTarget.value;
      }}
    >
      <option value="">{compact ? texts.filter.anyNamespaceShort : texts.filter.anyNamespace}</option>
      {all.map((nsp) => (
        <option key={nsp} value={nsp}>
          {nsp}
        </option>
      ))}
    </select>
  );
}
