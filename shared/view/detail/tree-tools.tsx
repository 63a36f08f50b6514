import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { CopyButton } from '../parts/copy-button.tsx';
import { texts } from '../texts.ts';

interface ToolsProps {
  readonly words: Signal<string>;
  /** How far the search is: `2 of 12`. */
  readonly said: string;
  readonly onStep: (step: 1 | -1) => void;
  readonly value: () => string;
  readonly path: () => string;
}

/** Search in a tree, and what can be taken from its chosen line. */
export function TreeTools({ words, said, onStep, value, path }: ToolsProps): JSX.Element {
  return (
    <div class="tree-tools">
      <input
        type="search"
        value={words.value}
        placeholder={texts.detail.search}
        aria-label={texts.detail.searchLabel}
        data-testid="tree-search"
        onInput={(event) => {
          words.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
          else if (event.key === 'Escape' && words.value !== '') words.value = '';
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <span class="tree-found" role="status" data-testid="tree-found">
        {said}
      </span>
      <CopyButton face={texts.detail.value} label={texts.detail.copyValue} testId="copy-value" text={value} />
      <CopyButton face={texts.detail.path} label={texts.detail.copyPath} testId="copy-path" text={path} />
    </div>
  );
}
