/**
 * Long-polling by fetch. The page's Response is never read for our sake: what its own reading gives is seen as it passes. Only
 * the body of a refusal, which engine.io-client does not read, is read from a clone.
 */
import { getOwnPropertyDescriptor, getterOf, notes, react, uncurry } from '../base/primordials.ts';
import { isEngineUrl } from './eligible.ts';
import type { Patches } from './patch.ts';
import { type Answer, addressOf, type Exchange, type Polling } from './polling.ts';

const { Request: NativeRequest, Response: NativeResponse } = globalThis;
const requestUrl = getterOf(NativeRequest.prototype, 'url');
const requestMethod = getterOf(NativeRequest.prototype, 'method');
const requestSignal = getterOf(NativeRequest.prototype, 'signal');
const statusOf = getterOf(NativeResponse.prototype, 'status');
const headersOf = getterOf(NativeResponse.prototype, 'headers');
const cloneOf = uncurry(NativeResponse.prototype.clone);
const textOf = uncurry(NativeResponse.prototype.text);
const headerOf = uncurry(Headers.prototype.get);
const abortedOf = getterOf(AbortSignal.prototype, 'aborted');
const errorName = getterOf(DOMException.prototype, 'name');

/** A request whose response the page may read. */
interface Pending {
  readonly exchange: Exchange;
  readonly signal: unknown;
  readonly answer: Answer;
}

/** A field of the page's options, where reading it runs no code of the page. */
const fieldOf = (options: unknown, key: string): unknown =>
  typeof options === 'object' && options !== null ? getOwnPropertyDescriptor(options, key)?.value : undefined;

/** What `read` gives for an object of the platform; `undefined` for any other. */
function attempt<Value>(read: (object: never) => Value, object: unknown): Value | undefined {
  try {
    return read(object as never);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown, signal: unknown): 'abort' | 'timeout' | 'network' {
  const name = attempt(errorName, error);
  if (name === 'TimeoutError') return 'timeout';
  return name === 'AbortError' || attempt(abortedOf, signal) ? 'abort' : 'network';
}

export function captureFetch(patches: Patches, polling: Polling): void {
  const pending = notes<Pending>();

  const answered = (response: Response, exchange: Exchange, signal: unknown): void => {
    const answer = {
      status: statusOf(response),
      contentType: headerOf(headersOf(response), 'content-type') ?? undefined,
    };
    const content = polling.answered(exchange, answer);
    if (content === 'frame') pending.set(response, { exchange, signal, answer });
    if (content !== 'refusal') return;
    const told = (text: string) => polling.failed(exchange, 'status', answer, text);
    react(textOf(cloneOf(response)), told, () => told(''));
  };

  patches.method<unknown, unknown[], Promise<Response>>(globalThis, 'fetch', (_self, args, promise) => {
    const input = args[0];
    const options = args[1];
    const address = addressOf(input) || (attempt(requestUrl, input) ?? '');
    // Options can be a Proxy of the page's: those of other requests are not looked at.
    if (!isEngineUrl(address)) return undefined;
    const exchange = polling.made(fieldOf(options, 'method') ?? attempt(requestMethod, input), address);
    if (!exchange) return undefined;
    const signal = fieldOf(options, 'signal') ?? attempt(requestSignal, input);
    polling.sent(exchange, fieldOf(options, 'body'));
    return patches.watch(
      promise,
      (response) => answered(response, exchange, signal),
      (error) => {
        polling.ended(exchange);
        polling.failed(exchange, reasonOf(error, signal));
      },
    );
  });

  for (const key of ['text', 'arrayBuffer', 'blob']) {
    patches.method<Response, [], Promise<unknown>>(NativeResponse.prototype, key, (response, _args, promise) => {
      const item = pending.of(response);
      if (!item) return undefined;
      const { exchange, signal, answer } = item;
      return patches.watch(
        promise,
        (content) => polling.received(exchange, content, answer),
        (error) => polling.failed(exchange, reasonOf(error, signal), answer),
      );
    });
  }
}
