/** Joins a tab's feeds to a host: what recorders say goes into the model, what the person switches goes to the recorders. */
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { type Stop, stopAll } from '../base/dispose.ts';
import type { Feeds, FeedsEvents } from '../wire/feeds.ts';
import { askForRooms } from './ask-rooms.ts';
import type { HostParts } from './make-host.ts';

/** Where feeds report to. `live` is told to the caller, who knows what no recorder means. */
export function feedEvents({ host, model, changed, setConnection }: HostParts, nobody: () => void): FeedsEvents {
  return {
    recorder(info, top) {
      if (host.connection.peek() !== 'file') model.addRecorder(info, top);
      setConnection('live');
      changed();
    },
    entries(recorder, entries, rawSockets) {
      // Asked for before the file was opened; after it everything is read anew.
      if (host.connection.peek() === 'file') return;
      model.append(entries);
      model.setRawSockets(recorder, rawSockets);
      changed();
    },
    live(count) {
      if (count === 0) nobody();
    },
    outdated: () => setConnection('needs-reload'),
  };
}

/** The switches of the toolbar act on the feeds. Nothing is asked of recorders while the view is not `shown`. */
export function steerFeeds(parts: HostParts, feeds: Feeds, shown: ReadonlySignal<boolean> = signal(true)): Stop {
  const { host } = parts;
  const rooms = askForRooms(parts, feeds);
  host.askRooms = rooms.ask;
  host.leaveRooms = rooms.leave;
  return stopAll([
    rooms.stop,
    effect(() => (host.recording.value && shown.value ? feeds.resume() : feeds.pause())),
    host.rawSockets.subscribe((on) => feeds.setRaw(on)),
  ]);
}
