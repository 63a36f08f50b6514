import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import { useStore } from '../parts/context.ts';

interface SectionProps {
  /** Remembers being folded under this name. */
  readonly name: string;
  readonly title: string;
  readonly aside?: string;
  readonly children: ComponentChildren;
}

export function Section({ name, title, aside, children }: SectionProps): JSX.Element {
  const store = useStore();
  const id = useId();
  const open = !store.folded.value.has(name);
  return (
    <section class="section" data-section={name}>
      <h3>
        <button
          type="button"
          class="section-head"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => store.fold(name, open)}
        >
          <span class={`twisty ${open ? 'open' : 'shut'}`} aria-hidden="true" />
          {title}
          {aside && <span class="aside">{aside}</span>}
        </button>
      </h3>
      <div id={id} class="section-body" hidden={!open}>
        {open && children}
      </div>
    </section>
  );
}
