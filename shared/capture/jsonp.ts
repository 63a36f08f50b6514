/**
 * Long-polling by JSONP (clients up to 4.2): in by scripts that call `___eio[j]("…")`, out by a form with one textarea
 * (`docs/protocol.md` §8). The page's own callback stays in its array, behind a Proxy.
 */
import { getOwnPropertyDescriptor, getterOf, listen, uncurry } from '../base/primordials.ts';
import { queryValue } from './eligible.ts';
import { bare, type Patches } from './patch.ts';
import type { Exchange, Polling } from './polling.ts';

const eventType = getterOf(Event.prototype, 'type');
const actionOf = getterOf(HTMLFormElement.prototype, 'action');
const elementsOf = getterOf(HTMLFormElement.prototype, 'elements');
const named = uncurry(HTMLFormControlsCollection.prototype.namedItem);
const textIn = getterOf(HTMLTextAreaElement.prototype, 'value');
const Params = URLSearchParams;
const encoded = uncurry(Params.prototype.toString);

/** Which of the callbacks a request is for: '' for requests that are not JSONP. */
const indexIn = (url: unknown): string => (typeof url === 'string' ? queryValue(url, 'j') : '');

export function captureJsonp(patches: Patches, polling: Polling): void {
  /** The request that a callback waits for, by the callback's place. */
  const asked = { __proto__: null } as unknown as Record<string, Exchange>;

  /** The callbacks as we left them. */
  const watched = { __proto__: null } as unknown as Record<string, unknown>;
  const valueAt = (owner: unknown, key: string): unknown =>
    typeof owner === 'object' && owner !== null ? getOwnPropertyDescriptor(owner, key)?.value : undefined;

  const watchCallback = (index: string): void => {
    const callbacks = valueAt(globalThis, '___eio');
    const callback = valueAt(callbacks, index);
    if (typeof callback !== 'function' || watched[index] === callback) return;
    patches.callback(callbacks as object, index, (_self, args: [unknown]) => {
      const exchange = asked[index];
      const text = args[0];
      if (exchange && typeof text === 'string') polling.received(exchange, text);
    });
    watched[index] = valueAt(callbacks, index);
  };

  patches.setter<HTMLScriptElement>(HTMLScriptElement.prototype, 'src', (script, args) => {
    const url = args[0];
    const index = indexIn(url);
    const exchange = index === '' ? undefined : polling.made('GET', url as string);
    if (!exchange) return;
    asked[index] = exchange;
    watchCallback(index);
    const onEnd = patches.listener((event) => {
      polling.ended(exchange);
      // Browsers do not tell a page why a script failed, nor its status.
      if (eventType(event) === 'error') polling.failed(exchange, 'network');
    });
    listen(script, 'load', onEnd);
    listen(script, 'error', onEnd);
    polling.sent(exchange);
  });

  patches.method<HTMLFormElement, []>(HTMLFormElement.prototype, 'submit', (form) => {
    const url = actionOf(form);
    const exchange = indexIn(url) === '' ? undefined : polling.made('POST', url);
    if (!exchange) return;
    const text = textIn(named(elementsOf(form), 'd') as HTMLTextAreaElement);
    // The body as it is on the wire: what is in the field alone could not be told from a body that no form escaped.
    polling.sent(exchange, encoded(new Params(bare({ d: text }))));
    polling.ended(exchange);
  });
}
