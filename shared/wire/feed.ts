/** The viewer's side of a channel: asks for a recorder's entries, one request outstanding (`messages.ts`). */
import { stopAll } from '../base/dispose.ts';
import type { Entry, RecorderInfo } from '../log/entry.ts';
import type { Channel } from './channel.ts';
import { type GuardedToViewer, guardToViewer } from './guard.ts';
import { hello, raw, say, type ToViewer, WIRE_VERSION, want } from './messages.ts';

export interface FeedEvents {
  /** The recorder said who it is: at the start, and again after a `rewind`. */
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
  /** Has a packet of the companion's namespace sent over a transport of the page. */
  say(transport: string, text: string): void;
  /** Asks for everything again, from the recorder's beginning, as if it were new. */
  rewind(): void;
  /** Messages and entries that were not of the contract's shape, or that nobody had asked for. */
  readonly rejected: number;
  stop(): void;
}

type Batch = Extract<ToViewer, { type: 'batch' }>;

/**
 * Starts a feed. `from` tells, by recorder id, the first position that is not known yet: what is before it was seen over
 * another channel. It is asked again at every batch, since two channels may lead to one recorder for a while.
 */
export function startFeed(
  channel: Channel,
  events: FeedEvents,
  from: (recorder: string) => number,
  paused = false,
): Feed {
  let info: RecorderInfo | undefined;
  /** Greeted and not answered yet: whatever else arrives was sent before the greeting was heard. */
  let greeting = true;
  let next = 0;
  let asking = !paused;
  let outstanding = false;
  let rejected = 0;
  let rawSockets = -1;
  /** The answer to a request that was out when the person paused. */
  let held: GuardedToViewer | undefined;

  const greet = () => {
    greeting = true;
    outstanding = false;
    held = undefined;
    rawSockets = -1;
    channel.send(hello());
  };
  const ask = () => {
    if (!asking || outstanding || greeting) return;
    outstanding = true;
    channel.send(want(next));
  };
  const takeRecorder = (message: Extract<ToViewer, { type: 'recorder' }>) => {
    if (message.version !== WIRE_VERSION) {
      events.outdated();
      return;
    }
    if (!greeting || (info && info.id !== message.info.id)) {
      rejected += 1;
      return;
    }
    greeting = false;
    info = message.info;
    next = from(info.id);
    events.recorder(info, message.top);
    ask();
  };
  const takeBatch = (batch: Batch, { id }: RecorderInfo) => {
    const fresh: Entry[] = [];
    const asked = next;
    next = Math.max(next, from(id));
    for (const entry of batch.entries) {
      if (entry.recorder !== id) {
        rejected += 1;
      } else if (entry.pos >= next) {
        fresh.push(entry);
        next = entry.kind === 'lost' ? entry.pos + entry.count : entry.pos + 1;
      }
    }
    next = Math.max(next, batch.next);
    if (next === asked && batch.rawSockets === rawSockets) {
      // Says nothing, and would be answered by a request: a page could keep us busy with it for ever.
      rejected += 1;
      return;
    }
    outstanding = false;
    rawSockets = batch.rawSockets;
    try {
      events.entries(id, fresh, rawSockets);
    } finally {
      // Whatever befalls who takes them, the next ones are asked for.
      ask();
    }
  };
  const take = ({ message }: GuardedToViewer) => {
    if (message.type === 'recorder') takeRecorder(message);
    else if (info && outstanding) takeBatch(message, info);
    else if (!greeting) rejected += 1;
  };

  const stopListening = stopAll([
    channel.onMessage((text) => {
      const guarded = guardToViewer(text);
      rejected += guarded ? guarded.rejected : 1;
      if (!guarded) return;
      if (guarded.message.type === 'batch' && outstanding && !asking) held ??= guarded;
      else take(guarded);
    }),
    channel.onClose(() => events.closed(info?.id)),
  ]);
  greet();

  return {
    pause() {
      asking = false;
    },
    resume() {
      if (asking) return;
      asking = true;
      const waiting = held;
      held = undefined;
      if (waiting) take(waiting);
      else ask();
    },
    setRaw(on) {
      channel.send(raw(on));
    },
    say(transport, text) {
      channel.send(say(transport, text));
    },
    rewind() {
      if (info) greet();
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
