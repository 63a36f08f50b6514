/** Replacing members of the page's globals, and putting them back. */
import type { Stop } from '../base/dispose.ts';
import { apply, defineProperty, getOwnPropertyDescriptor } from '../base/primordials.ts';

type Callable = (...args: never[]) => unknown;

/** Whether the patches act. Off, each is a pass-through: somebody may have wrapped ours and keep it for ever. */
export interface Switch {
  on: boolean;
}

/** Called after the native function returned; what it throws is swallowed. */
export type After<This, Args extends unknown[]> = (self: This, args: Args) => void;

const ProxyAtStart = Proxy;

/**
 * The native function behind a Proxy: `name`, `length`, `toString` and identity checks see the native one. It is called first,
 * with the caller's `this` and arguments; its result or exception is the caller's (`docs/design.md`, rule 4).
 */
function observe(native: Callable, state: Switch, after: After<never, never>, trouble: () => void): Callable {
  return new ProxyAtStart(native, {
    apply(target, self, args) {
      const result: unknown = apply(target, self, args);
      if (state.on) {
        try {
          after(self as never, args as never);
        } catch {
          trouble();
        }
      }
      return result;
    },
  });
}

export class Patches {
  readonly state: Switch = { on: true };
  /** Own failures, swallowed and counted. */
  troubles = 0;
  readonly #undo: Stop[] = [];
  readonly #trouble = () => {
    this.troubles += 1;
  };

  /** Puts `make(native)` in the place of a data property's value, its flags kept. A locked or absent property stays as it is. */
  value<Value>(owner: object, key: string, make: (native: Value) => Value): void {
    const before = getOwnPropertyDescriptor(owner, key);
    if (!before || !('value' in before) || !(before.configurable || before.writable)) return;
    const replacement = make(before.value as Value);
    this.#define(owner, key, before, { ...before, value: replacement });
  }

  /** Is told after each call of a method. */
  method<This, Args extends unknown[]>(owner: object, key: string, after: After<This, Args>): void {
    this.value<Callable>(owner, key, (native) =>
      observe(native, this.state, after as After<never, never>, this.#trouble),
    );
  }

  /** Is told after each assignment to an accessor property. */
  setter<This>(owner: object, key: string, after: After<This, [unknown]>): void {
    this.#accessor(owner, key, 'set', after as After<never, never>);
  }

  /** Is told after each read of an accessor property. */
  getter<This>(owner: object, key: string, after: After<This, []>): void {
    this.#accessor(owner, key, 'get', after as After<never, never>);
  }

  /** Puts everything back that is still ours, and turns the rest into pass-throughs. */
  stop(): void {
    this.state.on = false;
    for (let i = this.#undo.length - 1; i >= 0; i--) this.#undo[i]?.();
    this.#undo.length = 0;
  }

  #accessor(owner: object, key: string, which: 'get' | 'set', after: After<never, never>): void {
    const before = getOwnPropertyDescriptor(owner, key);
    const native = before?.[which];
    if (!before?.configurable || !native) return;
    const replacement = observe(native as Callable, this.state, after, this.#trouble);
    this.#define(owner, key, before, { ...before, [which]: replacement });
  }

  #define(owner: object, key: string, before: PropertyDescriptor, after: PropertyDescriptor): void {
    if (!defineProperty(owner, key, after)) return;
    const facet = 'value' in after ? 'value' : after.get === before.get ? 'set' : 'get';
    this.#undo[this.#undo.length] = () => {
      const now = getOwnPropertyDescriptor(owner, key);
      if (now && now[facet] === after[facet]) defineProperty(owner, key, before);
    };
  }
}
