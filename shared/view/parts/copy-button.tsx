import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { texts } from '../texts.ts';
import { useStore } from './context.ts';
import { Icon } from './icon.tsx';

const SAID_MS = 1500;

interface CopyProps {
  /** Shown; short. */
  readonly face: string;
  /** Accessible name and tooltip. */
  readonly label: string;
  readonly testId: string;
  /** Made when it is asked for. */
  readonly text: () => string;
}

/** Says in its own place whether it worked; both words take the same room, so that nothing moves. */
export function CopyButton({ face, label, testId, text }: CopyProps): JSX.Element {
  const { host } = useStore();
  const said = useSignal('');
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const say = (words: string): void => {
    said.value = words;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      said.value = '';
    }, SAID_MS);
  };
  return (
    <button
      type="button"
      class="button text"
      title={label}
      aria-label={label}
      data-testid={testId}
      onClick={() => {
        host.copyText(text()).then(
          () => say(texts.detail.copied),
          () => say(texts.detail.copyFailed),
        );
      }}
    >
      <Icon name="copy" />
      <span class="swap">
        <span class={said.value ? 'unseen-keep' : ''}>{face}</span>
        <span class={said.value ? '' : 'unseen-keep'} role="status">
          {said.value}
        </span>
      </span>
    </button>
  );
}
