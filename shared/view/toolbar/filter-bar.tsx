import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useStore } from '../parts/context.ts';
import { Icon } from '../parts/icon.tsx';
import { texts } from '../texts.ts';
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

function FilterBox(): JSX.Element {
  const store = useStore();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    store.setFilterBox(() => {
      input.current?.focus();
      input.current?.select();
    });
    return () => store.setFilterBox(undefined);
  }, [store]);
  return (
    <span class={`filter-box ${store.typed.value ? 'active' : ''}`}>
      <Icon name="search" />
      <input
        ref={input}
        type="text"
        spellcheck={false}
        autocomplete="off"
        aria-label={texts.filter.label}
        placeholder={texts.filter.placeholder}
        data-testid="filter"
        value={store.typed.value}
        onInput={(event) => store.setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'Enter') store.timeline?.focus();
          else if (event.key === 'Escape' && store.typed.value) store.setText('');
          else if (event.key === 'Escape') store.timeline?.focus();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      {store.typed.value && (
        <button
          type="button"
          class="button inside"
          title={texts.filter.clear}
          aria-label={texts.filter.clear}
          onClick={() => {
            store.setText('');
            input.current?.focus();
          }}
        >
          <Icon name="close" />
        </button>
      )}
    </span>
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
