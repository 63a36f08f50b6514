import type { Stop } from '../../shared/base/dispose.ts';

export interface Hook {
  readonly before?: (self: object, args: readonly unknown[]) => void;
  readonly after?: (self: object, args: readonly unknown[]) => void;
}

type Method = (this: object, ...args: unknown[]) => unknown;

interface Hooked {
  readonly hooks: Set<Hook>;
  /** Puts the wrapper in place, where the method is as it was before it. */
  place(): void;
  /** Whether nothing of the wrapper is left. */
  remove(): boolean;
}

// One wrapper for all companions of a process: two servers share a prototype and may stop in any order.
const hooked = new WeakMap<object, Map<string, Hooked>>();

function run(hooks: ReadonlySet<Hook>, when: keyof Hook, self: object, args: readonly unknown[]): void {
  for (const hook of hooks) hook[when]?.(self, args);
}

function wrap(target: object, name: string): Hooked {
  const hooks = new Set<Hook>();
  const own = Object.getOwnPropertyDescriptor(target, name);
  const inherited: object = Object.getPrototypeOf(target);
  const find = (): Method => (own ? own.value : Reflect.get(inherited, name)) as Method;
  const wrapper: Method = function (...args) {
    if (hooks.size === 0) return Reflect.apply(find(), this, args);
    run(hooks, 'before', this, args);
    const result = Reflect.apply(find(), this, args);
    run(hooks, 'after', this, args);
    return result;
  };
  Object.defineProperty(wrapper, 'name', { value: name, configurable: true });
  Object.defineProperty(wrapper, 'length', { value: find().length, configurable: true });
  const current = (): unknown => Object.getOwnPropertyDescriptor(target, name)?.value;
  return {
    hooks,
    place() {
      if (current() !== own?.value) return;
      const place = own ?? { configurable: true, writable: true };
      Object.defineProperty(target, name, { ...place, value: wrapper });
    },
    remove() {
      if (current() === own?.value) return true;
      // Somebody wrapped it after us: what is under theirs stays, and only passes on.
      if (current() !== wrapper) return false;
      if (own) Object.defineProperty(target, name, own);
      else Reflect.deleteProperty(target, name);
      return true;
    },
  };
}

/** Calls a hook around a method of a prototype. Hooks must not throw. When the last one goes, the method is as it was. */
export function hookMethod(target: object, name: string, hook: Hook): Stop {
  if (typeof Reflect.get(target, name) !== 'function') return () => undefined;
  const methods = hooked.get(target) ?? new Map<string, Hooked>();
  hooked.set(target, methods);
  const entry = methods.get(name) ?? wrap(target, name);
  methods.set(name, entry);
  entry.hooks.add(hook);
  entry.place();
  return () => {
    if (entry.hooks.delete(hook) && entry.hooks.size === 0 && entry.remove()) methods.delete(name);
  };
}

/** Puts hooks back that somebody took away: a server that closes resets `broadcast` of the adapter that all servers share (socket.io 4). */
export function renewHooks(target: object): void {
  for (const entry of hooked.get(target)?.values() ?? []) if (entry.hooks.size > 0) entry.place();
}
