import { effect, signal } from '@preact/signals';
import { type Stop, stopAll } from '../../shared/base/dispose.ts';
import { shareRecorder } from '../../shared/capture/share.ts';
import { feedEvents, steerFeeds } from '../../shared/view/attach-feeds.ts';
import { copyText, saveFile } from '../../shared/view/hand-out.ts';
import { localSettings } from '../../shared/view/local-settings.ts';
import { makeHost } from '../../shared/view/make-host.ts';
import { mountView } from '../../shared/view/mount.ts';
import { Feeds } from '../../shared/wire/feeds.ts';
import { memoryPair } from '../../shared/wire/memory.ts';
import { serve } from '../../shared/wire/serve.ts';
import { makeFrame } from './frame.ts';
import { matches, parseHotkey } from './hotkey.ts';
import type { Dock, InspectorOptions } from './options.ts';
import { DOCKS } from './place.ts';

const DEFAULT_HOTKEY = 'Mod+Shift+Period';

let mounted: Stop | undefined;

/**
 * Mounts the inspector in this document and starts recording at once; best called before the application's code runs, but
 * sockets that are open already are adopted. Returns its unmount, which leaves the page's globals as they were. A second
 * call while it is mounted returns the same unmount.
 *
 * @throws TypeError where `hotkey` can't be read, or a decoder has no name of its own
 */
export function mountInspector(options: InspectorOptions = {}): () => void {
  if (mounted) return mounted;
  const apple = /Mac|iP(hone|ad|od)/.test(navigator.userAgent);
  const hotkey = options.hotkey === false ? undefined : parseHotkey(options.hotkey ?? DEFAULT_HOTKEY, apple);
  const settings = localSettings();
  const storedDock = settings.get('overlay.dock') as Dock | undefined;
  const dock = signal<Dock>(storedDock && DOCKS.includes(storedDock) ? storedDock : (options.dock ?? 'bottom'));
  const storedOpen = settings.get('overlay.open');
  const open = signal(storedOpen === undefined ? (options.open ?? false) : storedOpen === 'on');

  const parts = makeHost(
    {
      kind: 'overlay',
      generator: `sioscope ${__VERSION__} (overlay)`,
      theme: signal(options.theme ?? 'auto'),
      saveFile,
      copyText,
      settings,
      rawWebSockets: options.rawWebSockets,
      backToPage: () => feeds.rewind(),
      ...(options.decoders && { decoders: options.decoders }),
      overlay: {
        dock,
        close: () => {
          open.value = false;
        },
      },
    },
    'connecting',
  );
  // After what may throw: nothing is left behind then.
  const recorder = shareRecorder({ late: true });
  const feeds: Feeds = new Feeds(feedEvents(parts, () => {}));
  const [viewer, page] = memoryPair();
  const unserve = serve(page, recorder.source);

  const onKey = (event: KeyboardEvent) => {
    if (!hotkey || !matches(event, hotkey)) return;
    event.preventDefault();
    open.value = !open.peek();
  };
  const start = (): Stop => {
    const frame = makeFrame({ dock, open, theme: parts.host.theme, settings });
    let unmountView: Stop | undefined;
    const stopView = effect(() => {
      // Closed, it takes nothing from the recorder, which keeps the last entries for when it is opened.
      if (!open.value) return;
      unmountView ??= mountView(frame.view, parts.host);
    });
    return stopAll([frame.stop, () => unmountView?.(), stopView]);
  };
  window.addEventListener('keydown', onKey);
  const stopFrame = start();
  const stopSteering = steerFeeds(parts, feeds, open);
  feeds.add(viewer);

  const unmount = (): void => {
    if (mounted !== unmount) return;
    mounted = undefined;
    stopAll([recorder.stop, unserve, () => feeds.stop(), stopFrame, stopSteering])();
    window.removeEventListener('keydown', onKey);
  };
  mounted = unmount;
  return unmount;
}
