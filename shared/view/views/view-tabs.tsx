import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { useStore } from '../parts/context.ts';
import { texts } from '../texts.ts';
import { VIEWS } from './views.tsx';

/** The tabs at the bottom. Arrow keys go from one to the next, as in any tab list. */
export function ViewTabs(): JSX.Element {
  const store = useStore();
  const tabs = useRef<HTMLDivElement>(null);
  const now = store.view.value;
  const go = (step: number): void => {
    const at = VIEWS.findIndex(({ id }) => id === now);
    const next = VIEWS[(at + step + VIEWS.length) % VIEWS.length];
    if (!next) return;
    store.view.value = next.id;
    tabs.current?.querySelector<HTMLElement>(`[data-view="${next.id}"]`)?.focus();
  };
  return (
    <div ref={tabs} class="view-tabs" role="tablist" aria-label={texts.views.label}>
      {VIEWS.map(({ id, title }) => (
        <button
          key={id}
          type="button"
          role="tab"
          aria-selected={id === now}
          tabIndex={id === now ? 0 : -1}
          data-view={id}
          data-testid={`tab-${id}`}
          onClick={() => {
            store.view.value = id;
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowRight') go(1);
            else if (event.key === 'ArrowLeft') go(-1);
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
