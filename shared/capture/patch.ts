/** Replacing members of the page's globals, and putting them back. */
import type { Stop } from '../base/dispose.ts';
import {
  apply,
  construct,
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  notes,
  ownKeys,
  react,
} from '../base/primordials.ts';

type Callable = (...args: never[]) => unknown;

/** Whether the patches act. Off, each is a pass-through: somebody may have wrapped ours and keep it for ever. */
export interface Switch {
  on: boolean;
}

/**
 * Called after the native function returned, with its result; what it throws is swallowed. It returns nothing, or what the
 * caller gets for a promise that we wait for as well (`Patches.watch`).
 */
export type After<This, Args extends unknown[], Result = never> = (self: This, args: Args, result: Result) => unknown;
/** Called before the native function runs; what it throws is swallowed. */
export type Before<This, Args extends unknown[]> = (self: This, args: Args) => void;

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

function copyProperty(from: object, to: object, key: string): void {
  const own = ownDescriptor(from, key);
  if (own) defineProperty(to, key, own);
}

export class Patches {
  readonly state: Switch = { on: true };
  /** Own failures, swallowed and counted. */
  troubles = 0;
  readonly #undo: Stop[] = [];
  /** The native function behind each of ours. */
  readonly #natives = notes<object>();

  constructor() {
    this.#disguise();
  }

  /** Runs what is ours: off, it is not run; what it throws is counted and swallowed. Fixed parameters: it is in every frame's way. */
  run<A, B, C, Result>(ours: (a: A, b: B, c: C) => Result, a: A, b: B, c: C): Result | undefined {
    if (!this.state.on) return undefined;
    try {
      return ours(a, b, c);
    } catch {
      this.troubles += 1;
      return undefined;
    }
  }

  /** A listener for the platform's own events: what a page dispatches itself did not cross the wire. */
  listener(heard: (event: Event) => void): (event: Event) => void {
    return (event) => {
      if (event.isTrusted) this.run(heard, event, undefined, undefined);
    };
  }

  /**
   * Is told what becomes of a promise, before anybody else. What is returned takes the promise's place with its caller: a
   * reaction of ours on the promise itself would make a rejection that the page forgot to handle a handled one.
   */
  watch<Value>(
    promise: Promise<Value>,
    done: (value: Value) => void,
    failed?: (error: unknown) => void,
  ): Promise<Value> {
    return react(
      promise,
      (value) => {
        this.run(done, value, undefined, undefined);
        return value;
      },
      (error) => {
        if (failed) this.run(failed, error, undefined, undefined);
        throw error;
      },
    );
  }

  /** Puts `make(native)` in the place of a data property's value, its flags kept. A locked or absent property stays as it is. */
  value<Value>(owner: object, key: string, make: (native: Value) => Value): void {
    const before = ownDescriptor(owner, key);
    if (!before || !('value' in before) || !(before.configurable || before.writable)) return;
    const replacement = make(before.value as Value);
    this.#define(owner, key, before, bare({ ...before, value: replacement }));
  }

  /** Is told after each call of a method. */
  method<This, Args extends unknown[], Result = unknown>(
    owner: object,
    key: string,
    after: After<This, Args, Result>,
  ): void {
    this.value<Callable>(owner, key, (native) =>
      this.#observed(native, undefined, after as unknown as After<never, never>),
    );
  }

