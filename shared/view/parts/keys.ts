import type { Store } from '../store.ts';

/**
 * The view's keys, heard on its own root: they act only while the focus is inside. What is typed into our boxes, and what we
 * acted on, goes no further, so that the host page's shortcuts stay asleep; chords with Ctrl, ⌘ or Alt are left to it.
 */
export function keyActs(event: KeyboardEvent, store: Store): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = (event.target as Element).matches('input:not([type="checkbox"]), textarea, select');
  if (typing) {
    event.stopPropagation();
    return;
  }
  if (event.defaultPrevented) {
    event.stopPropagation();
    return;
  }
  if (!act(event.key, store)) return;
  event.preventDefault();
  event.stopPropagation();
}

function act(key: string, store: Store): boolean {
  switch (key) {
    case '/':
      store.focusFilter();
      return true;
    case 'Escape':
      if (store.detailOpen.peek()) store.closeDetail();
      else if (store.selected.peek() >= 0) store.select(-1, false);
      else return false;
      return true;
    case 'p':
      store.jumpToPair();
      return true;
    case 'n':
    case 'N':
      store.jumpToError(key === 'n' ? 1 : -1);
      return true;
    case 'f':
    case 'F':
      store.jumpToAlike(key === 'f' ? 1 : -1);
      return true;
    case 'm':
      store.muteSelected();
      return true;
    case 'o':
      store.soloSelected();
      return true;
    case 'g':
      store.overview.save(!store.overview.value.peek());
      return true;
    case '?':
      store.keyMapOpen.value = true;
      return true;
    default:
      return false;
  }
}
