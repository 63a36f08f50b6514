import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

const GAP_PX = 4;

interface MenuProps {
  /** Shown in the button. */
  readonly face: ComponentChildren;
  /** Accessible name and tooltip of the button. */
  readonly label: string;
  readonly testId: string;
  readonly class?: string;
  /** `menu` for items, `dialog` for other content. */
  readonly role?: 'menu' | 'dialog';
  /** Close when something in it was chosen. */
  readonly closeOnPick?: boolean;
  readonly children: ComponentChildren;
}

/**
 * A button with a pop-up in the browser's top layer, so that no pane, however small, cuts it off. The browser closes it on Esc and
 * on a press elsewhere.
 */
export function Menu({
  face,
  label,
  testId,
  role = 'menu',
  closeOnPick = false,
  children,
  ...rest
}: MenuProps): JSX.Element {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const popup = useRef<HTMLDivElement>(null);
  const id = useId();

  useEffect(() => {
    const box = popup.current;
    if (!open || !box || !button.current) return;
    box.showPopover();
    place(button.current, box);
    (items(box)[0] ?? box).focus();
  }, [open]);

  const close = (): void => {
    popup.current?.hidePopover();
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const box = popup.current;
    if (!box) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      close();
    } else if (role === 'menu' && ['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(event.key)) {
      event.preventDefault();
      step(box, event.key);
    } else return;
    event.stopPropagation();
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        class={`button ${rest.class ?? ''}`}
        title={label}
        aria-label={label}
        aria-haspopup={role}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        data-testid={testId}
        onPointerDown={(event) => {
          // A press on the button would light-dismiss the pop-up, and the click would open it again.
          if (open) event.preventDefault();
        }}
        onClick={() => (open ? close() : setOpen(true))}
      >
        {face}
      </button>
      {open && (
        // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles that it may have take a name
        <div
          ref={popup}
          id={id}
          class="popup"
          popover="auto"
          role={role}
          aria-label={label}
          tabIndex={-1}
          onKeyDown={onKeyDown}
          onToggle={(event) => {
            if (event.newState === 'closed') setOpen(false);
          }}
          onClick={(event) => {
            if (closeOnPick && (event.target as Element).closest('button')) close();
          }}
        >
          {children}
        </div>
      )}
    </>
  );
}

function items(box: HTMLElement): HTMLElement[] {
  return [...box.querySelectorAll<HTMLElement>('[role^="menuitem"], input, button, select')].filter(
    (item) => item.tabIndex >= 0,
  );
}

function step(box: HTMLElement, key: string): void {
  const all = items(box);
  const tree = box.getRootNode() as Document | ShadowRoot;
  const at = all.indexOf(tree.activeElement as HTMLElement);
  const next =
    key === 'Home'
      ? 0
      : key === 'End'
        ? all.length - 1
        : (at + (key === 'ArrowDown' ? 1 : -1) + all.length) % all.length;
  all[next]?.focus();
}

/** Under the button where there is room, else above it; never out of the window. */
export function place(button: HTMLElement, box: HTMLElement): void {
  const view = button.ownerDocument.defaultView;
  if (!view) return;
  const anchor = button.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = box;
  const left = Math.max(GAP_PX, Math.min(anchor.left, view.innerWidth - offsetWidth - GAP_PX));
  const below = view.innerHeight - anchor.bottom - GAP_PX;
  const above = anchor.top - GAP_PX;
  const under = offsetHeight <= below || below >= above;
  const room = Math.max(120, (under ? below : above) - GAP_PX);
  box.style.maxHeight = `${room}px`;
  box.style.left = `${Math.round(left)}px`;
  // Anchored at the button's side, so that content which grows later grows away from it.
  box.style.top = under ? `${Math.round(anchor.bottom + GAP_PX)}px` : 'auto';
  box.style.bottom = under ? 'auto' : `${Math.round(view.innerHeight - anchor.top + GAP_PX)}px`;
}

interface ItemProps {
  readonly role?: 'menuitem' | 'menuitemcheckbox' | 'menuitemradio';
  readonly checked?: boolean;
  readonly testId?: string;
  readonly title?: string;
  readonly onPick: () => void;
  readonly children: ComponentChildren;
}

export function MenuItem({ role = 'menuitem', checked, testId, title, onPick, children }: ItemProps): JSX.Element {
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: set for the roles that can be checked only
    <button
      type="button"
      class="menu-item"
      role={role}
      aria-checked={role === 'menuitem' ? undefined : checked}
      title={title}
      data-testid={testId}
      onClick={onPick}
    >
      <span class={`mark ${role === 'menuitemradio' ? 'radio' : ''}`} aria-hidden="true" />
      <span class="menu-text">{children}</span>
    </button>
  );
}
