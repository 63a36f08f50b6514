/** HTTP long-polling over XMLHttpRequest. Only requests of Engine.IO get more than a look at their URL. */
import { getterOf, stringify, uncurry } from '../base/primordials.ts';
import type { HttpErrorEntry } from '../log/entry.ts';
import { copyBytes } from './bytes.ts';
import { isEngineUrl, queryValue } from './eligible.ts';
import type { EngineSessions, PollingCarrier } from './engine-sessions.ts';
import { type Journal, sidIn } from './journal.ts';
import type { Patches } from './patch.ts';
import { fillFromBlob } from './websocket.ts';

const { XMLHttpRequest: Native, URL: NativeUrl } = globalThis;
const WeakMapAtStart = WeakMap;
const mapGet = uncurry(WeakMap.prototype.get) as (map: WeakMap<object, Request>, key: object) => Request | undefined;
const mapSet = uncurry(WeakMap.prototype.set) as (
  map: WeakMap<object, Request>,
  key: object,
  value: Request,
) => unknown;
const listen = uncurry(EventTarget.prototype.addEventListener);
const stateOf = getterOf(Native.prototype, 'readyState');
const statusOf = getterOf(Native.prototype, 'status');
const typeOf = getterOf(Native.prototype, 'responseType');
const textOf = getterOf(Native.prototype, 'responseText');
const responseOf = getterOf(Native.prototype, 'response');
const headerOf = uncurry(Native.prototype.getResponseHeader);
const hrefOf = getterOf(NativeUrl.prototype, 'href');
const baseOf = getterOf(Node.prototype, 'baseURI');
const eventType = getterOf(Event.prototype, 'type');
const eventTarget = getterOf(Event.prototype, 'target');
const upper = uncurry(String.prototype.toUpperCase);

const DONE = 4;

/** A request of Engine.IO, from `open` to its end. */
interface Request {
  readonly number: number;
  readonly method: string;
  readonly url: string;
  readonly sid: string;
  carrier: PollingCarrier | undefined;
  ended: boolean;
}

type Reason = HttpErrorEntry['reason'];

/** Starts recording. Engine.IO's client looks XMLHttpRequest up at each request, so a late start misses only pending ones. */
export function captureHttp(patches: Patches, journal: Journal, sessions: EngineSessions): void {
  const requests = new WeakMapAtStart<object, Request>();
  let count = 0;

  const facts = (request: Request, xhr?: XMLHttpRequest) => {
    const { number, method, url } = request;
    if (!xhr) return { request: number, method, url };
    const contentType = headerOf(xhr, 'content-type') ?? undefined;
    return { request: number, method, url, status: statusOf(xhr), contentType };
  };

  /** The text of a response, where reading it is allowed. */
  const readText = (xhr: XMLHttpRequest): string | undefined => {
    const type = typeOf(xhr);
    return type === '' || type === 'text' ? textOf(xhr) : undefined;
  };

  const answered = (xhr: XMLHttpRequest, request: Request, carrier: PollingCarrier): void => {
    const text = readText(xhr);
    if (text !== undefined) {
      if (request.sid === '') {
        const sid = sidIn(text);
        if (sid !== '') sessions.name(carrier, sid);
      }
      journal.frame(carrier, 'in', text, facts(request, xhr));
      return;
    }
    const response: unknown = responseOf(xhr);
    const bytes = copyBytes(response);
    if (bytes) journal.frame(carrier, 'in', bytes, facts(request, xhr));
    else fillFromBlob(response, () => journal.reserve(carrier, 'in', facts(request, xhr)));
  };

  const failed = (xhr: XMLHttpRequest, request: Request, carrier: PollingCarrier, reason: Reason): void => {
    const text = reason === 'status' ? readText(xhr) : undefined;
    const body = text === undefined || text === '' ? '' : `,"text":${stringify(text)}`;
    journal.note('http-error', `,"reason":"${reason}"${body}`, carrier, facts(request, xhr));
  };

  const end = (xhr: XMLHttpRequest, reason: Reason | undefined): void => {
    const request = mapGet(requests, xhr);
    if (!request?.carrier || request.ended) return;
    request.ended = true;
    const { carrier } = request;
    carrier.inFlight -= 1;
    if (reason !== undefined) failed(xhr, request, carrier, reason);
    else if (statusOf(xhr) !== 200) failed(xhr, request, carrier, 'status');
    else if (request.method === 'GET') answered(xhr, request, carrier);
  };

  const onEvent = (event: Event): void => {
    if (!patches.state.on || !event.isTrusted) return;
    try {
      const xhr = eventTarget(event) as XMLHttpRequest;
      const type = eventType(event);
      if (type !== 'readystatechange') end(xhr, type === 'error' ? 'network' : (type as Reason));
      // Status 0: it failed; the event that says how comes next.
      else if (stateOf(xhr) === DONE && statusOf(xhr) !== 0) end(xhr, undefined);
    } catch {
      patches.troubles += 1;
    }
  };

  const { prototype } = Native;
  patches.method<XMLHttpRequest, unknown[]>(prototype, 'open', (xhr, args) => {
    const before = mapGet(requests, xhr);
    // Opening it again ends what was under way, without an event.
    if (before?.carrier && !before.ended) before.carrier.inFlight -= 1;
    if (before) before.ended = true;
    const raw = `${args[1]}`;
    if (!isEngineUrl(raw)) return;
    const url = hrefOf(new NativeUrl(raw, baseOf(document)));
    count += 1;
    const request: Request = {
      number: count,
      method: upper(`${args[0]}`),
      url,
      sid: queryValue(url, 'sid'),
      carrier: undefined,
      ended: false,
    };
    mapSet(requests, xhr, request);
    if (before) return;
    // Capturing listeners run before the page's handlers: a frame is recorded before the page answers it.
    listen(xhr, 'readystatechange', onEvent, true);
    listen(xhr, 'error', onEvent, true);
    listen(xhr, 'abort', onEvent, true);
    listen(xhr, 'timeout', onEvent, true);
  });

  patches.method<XMLHttpRequest, [unknown]>(prototype, 'send', (xhr, args) => {
    const request = mapGet(requests, xhr);
    if (!request || request.carrier || request.ended) return;
    const { carrier, fresh } = sessions.polling(request.sid);
    request.carrier = carrier;
    carrier.inFlight += 1;
    if (fresh) {
      const late = request.sid === '' ? '' : ',"late":true';
      journal.note('transport-open', `,"type":"polling","url":${stringify(request.url)}${late}`, carrier);
    }
    const body = args[0];
    if (request.method !== 'POST' || body === undefined || body === null) return;
    const http = facts(request);
    const bytes = copyBytes(body);
    if (bytes) journal.frame(carrier, 'out', bytes, http);
    else if (typeof body === 'string') journal.frame(carrier, 'out', body, http);
    else fillFromBlob(body, () => journal.reserve(carrier, 'out', http));
  });
}