  /** Is told before each call of a function of the page's own: before it answers what it is called with. */
  callback(owner: object, key: string, before: Before<never, never>): void {
    this.value<Callable>(owner, key, (theirs) => this.#observed(theirs, before));
  }

  /**
   * Is told before each assignment to an accessor property: an event handler takes its place among the listeners when it is
   * first set, and ours must stand before it. With `callback` the exception to native first.
   */
  setter<This>(owner: object, key: string, before: Before<This, [unknown]>): void {
    this.#accessor(owner, key, 'set', before as Before<never, never>);
  }

  /** Is told after each read of an accessor property. */
  getter<This>(owner: object, key: string, after: After<This, []>): void {
    this.#accessor(owner, key, 'get', undefined, after as After<never, never>);
  }

  /** Is told of each object that a constructor of the global object made, subclasses' too. */
  constructed<Made extends object>(key: string, made: (made: Made, args: unknown[]) => void): void {
    this.value<new () => Made>(globalThis, key, (native) => {
      const handler = bare<ProxyHandler<new () => Made>>({
        construct: (target, args, newTarget) => {
          const object = construct(target, args, newTarget === proxy ? target : newTarget) as Made;
          this.run(made, object, args, undefined);
          return object;
        },
      });
      const proxy = new ProxyAtStart(native, handler);
      // Else `object.constructor !== Constructor` would tell.
      this.value(native.prototype as object, 'constructor', () => proxy);
      return this.#standsFor(proxy, native);
    });
  }

  /** Puts everything back that is still ours, and turns the rest into pass-throughs. */
  stop(): void {
    this.state.on = false;
    for (let i = this.#undo.length - 1; i >= 0; i--) this.#undo[i]?.();
    this.#undo.length = 0;
  }

  /**
   * A function in another's place: `name`, `length` and `toString` are that one's. It is called first, with the caller's `this`
   * and arguments; its result or exception is the caller's (`docs/design.md`, rule 4). For a native one a plain method, since it
   * is in every frame's way and the `apply` of a Proxy costs more; a page's own function can have properties and be a constructor.
   */
  #observed(theirs: Callable, before: Before<never, never> | undefined, after?: After<never, never>): Callable {
    const call = (self: unknown, args: unknown[]): unknown => {
      if (before) this.run(before, self as never, args as never, undefined);
      const result: unknown = apply(theirs, self, args);
      return (after && this.run(after, self as never, args as never, result as never)) ?? result;
    };
    // Beside `length` and `name`.
    if (ownKeys(theirs).length > 2) {
      const handler = bare<ProxyHandler<Callable>>({ apply: (_theirs, self, args) => call(self, args) });
      return this.#standsFor(new ProxyAtStart(theirs, handler), theirs);
    }
    const ours = {
      observed(this: unknown, ...args: unknown[]): unknown {
        return call(this, args);
      },
    };
    // No loop: some are made when the page may have broken iteration.
    copyProperty(theirs, ours.observed, 'length');
    copyProperty(theirs, ours.observed, 'name');
    return this.#standsFor(ours.observed, theirs);
  }

  /** Makes its text the native one's. */
  #standsFor<Ours extends object>(ours: Ours, native: object): Ours {
    this.#natives.set(ours, native);
    return ours;
  }

  /** Libraries ask a function's text whether it is native, Sentry for one, and leave what is not alone. */
  #disguise(): void {
    const natives = this.#natives;
    const functions = Function.prototype;
    this.value<Callable>(functions, 'toString', (native) => {
      const text = (of: unknown): unknown => apply(native, of, []);
      const ours = {
        toString(this: unknown): unknown {
          const known = natives.of(this);
          const told = text(known ?? this);
          if (known || told !== observedText) return told;
          // Of a recorder in another frame: its own realm knows what it stands for.
          const prototype = getPrototypeOf(this as object);
          if (!prototype || prototype === functions) return told;
          const theirs = getOwnPropertyDescriptor(prototype, 'toString')?.value;
          return theirs && text(theirs) === text(ours.toString) ? apply(theirs, this, []) : told;
        },
      };
      const observedText = text(this.#observed(native, undefined));
      return this.#standsFor(ours.toString, native);
    });
  }

  #accessor(
    owner: object,
    key: string,
    which: 'get' | 'set',
    before: Before<never, never> | undefined,
    after?: After<never, never>,
  ): void {
    const found = ownDescriptor(owner, key);
    const native = found?.[which];
    if (!found?.configurable || !native) return;
    const replacement = this.#observed(native as Callable, before, after);
    this.#define(owner, key, found, bare({ ...found, [which]: replacement }));
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
