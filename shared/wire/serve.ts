/** The recorder's side of a channel: answers one request at a time (`messages.ts`). */
import { stopAll } from '../base/dispose.ts';
import { later, monotonicMs, stringify } from '../base/primordials.ts';
import type { EntrySource, RecorderInfo } from '../log/entry.ts';
import type { Channel } from './channel.ts';
import { splitOnce, wholeNumber } from './guard.ts';
import { WIRE_VERSION } from './messages.ts';

/** At most so many entries or characters a batch: bounds the time that one takes of the page. */
const BATCH_ENTRIES = 1000;
const BATCH_CHARS = 1 << 20;

/** Batches are at least so far apart: one hop for a frame's worth of entries instead of one for each (`docs/performance`). */
const BATCH_INTERVAL_MS = 16;

const infoJson = (info: RecorderInfo): string =>
  `{"id":${stringify(info.id)},"url":${stringify(info.url)},"userAgent":${stringify(info.userAgent)},"timeOrigin":${info.timeOrigin}}`;

/** Serves a viewer until the channel closes or the stop is called. */
export function serve(channel: Channel, source: EntrySource): () => void {
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
    later(flush, Math.max(waitMs, 0));
  };

  const stop = stopAll([
    channel.onMessage((line) => {
      const [command, argument] = splitOnce(line, ' ');
      if (command === 'hello') {
        const head = `{"type":"recorder","version":${WIRE_VERSION},"top":${source.top}`;
        channel.send(`${head},"info":${infoJson(source.info)}}`);
      } else if (command === 'want') {
        wanted = wholeNumber(argument);
        wake();
      } else if (command === 'raw') {
        if (argument === 'on' || argument === 'off') source.setRaw(argument === 'on');
      }
    }),
    source.onGrow(wake),
  ]);
  channel.onClose(() => {
    stopped = true;
    stop();
  });
  return () => {
    stopped = true;
    stop();
  };
}
