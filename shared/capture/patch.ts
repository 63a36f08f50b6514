/** Replacing members of the page's globals, and putting them back. */
import type { Stop } from '../base/dispose.ts';
import { apply, defineProperty, getOwnPropertyDescriptor } from '../base/primordials.ts';

type Callable = (...args: never[]) => unknown;

/** Whether the patches act. Off, each is a pass-through: somebody may have wrapped ours and keep it for ever. */
export interface Switch {
  on: boolean;
}

/** Called after the native function returned (setters: before it runs); what it throws is swallowed. */
export type After<This, Args extends unknown[]> = (self: This, args: Args) => void;

const ProxyAtStart = Proxy;

/**
 * A copy without a prototype. Handlers of proxies and property descriptors are looked up along their prototypes: what a page
 * puts on `Object.prototype` would become a trap of ours, or a field of our descriptors.
 */
export function bare<Value extends object>(value: Value): Value {
  return { __proto__: null, ...value } as Value;
}

function ownDescriptor(owner: object, key: string): PropertyDescriptor | undefined {
  const found = getOwnPropertyDescriptor(owner, key);
  return found && bare(found);
}

/**
 * The native function behind a Proxy: `name`, `length`, `toString` and identity checks see the native one. It is called first,
 * with the caller's `this` and arguments; its result or exception is the caller's (`docs/design.md`, rule 4).
 */
function observe(
  native: Callable,
  state: Switch,
  told: After<never, never>,
  trouble: () => void,
  before = false,
): Callable {
  const tell = (self: unknown, args: unknown[]): void => {
    if (!state.on) return;
    try {
      told(self as never, args as never);
    } catch {
      trouble();
    }
  };
  const handler = bare<ProxyHandler<Callable>>({
    apply(target, self, args) {
      if (before) tell(self, args);
      const result: unknown = apply(target, self, args);
      if (!before) tell(self, args);
      return result;
    },
  });
  return new ProxyAtStart(native, handler);
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
    const before = ownDescriptor(owner, key);
    if (!before || !('value' in before) || !(before.configurable || before.writable)) return;
    const replacement = make(before.value as Value);
    this.#define(owner, key, before, bare({ ...before, value: replacement }));
  }

  /** Is told after each call of a method. */
  method<This, Args extends unknown[]>(owner: object, key: string, after: After<This, Args>): void {
    this.value<Callable>(owner, key, (native) =>
      observe(native, this.state, after as After<never, never>, this.#trouble),
    );
  }

  /**
   * Is told before each assignment to an accessor property: an event handler takes its place among the listeners when it is
   * first set, and ours must stand before it. The one exception to native first; what it throws is swallowed all the same.
   */
  setter<This>(owner: object, key: string, before: After<This, [unknown]>): void {
    this.#accessor(owner, key, 'set', before as After<never, never>, true);
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

  #accessor(owner: object, key: string, which: 'get' | 'set', told: After<never, never>, first = false): void {
    const before = ownDescriptor(owner, key);
    const native = before?.[which];
    if (!before?.configurable || !native) return;
    const replacement = observe(native as Callable, this.state, told, this.#trouble, first);
    this.#define(owner, key, before, bare({ ...before, [which]: replacement }));
  }

  #define(owner: object, key: string, before: PropertyDescriptor, after: PropertyDescriptor): void {
    if (!defineProperty(owner, key, after)) return;
    const facet = 'value' in after ? 'value' : after.get === before.get ? 'set' : 'get';
    this.#undo[this.#undo.length] = () => {
      const now = ownDescriptor(owner, key);
      if (now && now[facet] === after[facet]) defineProperty(owner, key, before);
    };
  }
}
