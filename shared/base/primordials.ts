/**
 * The platform as it was when this module ran: at `document_start`, before any script of the page. Page-side code uses these
 * and no methods of built-in prototypes, so that a page which breaks or watches them neither harms nor hears us.
 */
export const { apply, construct, getOwnPropertyDescriptor, getPrototypeOf, ownKeys, defineProperty } = Reflect;

/** A method as a function of its receiver. */
export function uncurry<This, Args extends unknown[], Result>(
  method: (this: This, ...args: Args) => Result,
): (self: This, ...args: Args) => Result {
  return (self, ...args) => apply(method, self, args);
}

/** The getter of an accessor property, as a function of its receiver. Throws where the platform has no such accessor. */
export function getterOf<Owner extends object, Key extends keyof Owner & string>(
  prototype: Owner,
  key: Key,
): (self: Owner) => Owner[Key] {
  const get = getOwnPropertyDescriptor(prototype, key)?.get as () => Owner[Key];
  return (self) => apply(get, self, []);
}

const WeakMapAtStart = WeakMap;
const weakGet = uncurry(WeakMap.prototype.get);
const weakSet = uncurry(WeakMap.prototype.set);

/** What we know of objects of the page, for as long as they live. */
export interface Notes<Value> {
  of(object: unknown): Value | undefined;
  set(object: object, value: Value): void;
}

export function notes<Value>(): Notes<Value> {
  const map = new WeakMapAtStart<object, Value>();
  return {
    of: (object) => weakGet(map, object as object) as Value | undefined,
    set: (object, value) => void weakSet(map, object, value),
  };
}

export const listen = uncurry(EventTarget.prototype.addEventListener);
export const unlisten = uncurry(EventTarget.prototype.removeEventListener);
export const dispatch = uncurry(EventTarget.prototype.dispatchEvent);

/** Reactions to a promise, ours before any that are added later. */
export const react = uncurry(Promise.prototype.then) as <Value, Result>(
  promise: Promise<Value>,
  done: (value: Value) => Result,
  failed: (error: unknown) => Result,
) => Promise<Result>;

export const stringify = JSON.stringify as (text: string) => string;
export const indexOf = uncurry(String.prototype.indexOf);
export const slice = uncurry(String.prototype.slice);
export const charCode = uncurry(String.prototype.charCodeAt);
export const later: (run: () => void, delayMs: number) => void = globalThis.setTimeout.bind(globalThis);

const clock = globalThis.performance;
/** Milliseconds since the time origin, monotonic. */
export const monotonicMs: () => number = clock.now.bind(clock);
/** Epoch milliseconds of the time origin. */
export const timeOriginMs: number = clock.timeOrigin;
