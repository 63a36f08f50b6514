/** The viewer's side of a channel: asks for a recorder's entries, one request outstanding (`messages.ts`). */
import { stopAll } from '../base/dispose.ts';
import type { Entry, RecorderInfo } from '../log/entry.ts';
import type { Channel } from './channel.ts';
import { guardToViewer } from './guard.ts';
import { hello, raw, WIRE_VERSION, want } from './messages.ts';

export interface FeedEvents {
  /** The recorder said who it is. */
  recorder(info: RecorderInfo, top: boolean): void;
  /** Entries that were not seen before, in order. `rawSockets`: unrecorded WebSockets that are not Socket.IO. */
  entries(recorder: string, entries: readonly Entry[], rawSockets: number): void;
  /** The channel closed: the frame is gone, or the way to it is. */
  closed(recorder: string | undefined): void;
  /** The page side speaks another version of the contract (an extension update): the page must be reloaded. */
  outdated(): void;
}

export interface Feed {
  /** Stops and starts asking. What the recorder keeps meanwhile comes on `resume`. */
  pause(): void;
  resume(): void;
  setRaw(on: boolean): void;
  /** Asks for everything again, from the recorder's beginning, as if it were new. */
  rewind(): void;
  /** Messages and entries that were not of the contract's shape. */
  readonly rejected: number;
  stop(): void;
}

/** Starts a feed. `from` tells, by recorder id, the position to begin from: what came before was seen over another channel. */
export function startFeed(
  channel: Channel,
  events: FeedEvents,
  from: (recorder: string) => number,
  paused = false,
): Feed {
  let info: RecorderInfo | undefined;
  let next = 0;
  let asking = !paused;
  let outstanding = false;
  let rejected = 0;
  let top = false;

  const ask = () => {
    if (!asking || outstanding || !info) return;
    outstanding = true;
    channel.send(want(next));
  };

  const stopListening = stopAll([
    channel.onMessage((text) => {
      const guarded = guardToViewer(text);
      if (!guarded) {
        rejected += 1;
        return;
      }
      const { message } = guarded;
      rejected += guarded.rejected;
      if (message.type === 'recorder') {
        if (message.version !== WIRE_VERSION) {
          events.outdated();
          return;
        }
        if (info) return;
        info = message.info;
        top = message.top;
        next = from(info.id);
        events.recorder(info, message.top);
        ask();
        return;
      }
      // A batch that nobody asked for, or for another recorder's entries, is not from our recorder.
      if (!info || !outstanding) {
        rejected += 1;
        return;
      }
      outstanding = false;
      const { id } = info;
      const fresh: Entry[] = [];
      for (const entry of message.entries) {
        if (entry.recorder !== id || entry.pos < next) {
          rejected += 1;
          continue;
        }
        fresh.push(entry);
        next = entry.kind === 'lost' ? entry.pos + entry.count : entry.pos + 1;
      }
      next = Math.max(next, message.next);
      events.entries(id, fresh, message.rawSockets);
      ask();
    }),
    channel.onClose(() => events.closed(info?.id)),
  ]);
  channel.send(hello());

  return {
    pause() {
      asking = false;
    },
    resume() {
      asking = true;
      ask();
    },
    setRaw(on) {
      channel.send(raw(on));
    },
    rewind() {
      if (!info) return;
      next = 0;
      events.recorder(info, top);
      // A request that is out answers from its own position: ask anew, the recorder holds one request only.
      outstanding = false;
      ask();
    },
    get rejected() {
      return rejected;
    },
    stop() {
      stopListening();
      channel.close();
    },
  };
}
