import type { Channel } from './channel.ts';

/** What is used of an extension's `runtime.Port`; `shared/` never touches `browser.*` itself. */
export interface PortLike {
  postMessage(message: unknown): void;
  disconnect(): void;
  readonly onMessage: { addListener(listener: (message: unknown) => void): void };
  readonly onDisconnect: { addListener(listener: () => void): void };
}

/** A channel over an extension port. Messages that are not strings are not ours. */
export function portChannel(port: PortLike): Channel {
  const messages = new Set<(message: string) => void>();
  const closes = new Set<() => void>();
  let open = true;
  const ended = () => {
    if (!open) return;
    open = false;
    for (const listener of [...closes]) listener();
  };
  port.onMessage.addListener((message) => {
    if (typeof message === 'string') for (const listener of [...messages]) listener(message);
  });
  port.onDisconnect.addListener(ended);
  return {
    send(message) {
      if (!open) return;
      try {
        port.postMessage(message);
      } catch {
        // The other side is gone and its disconnect is on the way, or the extension was updated under us.
        ended();
      }
    },
    onMessage(listener) {
      messages.add(listener);
      return () => messages.delete(listener);
    },
    onClose(listener) {
      if (!open) {
        listener();
        return () => {};
      }
      closes.add(listener);
      return () => closes.delete(listener);
    },
    close() {
      // A port tells only its other side of a disconnect, so our own listeners are told here.
      try {
        port.disconnect();
      } catch {
        // Already gone.
      }
      ended();
    },
  };
}
