import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import { useStore } from '../parts/context.ts';
import { Icon } from '../parts/icon.tsx';
import { place } from '../parts/menu.tsx';
import type { Store } from '../store.ts';
import { texts } from '../texts.ts';
import { accept, type Completion, complete, type Offer, type Vocabulary } from './completions.ts';
import { FilterHelp } from './filter-help.tsx';
import { SaveFilter } from './save-filter.tsx';

function vocabularyOf({ model }: Store): Vocabulary {
  return {
    events: model.eventNames,
    namespaces: model.namespaces,
    sessions: model.sessions.map(({ id }) => id),
  };
}

/** What was searched for before, where the box is empty; then whatever the word at the caret can become. */
function offerFor(store: Store, text: string, caret: number): Offer | undefined {
  const offer = complete(text, caret, vocabularyOf(store));
  if (text !== '') return offer;
  const before = store.history.value.slice(0, 6).map((one) => ({ text: one, hint: texts.query.before, open: true }));
  return { start: 0, end: 0, completions: [...before, ...(offer?.completions ?? [])] };
}

/** The box that a query is typed into, as a combobox: what is offered is in a list below, and the focus stays in the box. */
export function FilterBox(): JSX.Element {
  const store = useStore();
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const offer = useSignal<Offer | undefined>(undefined);
  /** Which of the offered is chosen; none at first, so that Enter takes the text as it stands. */
  const chosen = useSignal(-1);
  useEffect(() => {
    store.setFilterBox(() => {
      input.current?.focus();
      input.current?.select();
    });
    return () => store.setFilterBox(undefined);
  }, [store]);

  const show = (next: Offer | undefined): void => {
    offer.value = next;
    chosen.value = -1;
  };
  const take = (completion: Completion): void => {
    const box = input.current;
    if (!box || !offer.value) return;
    const { text, caret } = accept(box.value, offer.value, completion);
    store.setText(text);
    box.value = text;
    box.focus();
    box.setSelectionRange(caret, caret);
    show(completion.open && completion.hint !== texts.query.before ? offerFor(store, text, caret) : undefined);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!act(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const act = ({ key, ctrlKey, isComposing, currentTarget }: KeyboardEvent): boolean => {
    if (isComposing) return false;
    const box = currentTarget as HTMLInputElement;
    const completions = offer.value?.completions;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      if (completions) {
        const count = completions.length + 1;
        chosen.value = ((chosen.value + (key === 'ArrowDown' ? 2 : count)) % count) - 1;
      } else if (key === 'ArrowDown') show(offerFor(store, box.value, box.selectionStart ?? box.value.length));
      return true;
    }
    if (key === ' ' && ctrlKey) {
      show(offerFor(store, box.value, box.selectionStart ?? box.value.length));
      return true;
    }
    const completion = completions?.[chosen.value];
    if ((key === 'Enter' || key === 'Tab') && completion) {
      take(completion);
      return true;
    }
    if (key === 'Enter') {
      store.enterText();
      show(undefined);
      if (!store.problem.value) store.timeline?.focus();
      return true;
    }
    if (key !== 'Escape') return false;
    if (completions) show(undefined);
    else if (store.typed.value) store.setText('');
    else store.timeline?.focus();
    return true;
  };

  const typed = store.typed.value;
  const problem = store.problem.value;
  const open = offer.value !== undefined;
  return (
    <span class={`filter-box ${typed ? 'active' : ''} ${problem ? 'wrong' : ''}`}>
      <Icon name="search" />
      <Marks input={input} />
      <input
        ref={input}
        type="text"
        spellcheck={false}
        autocomplete="off"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={open ? `${id}-offer` : undefined}
        aria-activedescendant={open && chosen.value >= 0 ? `${id}-${chosen.value}` : undefined}
        aria-label={texts.filter.label}
        aria-invalid={problem !== undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        placeholder={texts.filter.placeholder}
        data-testid="filter"
        value={typed}
        onInput={(event) => {
          const { value, selectionStart } = event.currentTarget;
          store.setText(value);
          show(value === '' ? undefined : offerFor(store, value, selectionStart ?? value.length));
        }}
        onBlur={() => {
          store.enterText();
          show(undefined);
        }}
        onKeyDown={onKeyDown}
      />
      <span class="inside-end">
        {typed && !problem && <SaveFilter />}
        {typed && (
          <button
            type="button"
            class="button"
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
        <FilterHelp />
      </span>
      {(open || problem) && (
        <BelowBox box={input}>
          {problem && !offer.value && (
            <p key={typed} id={`${id}-problem`} class="query-problem" role="status" data-testid="query-problem">
              {problem.message}
            </p>
          )}
          {offer.value && <Offered offer={offer.value} chosen={chosen.value} id={id} onTake={take} />}
        </BelowBox>
      )}
    </span>
  );
}

interface OfferedProps {
  readonly offer: Offer;
  readonly chosen: number;
  readonly id: string;
  readonly onTake: (completion: Completion) => void;
}

function Offered({ offer, chosen, id, onTake }: OfferedProps): JSX.Element {
  return (
    <div id={`${id}-offer`} role="listbox" aria-label={texts.query.offer} data-testid="completions">
      {offer.completions.map((completion, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box, which points here
        <div
          key={`${completion.hint}${completion.text}`}
          id={`${id}-${index}`}
          class="completion"
          role="option"
          aria-selected={index === chosen}
          onMouseDown={(event) => {
            // Before the box loses the focus.
            event.preventDefault();
            onTake(completion);
          }}
        >
          <span class="completion-text">{completion.text}</span>
          <span class="completion-hint">{completion.hint}</span>
        </div>
      ))}
    </div>
  );
}

/** A pop-up in the top layer under the box. It takes no focus. */
function BelowBox({
  box,
  children,
}: {
  readonly box: { readonly current: HTMLInputElement | null };
  readonly children: unknown;
}): JSX.Element {
  const popup = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!popup.current || !box.current) return;
    if (!popup.current.matches(':popover-open')) popup.current.showPopover();
    place(box.current, popup.current);
  });
  return (
    <div ref={popup} class="popup below-box" popover="manual">
      {children as JSX.Element}
    </div>
  );
}

/** Lies under the box's text and marks in it what is wrong. */
function Marks({ input }: { readonly input: { readonly current: HTMLInputElement | null } }): JSX.Element | null {
  const store = useStore();
  const marks = useRef<HTMLSpanElement>(null);
  const text = store.typed.value;
  const problem = store.problem.value;
  useLayoutEffect(() => {
    const box = input.current;
    if (!problem || !box) return;
    const follow = (): void => {
      if (marks.current) marks.current.scrollLeft = box.scrollLeft;
    };
    follow();
    box.addEventListener('scroll', follow);
    return () => box.removeEventListener('scroll', follow);
  });
  if (!problem) return null;
  return (
    <span ref={marks} class="query-marks" aria-hidden="true">
      {text.slice(0, problem.start)}
      <mark key={text}>{text.slice(problem.start, problem.end) || ' '}</mark>
      {text.slice(problem.end)}
    </span>
  );
}
