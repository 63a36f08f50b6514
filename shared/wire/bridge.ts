/**
 * Many channels through one: Firefox's panel reaches the page's frames only through the background, over one port. A tagged
 * message is `<id>:<what>`, then the rest: `o` opens (and says to what), `m` is a message, `c` closes. Other messages on the line
 * are not the bridge's.
 */
import type { Channel } from './channel.ts';

interface End {
  readonly channel: Channel;
  receive(message: string): void;
  ended(): void;
}

function makeEnd(line: Channel, id: string, forget: () => void): End {
  const messages = new Set<(message: string) => void>();
  const closes = new Set<() => void>();
  let open = true;
  const ended = () => {
    if (!open) return;
    open = false;
    forget();
    for (const listener of [...closes]) listener();
  };
  const channel: Channel = {
    send: (message) => {
      if (open) line.send(`${id}:m${message}`);
    },
    onMessage: (listener) => {
      messages.add(listener);
      return () => messages.delete(listener);
    },
    onClose: (listener) => {
      if (open) closes.add(listener);
      else listener();
      return () => closes.delete(listener);
    },
    close: () => {
      if (open) line.send(`${id}:c`);
      ended();
    },
  };
  return {
    channel,
    receive: (message) => {
      for (const listener of [...messages]) listener(message);
    },
    ended,
  };
}

export interface Bridge {
  /** Opens a channel to the other side, which is handed its end and the label. */
  open(label?: string): Channel;
}

/** One side of a bridge over `line`; `onChannel` gets the channels that the other side opens. */
export function bridge(line: Channel, onChannel: (channel: Channel, label: string) => void = () => {}): Bridge {
  const ends = new Map<string, End>();
  let count = 0;
  const add = (id: string): End => {
    const end = makeEnd(line, id, () => ends.delete(id));
    ends.set(id, end);
    return end;
  };
  line.onMessage((text) => {
    const colon = text.indexOf(':');
    if (colon < 1) return;
    const id = text.slice(0, colon);
    const what = text.charAt(colon + 1);
    if (what === 'o' && !ends.has(id)) onChannel(add(id).channel, text.slice(colon + 2));
    else if (what === 'm') ends.get(id)?.receive(text.slice(colon + 2));
    else if (what === 'c') ends.get(id)?.ended();
  });
  line.onClose(() => {
    for (const end of [...ends.values()]) end.ended();
  });
  return {
    open(label = '') {
      count += 1;
      const id = String(count);
      line.send(`${id}:o${label}`);
      return add(id).channel;
    },
  };
}
