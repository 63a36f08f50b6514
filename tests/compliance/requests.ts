/** How XMLHttpRequest and fetch behave. */
import type { CaseFrame, Cases } from './frame.ts';

declare const pollingUrl: string;
declare const thrown: CaseFrame['thrown'];
declare const rejected: CaseFrame['rejected'];
declare const after: CaseFrame['after'];
declare const next: CaseFrame['next'];

export const requests: Cases = {
  'XMLHttpRequest: exceptions': () => {
    const xhr = new XMLHttpRequest();
    return [
      thrown(() => xhr.send()),
      thrown(() => Reflect.apply(xhr.open, xhr, [])),
      thrown(() => Reflect.apply(xhr.open, xhr, ['GET'])),
      thrown(() => xhr.open('TRACE', pollingUrl)),
      thrown(() => xhr.open('B A D', pollingUrl)),
      thrown(() => xhr.open('GET', 'http://[bad')),
      thrown(() => xhr.open('GET', `${pollingUrl}&x=[`)),
      thrown(() => Reflect.apply(xhr.open, {}, ['GET', pollingUrl])),
      thrown(() => Reflect.apply(xhr.send, {}, [])),
      thrown(() => Reflect.apply(XMLHttpRequest, undefined, [])),
      thrown(() => {
        xhr.open('GET', pollingUrl);
        xhr.send();
        xhr.send();
      }),
    ];
  },
  'XMLHttpRequest: events, states and handlers in their order': async () => {
    const found: unknown[] = [];
    for (const url of [pollingUrl, `${pollingUrl}&sid=nobody`, 'http://127.0.0.1:9/?EIO=4', '/plain.txt']) {
      const xhr = new XMLHttpRequest();
      const told: unknown[] = [];
      for (const type of ['readystatechange', 'loadstart', 'progress', 'load', 'error', 'loadend', 'abort']) {
        xhr.addEventListener(type, () => told.push(`${type} ${xhr.readyState}`), type === 'load');
        (xhr as unknown as Record<string, unknown>)[`on${type}`] = () => told.push(`on ${type} ${xhr.status}`);
      }
      xhr.open('GET', url);
      xhr.send();
      told.push('sent');
      await next(xhr, 'loadend');
      // How often there is progress is up to the network.
      found.push(told.filter((line) => !/progress|readystatechange 3|on readystatechange/.test(String(line))));
    }
    return found;
  },
  'XMLHttpRequest: answers of every type, and reuse': async () => {
    const found: unknown[] = [];
    const xhr = new XMLHttpRequest();
    const look = (): unknown => xhr.response;
    for (const type of ['', 'text', 'arraybuffer', 'blob', 'json', 'document'] as const) {
      xhr.open('GET', pollingUrl);
      xhr.responseType = type;
      xhr.send();
      await next(xhr, 'loadend');
      const first = look();
      found.push([
        type,
        xhr.status,
        Object.prototype.toString.call(xhr.response),
        first === look(),
        thrown(() => xhr.responseText),
        xhr.getResponseHeader('content-type'),
      ]);
    }
    return found;
  },
  'XMLHttpRequest: synchronous, aborted and timed out': async () => {
    const sync = new XMLHttpRequest();
    sync.open('GET', pollingUrl, false);
    sync.send();
    const found: unknown[] = [sync.readyState, sync.status, sync.responseText.slice(0, 7)];
    const dead = new XMLHttpRequest();
    dead.open('GET', 'http://127.0.0.1:9/?EIO=4', false);
    found.push(thrown(() => dead.send()).split(':')[0]);
    const aborted = new XMLHttpRequest();
    const told: string[] = [];
    for (const type of ['abort', 'loadend', 'readystatechange']) aborted.addEventListener(type, () => told.push(type));
    aborted.open('GET', pollingUrl);
    aborted.send();
    aborted.abort();
    found.push(told, aborted.readyState, aborted.status);
    return found;
  },
  'fetch: answers, bodies and their being used': async () => {
    const response = await fetch(pollingUrl);
    const clone = response.clone();
    const found: unknown[] = [response.status, response.bodyUsed, response.type, response.constructor === Response];
    const text = await response.text();
    found.push(
      text.slice(0, 7),
      response.bodyUsed,
      clone.bodyUsed,
      (await clone.arrayBuffer()).byteLength === text.length,
    );
    found.push(await rejected(response.text()));
    const refused = await fetch(`${pollingUrl}&sid=nobody`);
    found.push(refused.status, refused.bodyUsed, await refused.json());
    const blob = await (await fetch(new Request(new URL(pollingUrl, location.href)))).blob();
    found.push(blob.type, blob.size > 0);
    const streamed = await fetch(pollingUrl);
    const { value } = await streamed.body!.getReader().read();
    return [...found, Object.prototype.toString.call(value), streamed.bodyUsed];
  },
  'fetch: refusals and aborts': async () => {
    const controller = new AbortController();
    const pending = fetch(pollingUrl, { signal: controller.signal });
    controller.abort(new RangeError('of the page'));
    return [
      await rejected(pending),
      await rejected(fetch('http://127.0.0.1:9/?EIO=4')),
      await rejected(fetch('http://[bad?EIO=4')),
      await rejected(fetch(pollingUrl, { method: 'B A D' })),
      await rejected(Reflect.apply(fetch, undefined, [pollingUrl])),
      await rejected(Reflect.apply(fetch, {}, [pollingUrl])),
      await rejected(Reflect.apply(fetch, window, [])),
      await rejected(Response.prototype.text.call({} as Response)),
      fetch(pollingUrl) instanceof Promise,
      fetch(pollingUrl).constructor === Promise,
    ];
  },
  'fetch: what nobody handles is told as unhandled': async () => {
    const told: string[] = [];
    window.onunhandledrejection = (event) => {
      told.push(event.reason.name);
      event.preventDefault();
    };
    void fetch('http://127.0.0.1:9/?EIO=4');
    void fetch('http://127.0.0.1:9/');
    for (let i = 0; i < 100 && told.length < 2; i++) await new Promise((done) => setTimeout(done, 20));
    return told;
  },
  'fetch: options of other requests are read as often and in order': async () => {
    const told: string[] = [];
    const options = new Proxy(
      { method: 'POST', body: '40' },
      {
        get: (target, key) => after(told.push(`get ${String(key)}`), Reflect.get(target, key)),
        has: (target, key) => after(told.push(`has ${String(key)}`), Reflect.has(target, key)),
        getOwnPropertyDescriptor: (target, key) =>
          after(told.push(`own ${String(key)}`), Reflect.getOwnPropertyDescriptor(target, key)),
      },
    );
    const { status } = await fetch('/plain.txt', options);
    return [told, status];
  },
};
