/** What happens to the page itself: it was loaded, hidden, shown, went offline, came back. */
import type { Stop } from '../base/dispose.ts';
import { getterOf, listen, stringify, unlisten } from '../base/primordials.ts';
import type { PageEntry } from '../log/entry.ts';
import type { Journal } from './journal.ts';
import { isHidden, type Stalls } from './stalls.ts';

const persistedOf = getterOf(PageTransitionEvent.prototype, 'persisted');
const isOnline = getterOf(Navigator.prototype, 'onLine');
const { location, navigator } = globalThis;

export function capturePage(journal: Journal, stalls: Stalls): Stop {
  const note = (event: PageEntry['event'], url?: string): void =>
    journal.note('page', `,"event":"${event}"${url === undefined ? '' : `,"url":${stringify(url)}`}`);
  const watched: [EventTarget, string, (event: Event) => void][] = [
    [
      document,
      'visibilitychange',
      () => {
        stalls.interrupt();
        note(isHidden() ? 'hidden' : 'visible');
      },
    ],
    [globalThis.window, 'offline', () => note('offline')],
    [globalThis.window, 'online', () => note('online')],
    // Back from the back/forward cache: the same document and recorder, its sockets closed.
    [
      globalThis.window,
      'pageshow',
      (event) => event.isTrusted && persistedOf(event as PageTransitionEvent) && note('navigate', location.href),
    ],
  ];
  note('navigate', location.href);
  // What holds from the start is told by no event: a tab opened in the background, a page out of the browser's cache.
  if (isHidden()) note('hidden');
  if (!isOnline(navigator)) note('offline');
  for (let i = 0; i < watched.length; i++) {
    const [target, type, listener] = watched[i] as (typeof watched)[number];
    listen(target, type, listener);
  }
  return () => {
    for (let i = 0; i < watched.length; i++) {
      const [target, type, listener] = watched[i] as (typeof watched)[number];
      unlisten(target, type, listener);
    }
  };
}
