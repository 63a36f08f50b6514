/** Long-polling by XMLHttpRequest. Only requests of Engine.IO get more than a look at their URL. */
import { getterOf, listen, notes, uncurry } from '../base/primordials.ts';
import type { HttpErrorEntry } from '../log/entry.ts';
import type { Patches } from './patch.ts';
import { type Answer, addressOf, type Exchange, type Polling } from './polling.ts';

const { XMLHttpRequest: Native } = globalThis;
const stateOf = getterOf(Native.prototype, 'readyState');
const statusOf = getterOf(Native.prototype, 'status');
const typeOf = getterOf(Native.prototype, 'responseType');
const textOf = getterOf(Native.prototype, 'responseText');
const responseOf = getterOf(Native.prototype, 'response');
const headerOf = uncurry(Native.prototype.getResponseHeader);
const eventType = getterOf(Event.prototype, 'type');
const eventTarget = getterOf(Event.prototype, 'target');

const DONE = 4;

const answerOf = (xhr: XMLHttpRequest): Answer => ({
  status: statusOf(xhr),
  contentType: headerOf(xhr, 'content-type') ?? undefined,
});

/** The text of a response, where reading it is allowed. */
const readText = (xhr: XMLHttpRequest): string | undefined => {
  const type = typeOf(xhr);
  return type === '' || type === 'text' ? textOf(xhr) : undefined;
};

/** Starts recording. Engine.IO's client looks XMLHttpRequest up at each request, so a late start misses only pending ones. */
export function captureXhr(patches: Patches, polling: Polling): void {
  const exchanges = notes<Exchange | undefined>();
  const heard = notes<boolean>();

  const look = (xhr: XMLHttpRequest, type: string): void => {
    const exchange = exchanges.of(xhr);
    // A synchronous request is answered before `send` returns: it is looked at then.
    if (!exchange?.carrier || exchange.ended) return;
    if (type !== 'readystatechange') {
      polling.ended(exchange);
      const reason = type === 'error' ? 'network' : (type as HttpErrorEntry['reason']);
      polling.failed(exchange, reason, answerOf(xhr));
      return;
    }
    // Status 0: it failed; the event that says how comes next.
    if (stateOf(xhr) !== DONE || statusOf(xhr) === 0) return;
    const answer = answerOf(xhr);
    const content = polling.answered(exchange, answer);
    if (content === 'frame') polling.received(exchange, readText(xhr) ?? responseOf(xhr), answer);
    else if (content === 'refusal') polling.failed(exchange, 'status', answer, readText(xhr));
  };
  const onEvent = patches.listener((event) => look(eventTarget(event) as XMLHttpRequest, eventType(event)));

  const { prototype } = Native;
  patches.method<XMLHttpRequest, unknown[]>(prototype, 'open', (xhr, args) => {
    const before = exchanges.of(xhr);
    // Opening it again ends what was under way, without an event.
    if (before) polling.ended(before);
    const exchange = polling.made(args[0], addressOf(args[1]));
    exchanges.set(xhr, exchange);
    if (!exchange || heard.of(xhr)) return;
    heard.set(xhr, true);
    // Capturing listeners run before the page's handlers: a frame is recorded before the page answers it.
    listen(xhr, 'readystatechange', onEvent, true);
    listen(xhr, 'error', onEvent, true);
    listen(xhr, 'abort', onEvent, true);
    listen(xhr, 'timeout', onEvent, true);
  });

  patches.method<XMLHttpRequest, [unknown]>(prototype, 'send', (xhr, args) => {
    const exchange = exchanges.of(xhr);
    if (!exchange || exchange.carrier) return;
    polling.sent(exchange, args[0]);
    look(xhr, 'readystatechange');
  });
}
