import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { texts } from '../texts.ts';

const FIRST_CHARS = 2000;

/** Text as it stood on the wire, wrapped; a long one is cut until asked for. */
export function LongText({ text }: { readonly text: string }): JSX.Element {
  const all = useSignal(false);
  const long = text.length > FIRST_CHARS;
  return (
    <div class="long-text">
      <pre>{long && !all.value ? `${text.slice(0, FIRST_CHARS)}…` : text}</pre>
      {long && (
        <button
          type="button"
          class="link"
          onClick={() => {
            all.value = !all.value;
          }}
        >
          {all.value ? texts.detail.showLess : texts.detail.showAll(text.length)}
        </button>
      )}
    </div>
  );
}
