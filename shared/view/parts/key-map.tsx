import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { texts } from '../texts.ts';
import { useStore } from './context.ts';
import { Icon } from './icon.tsx';

export function KeyMap(): JSX.Element | null {
  const store = useStore();
  const dialog = useRef<HTMLDialogElement>(null);
  const open = store.keyMapOpen.value;
  useEffect(() => {
    if (open && dialog.current && !dialog.current.open) dialog.current.showModal();
  }, [open]);
  if (!open) return null;
  const close = (): void => {
    store.keyMapOpen.value = false;
    store.timeline?.focus();
  };
  return (
    <dialog
      ref={dialog}
      class="key-map"
      aria-label={texts.keys.title}
      data-testid="key-map"
      onClose={close}
      onClick={(event) => {
        // A press beside the box lands on the dialog itself.
        if (event.target === event.currentTarget) close();
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === '?') close();
      }}
    >
      <header>
        <h2>{texts.keys.title}</h2>
        <button type="button" class="button" title={texts.keys.close} aria-label={texts.keys.close} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <dl>
        {texts.keys.map.map(([keys, words]) => (
          <div key={words}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
