/** WebDriver BiDi over a plain WebSocket: what Firefox speaks without any driver program. https://w3c.github.io/webdriver-bidi/ */
import WebSocket from 'ws';
import { expressionOf } from './script.ts';
import type { Script } from './types.ts';
import { within } from './until.ts';

const COMMAND_MS = 60_000;

interface Pending {
  readonly method: string;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

interface Reply {
  readonly type: 'success' | 'error' | 'event';
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: string;
  readonly message?: string;
}

interface EvaluateReply {
  readonly type: 'success' | 'exception';
  readonly result?: { readonly type: string; readonly value?: string };
  readonly exceptionDetails?: { readonly text: string };
}

export class Bidi {
  private readonly socket: WebSocket;
  private readonly pending = new Map<number, Pending>();
  private nextId = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => this.take(JSON.parse(String(data)) as Reply));
    socket.on('close', () => {
      for (const call of this.pending.values()) call.reject(new Error(`${call.method}: the browser is gone`));
      this.pending.clear();
    });
  }

  /** `url` as Firefox prints it on its standard error. */
  static async connect(url: string): Promise<Bidi> {
    const socket = new WebSocket(`${url}/session`, { perMessageDeflate: false, maxPayload: 2 ** 28 });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    const bidi = new Bidi(socket);
    await bidi.send('session.new', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } });
    return bidi;
  }

  send<R = unknown>(
    method: string,
    params: Readonly<Record<string, unknown>> = {},
    timeoutMs = COMMAND_MS,
  ): Promise<R> {
    if (this.socket.readyState !== WebSocket.OPEN) return Promise.reject(new Error(`${method}: the browser is gone`));
    const id = ++this.nextId;
    const answer = new Promise<R>((resolve, reject) => {
      this.pending.set(id, { method, resolve: (value) => resolve(value as R), reject });
      this.socket.send(JSON.stringify({ id, method, params }));
    });
    return within(answer, timeoutMs, method);
  }

  /** Result and arguments travel as JSON text, which keeps BiDi's own value format out. */
  async evaluate<R, A extends readonly unknown[]>(context: string, script: Script<A, R>, args: A): Promise<Awaited<R>> {
    const reply = await this.send<EvaluateReply>('script.evaluate', {
      target: { context },
      expression: `(async () => JSON.stringify(await (${expressionOf(script, args)})))()`,
      awaitPromise: true,
      userActivation: true,
    });
    if (reply.exceptionDetails) throw new Error(reply.exceptionDetails.text);
    const json = reply.result?.value;
    return (json === undefined ? undefined : JSON.parse(json)) as Awaited<R>;
  }

  close(): void {
    this.socket.terminate();
  }

  private take(reply: Reply): void {
    if (reply.id === undefined) return;
    const call = this.pending.get(reply.id);
    this.pending.delete(reply.id);
    if (reply.type === 'error') call?.reject(new Error(`${call.method}: ${reply.error}: ${reply.message}`));
    else call?.resolve(reply.result);
  }
}
