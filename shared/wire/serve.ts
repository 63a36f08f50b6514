/** The recorder's side of a channel: answers one request at a time (`messages.ts`). */
import type { Stop } from '../base/dispose.ts';
import { later, monotonicMs, stringify } from '../base/primordials.ts';
import type { EntrySource, RecorderInfo } from '../log/entry.ts';
import type { Channel } from './channel.ts';
import { readCommand } from './commands.ts';
import { WIRE_VERSION } from './messages.ts';

/** At most so many entries or characters a batch: bounds the time that one takes of the page. */
const BATCH_ENTRIES = 1000;
const BATCH_CHARS = 1 << 20;

/** Batches are at least so far apart: a hop costs the page some 10 µs alone, and 1 to 2 µs an entry in a batch. */
const BATCH_INTERVAL_MS = 16;

const recorderJson = ({ id, url, userAgent, timeOrigin }: RecorderInfo, top: boolean): string =>
  `{"type":"recorder","version":${WIRE_VERSION},"top":${top},"info":{"id":${stringify(id)},"url":${stringify(url)},` +
  `"userAgent":${stringify(userAgent)},"timeOrigin":${timeOrigin}}}`;

/** Serves a viewer until the channel closes or the stop is called. */
export function serve(channel: Channel, source: EntrySource): Stop {
  /** The position that the viewer waits for, or -1. */
  let wanted = -1;
  let sentAtMs = -BATCH_INTERVAL_MS;
  let scheduled = false;
  let stopped = false;
  let rawSockets = -1;

  const flush = (): void => {
    scheduled = false;
    if (stopped || wanted < 0) return;
    const { next, count, json } = source.read(wanted, BATCH_ENTRIES, BATCH_CHARS);
    if (count === 0 && rawSockets === source.rawSockets) return;
    wanted = -1;
    rawSockets = source.rawSockets;
    sentAtMs = monotonicMs();
    channel.send(`{"type":"batch","next":${next},"rawSockets":${rawSockets},"entries":${json}}`);
  };
  const wake = (): void => {
    if (scheduled || stopped || wanted < 0) return;
    scheduled = true;
    const waitMs = sentAtMs + BATCH_INTERVAL_MS - monotonicMs();
    // Never inside the page's own call that made the entry: its send or its message handler must not wait for us.
    // A time that is over already counts as 0.
    later(flush, waitMs);
  };

  const stopListening = channel.onMessage((line) => {
    const command = readCommand(line);
    if (!command) return;
    if (command.type === 'hello') {
      // A viewer that greets begins anew: no answer to an older request may follow.
      wanted = -1;
      channel.send(recorderJson(source.info, source.top));
    } else if (command.type === 'want') {
      wanted = command.from;
      wake();
    } else if (command.type === 'say') source.say?.(command.transport, command.text);
    else source.setRaw(command.on);
  });
  const stopWaking = source.onGrow(wake);
  const stop = (): void => {
    if (stopped) return;
    stopped = true;
    stopWaking();
    stopListening();
  };
  channel.onClose(stop);
  return stop;
}
