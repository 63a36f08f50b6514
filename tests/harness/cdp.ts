/**
 * The Chrome DevTools Protocol over `--remote-debugging-pipe`: no port, no dependency. It attaches only to the targets that it
 * is asked for, so an extension's service worker falls asleep as it does for a user (Playwright and Puppeteer attach to every
 * worker, and an attached one never sleeps), and the back/forward cache stays on (Playwright switches it off).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { expressionOf } from './script.ts';
import type { Script } from './types.ts';

export type Params = Readonly<Record<string, unknown>>;

export interface TargetInfo {
  readonly targetId: string;
  readonly type: string;
  readonly url: string;
  readonly parentId?: string;
}

interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: Params;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Pending {
  readonly method: string;
  /** `undefined`: a call to the browser itself. */
  readonly sessionId: string | undefined;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

interface EvaluateReply {
  readonly result: { readonly value?: unknown };
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
}

/** A session with the browser itself, and the browser's process. */
export class CdpBrowser {
  readonly process: ChildProcess;
  private readonly input: Writable;
  private readonly pending = new Map<number, Pending>();
  private readonly listeners = new Set<(message: Message) => void>();
  private parts: Buffer[] = [];
  private nextId = 0;
  private endedWhy: string | undefined;

  /** Starts the browser; `args` without the pipe switch. */
  constructor(program: string, args: readonly string[]) {
    this.process = spawn(program, ['--remote-debugging-pipe', ...args], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    this.input = this.process.stdio[3] as Writable;
    const output = this.process.stdio[4] as Readable;
    // A write to a browser that has just gone is told by `exit`.
    this.input.on('error', () => undefined);
    output.on('error', () => undefined);
    output.on('data', (chunk: Buffer) => this.take(chunk));
    this.process.once('exit', () => this.end('the browser is gone'));
    this.process.once('error', (error) => this.end(error.message));
  }

  send<R = unknown>(method: string, params: Params = {}, sessionId?: string): Promise<R> {
    if (this.endedWhy !== undefined) return Promise.reject(new Error(`${method}: ${this.endedWhy}`));
    const id = ++this.nextId;
    return new Promise<R>((resolve, reject) => {
      this.pending.set(id, { resolve: (value) => resolve(value as R), reject, method, sessionId });
      this.input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  /** Every target, tabs and nested frames included (some kinds are hidden unless asked for with an empty filter). */
  async targets(): Promise<readonly TargetInfo[]> {
    const { targetInfos } = await this.send<{ targetInfos: TargetInfo[] }>('Target.getTargets', { filter: [{}] });
    return targetInfos;
  }

  async attach(targetId: string): Promise<CdpTarget> {
    const { sessionId } = await this.send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
    return new CdpTarget(this, targetId, sessionId);
  }

  /** Returns its stop. */
  onEvent(listener: (message: Message) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Messages are JSON, each ended by a zero byte. */
  private take(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, from)) {
      const text = Buffer.concat([...this.parts, chunk.subarray(from, end)]).toString();
      this.parts = [];
      from = end + 1;
      const message = JSON.parse(text) as Message;
      if (message.id !== undefined) this.settle(message.id, message);
      else if (message.method === 'Target.detachedFromTarget') this.detached(message.params?.sessionId);
      else for (const listener of this.listeners) listener(message);
    }
    if (from < chunk.length) this.parts.push(chunk.subarray(from));
  }

  private settle(id: number, { result, error }: Message): void {
    const call = this.pending.get(id);
    this.pending.delete(id);
    if (error) call?.reject(new Error(`${call.method}: ${error.message}`));
    else call?.resolve(result);
  }

  /** A target went away; it will not answer what it was asked last. */
  private detached(sessionId: unknown): void {
    for (const [id, call] of this.pending) {
      if (call.sessionId !== sessionId) continue;
      this.pending.delete(id);
      call.reject(new Error(`${call.method}: its target is gone`));
    }
  }

  private end(why: string): void {
    this.endedWhy = why;
    for (const call of this.pending.values()) call.reject(new Error(`${call.method}: ${why}`));
    this.pending.clear();
  }
}

/** A session with one target: a tab, a frame of another process, a worker. */
export class CdpTarget {
  readonly targetId: string;
  private readonly browser: CdpBrowser;
  private readonly sessionId: string;

  constructor(browser: CdpBrowser, targetId: string, sessionId: string) {
    this.browser = browser;
    this.targetId = targetId;
    this.sessionId = sessionId;
  }

  send<R = unknown>(method: string, params: Params = {}): Promise<R> {
    return this.browser.send<R>(method, params, this.sessionId);
  }

  /** Returns its stop. */
  on(method: string, listener: (params: Params) => void): () => void {
    return this.browser.onEvent((message) => {
      if (message.sessionId === this.sessionId && message.method === method) listener(message.params ?? {});
    });
  }

  /** The next event of this kind that passes. Ask before doing what causes it. */
  next(
    method: string,
    passes: (params: Params) => boolean = () => true,
  ): { readonly event: Promise<Params>; stop(): void } {
    let stop = (): void => undefined;
    const event = new Promise<Params>((resolve) => {
      stop = this.on(method, (params) => {
        if (passes(params)) resolve(params);
      });
    });
    return { event, stop };
  }

  async evaluate<R, A extends readonly unknown[] = []>(script: Script<A, R>, ...args: A): Promise<Awaited<R>> {
    const expression = expressionOf(script, args);
    const options = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
    const { result, exceptionDetails } = await this.send<EvaluateReply>('Runtime.evaluate', options);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value as Awaited<R>;
  }

  async detach(): Promise<void> {
    await this.browser.send('Target.detachFromTarget', { sessionId: this.sessionId }).catch(() => undefined);
  }
}
