/** Two ends of a channel in one place: the overlay beside its recorder, and tests. */
import type { Channel } from './channel.ts';

class Listeners<Value> {
  readonly #all = new Set<(value: Value) => void>();

  add(listener: (value: Value) => void): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  call(value: Value): void {
    for (const listener of [...this.#all]) listener(value);
  }
}

interface Shared {
  closed: boolean;
  readonly close: Listeners<void>;
}

class MemoryChannel implements Channel {
  readonly incoming = new Listeners<string>();
  readonly #shared: Shared;
  peer!: MemoryChannel;

  constructor(shared: Shared) {
    this.#shared = shared;
  }

  send(message: string): void {
    if (!this.#shared.closed) this.peer.incoming.call(message);
  }

  onMessage(listener: (message: string) => void): () => void {
    return this.incoming.add(listener);
  }

  onClose(listener: () => void): () => void {
    if (this.#shared.closed) {
      listener();
      return () => {};
    }
    return this.#shared.close.add(listener);
  }

  close(): void {
    if (this.#shared.closed) return;
    this.#shared.closed = true;
    this.#shared.close.call();
  }
}

/** A pair of connected channels. Messages arrive synchronously. */
export function memoryPair(): readonly [Channel, Channel] {
  const shared: Shared = { closed: false, close: new Listeners() };
  const a = new MemoryChannel(shared);
  const b = new MemoryChannel(shared);
  a.peer = b;
  b.peer = a;
  return [a, b];
}
