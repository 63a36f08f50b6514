import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useId, useMemo, useRef } from 'preact/hooks';
import { useStore } from '../parts/context.ts';
import { texts } from '../texts.ts';
import { BytesView } from './bytes-view.tsx';
import { toJson } from './copy.ts';
import { explain } from './explain.ts';
import { flatten, type Line, openAtFirst, type Root } from './tree.ts';
import { pathOf, searchTree } from './tree-search.ts';
import { TreeTools } from './tree-tools.tsx';

interface TreeProps {
  readonly label: string;
  readonly roots: readonly Root[];
  /** Trees with the same key share what was folded by hand: walking through rows of one event keeps its branches open. */
  readonly branchKey: string;
  /** What paths begin with. */
  readonly base: 'args' | 'data';
  /** When the event happened: times are told from there. */
  readonly atMs: number;
}

/** A value as a tree: arrow keys move and fold, as in the DevTools. */
export function TreeView({ label, roots, branchKey, base, atMs }: TreeProps): JSX.Element {
  const store = useStore();
  const version = useSignal(0);
  const focus = useSignal('');
  const tree = useRef<HTMLDivElement>(null);
  const tools = useRef<HTMLDivElement>(null);
  const atFirst = useMemo(() => openAtFirst(roots), [roots]);
  const branches = store.branches(branchKey);
  const lines = flatten(roots, (id) => branches.get(id) ?? atFirst.has(id));
  version.value;
  const current = lines.some(({ id }) => id === focus.value) ? focus.value : lines[0]?.id;

  const words = useSignal('');
  const place = useSignal(0);
  const matches = useMemo(
    () => (words.value === '' ? undefined : searchTree(roots, words.value)),
    [roots, words.value],
  );
  const marked = matches?.found[place.value]?.id;
  const goTo = (index: number): void => {
    const match = matches?.found[index];
    place.value = index;
    if (!match) return;
    for (const id of match.open) branches.set(id, true);
    focus.value = match.id;
    version.value++;
  };
  useEffect(() => goTo(0), [matches]);
  useEffect(() => {
    if (marked !== undefined) tree.current?.querySelector('[data-found]')?.scrollIntoView({ block: 'nearest' });
  }, [marked, matches]);
  const step = (by: 1 | -1): void => {
    const count = matches?.found.length ?? 0;
    if (count > 0) goTo((place.value + by + count) % count);
  };
  const found = matches?.found.length ?? 0;
  const said = !matches
    ? ''
    : found > 0
      ? texts.detail.searchFound(place.value + 1, found, matches.cut)
      : matches.cut
        ? texts.detail.searchNoneYet
        : texts.detail.searchNone;
  const chosen = lines.find(({ id }) => id === current);
  const value = (): string => (typeof chosen?.value === 'string' ? chosen.value : toJson(chosen?.value));
  const path = (): string => pathOf(base, roots, chosen?.kind === 'range' ? parentOf(chosen.id) : (chosen?.id ?? '/'));

  const toggle = (line: Line, open: boolean): void => {
    branches.set(line.id, open);
    version.value++;
  };
  const moveTo = (index: number): void => {
    const line = lines[index];
    if (!line) return;
    focus.value = line.id;
    tree.current?.querySelectorAll<HTMLElement>('[role="treeitem"]')[index]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const index = lines.findIndex(({ id }) => id === current);
    const line = lines[index];
    if (!line || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowDown') moveTo(Math.min(lines.length - 1, index + 1));
    else if (event.key === 'ArrowUp') moveTo(Math.max(0, index - 1));
    else if (event.key === 'Home') moveTo(0);
    else if (event.key === 'End') moveTo(lines.length - 1);
    else if (event.key === 'ArrowRight') {
      if (line.open === false) toggle(line, true);
      else if (line.open) moveTo(index + 1);
    } else if (event.key === 'ArrowLeft') {
      if (line.open) toggle(line, false);
      else moveTo(lines.findLastIndex(({ depth }, at) => at < index && depth < line.depth));
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (line.open !== undefined) toggle(line, !line.open);
    } else if (event.key === 'c' || event.key === 'C') {
      tools.current
        ?.querySelector<HTMLElement>(`[data-testid="copy-${event.key === 'c' ? 'value' : 'path'}"]`)
        ?.click();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div ref={tools}>
      <TreeTools words={words} said={said} onStep={step} value={value} path={path} />
      <div ref={tree} class="tree" role="tree" aria-label={texts.detail.tree(label)} onKeyDown={onKeyDown}>
        {lines.map((line) => (
          <TreeLine
            key={line.id}
            line={line}
            current={line.id === current}
            found={line.id === marked}
            explained={
              line.kind === 'text' || line.kind === 'number' || line.kind === 'word'
                ? explain(line.value, atMs)
                : undefined
            }
            onToggle={() => toggle(line, !line.open)}
            onFocus={() => {
              focus.value = line.id;
            }}
          />
        ))}
      </div>
    </div>
  );
}

/** A range of children has no path but its parent's. */
const parentOf = (id: string): string => id.slice(0, id.lastIndexOf('/'));

interface LineProps {
  readonly line: Line;
  readonly current: boolean;
  /** The search has come to it. */
  readonly found: boolean;
  /** What its value likely means. */
  readonly explained: string | undefined;
  readonly onToggle: () => void;
  readonly onFocus: () => void;
}

function TreeLine({ line, current, found, explained, onToggle, onFocus }: LineProps): JSX.Element {
  const id = useId();
  const { kind, open, cutFrom } = line;
  const folds = open !== undefined && cutFrom === undefined;
  const indent = { paddingLeft: `${4 + line.depth * 14}px` };
  return (
    <div
      class={`line ${kind}`}
      role="treeitem"
      tabIndex={current ? 0 : -1}
      aria-level={line.depth + 1}
      aria-expanded={open}
      aria-describedby={explained && id}
      data-found={found ? '' : undefined}
      data-id={line.id}
      style={indent}
      onFocus={onFocus}
      onClick={folds ? onToggle : undefined}
    >
      {kind === 'hex' ? (
        <BytesView bytes={line.value as Uint8Array} name="attachment" />
      ) : (
        <>
          <span class={`twisty ${folds ? (open ? 'open' : 'shut') : ''}`} aria-hidden="true" />
          {line.key !== undefined && <span class="key">{line.key}</span>}
          <span class={`value ${explained ? 'means' : ''}`}>
            {line.text}
            {cutFrom !== undefined && (
              <button type="button" class="link" tabIndex={-1} onClick={onToggle}>
                {open ? texts.detail.showLess : texts.detail.showAll(cutFrom)}
              </button>
            )}
          </span>
          {explained && (
            <span id={id} class="explained" role="tooltip">
              {explained}
            </span>
          )}
        </>
      )}
    </div>
  );
}
