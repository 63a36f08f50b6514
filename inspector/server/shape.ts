/** The parts of Socket.IO's server (3.1 and 4.x) that the companion touches; it depends on no version of the package. */
import type { EventEmitter } from 'node:events';

export interface AppPacket {
  readonly type: number;
  readonly data?: readonly unknown[];
  readonly id?: number;
}

export interface SendOptions {
  readonly rooms?: ReadonlySet<string>;
  readonly except?: ReadonlySet<string>;
  readonly flags?: { readonly volatile?: boolean; readonly local?: boolean; readonly timeout?: number };
}

export interface AppAdapter {
  readonly nsp: AppNamespace;
  readonly rooms: ReadonlyMap<string, ReadonlySet<string>>;
  readonly sids: ReadonlyMap<string, ReadonlySet<string>>;
  close?(): unknown;
}

export interface AppSocket extends EventEmitter {
  readonly id: string;
  readonly nsp: AppNamespace;
  readonly data?: unknown;
  readonly connected: boolean;
  readonly handshake: { readonly auth?: unknown; readonly address?: string; readonly issued: number };
  readonly conn: EventEmitter & { readonly transport?: { readonly name?: string } };
  packet(packet: { readonly type: number; readonly data: unknown[] }): void;
  disconnect(close?: boolean): unknown;
}

export interface AppNamespace {
  readonly name: string;
  readonly server: AppServer;
  readonly adapter: AppAdapter;
  readonly sockets: ReadonlyMap<string, AppSocket>;
  readonly _ids: number;
  use(middleware: (socket: AppSocket, next: (error?: Error) => void) => void): unknown;
  on(event: string, listener: (...args: never[]) => void): unknown;
  off(event: string, listener: (...args: never[]) => void): unknown;
  serverSideEmit?(event: string, ...args: unknown[]): unknown;
}

export interface AppServer {
  readonly engine?: EventEmitter;
  readonly opts?: { readonly connectionStateRecovery?: unknown };
  readonly _nsps: Map<string, AppNamespace>;
  of(name: string): AppNamespace;
}

/** The prototype in an object's chain that owns a method: the first, or the last one. */
export function ownerOf(object: object, method: string, which: 'first' | 'last'): object | undefined {
  let found: object | undefined;
  for (let at: object | null = Object.getPrototypeOf(object); at; at = Object.getPrototypeOf(at)) {
    if (!Object.hasOwn(at, method)) continue;
    if (which === 'first') return at;
    found = at;
  }
  return found;
}
