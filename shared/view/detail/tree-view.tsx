import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { useStore } from '../parts/context.ts';
import { texts } from '../texts.ts';
import { HexView } from './hex-view.tsx';
import { flatten, type Line, openAtFirst, type Root } from './tree.ts';

interface TreeProps {
  readonly label: string;
  readonly roots: readonly Root[];
  /** Trees with the same key share what was folded by hand: walking through rows of one event keeps its branches open. */
  readonly branchKey: string;
}

/** A value as a tree: arrow keys move and fold, as in the DevTools. */
export function TreeView({ label, roots, branchKey }: TreeProps): JSX.Element {
  const store = useStore();
  const version = useSignal(0);
  const focus = useSignal('');
  const tree = useRef<HTMLDivElement>(null);
  const atFirst = useMemo(() => openAtFirst(roots), [roots]);
  const branches = store.branches(branchKey);
  const lines = flatten(roots, (id) => branches.get(id) ?? atFirst.has(id));
  version.value;
  const current = lines.some(({ id }) => id === focus.value) ? focus.value : lines[0]?.id;

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
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div ref={tree} class="tree" role="tree" aria-label={texts.detail.tree(label)} onKeyDown={onKeyDown}>
      {lines.map((line) => (
        <TreeLine
          key={line.id}
          line={line}
          current={line.id === current}
          onToggle={() => toggle(line, !line.open)}
          onFocus={() => {
            focus.value = line.id;
          }}
        />
      ))}
    </div>
  );
}

interface LineProps {
  readonly line: Line;
  readonly current: boolean;
  readonly onToggle: () => void;
  readonly onFocus: () => void;
}

function TreeLine({ line, current, onToggle, onFocus }: LineProps): JSX.Element {
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
      style={indent}
      onFocus={onFocus}
      onClick={folds ? onToggle : undefined}
    >
      {kind === 'hex' ? (
        <HexView bytes={line.value as Uint8Array} />
      ) : (
        <>
          <span class={`twisty ${folds ? (open ? 'open' : 'shut') : ''}`} aria-hidden="true" />
          {line.key !== undefined && <span class="key">{line.key}</span>}
          <span class="value">
            {line.text}
            {cutFrom !== undefined && (
              <button type="button" class="link" tabIndex={-1} onClick={onToggle}>
                {open ? texts.detail.showLess : texts.detail.showAll(cutFrom)}
              </button>
            )}
          </span>
        </>
      )}
    </div>
  );
}
