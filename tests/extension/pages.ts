/** Pages with a Socket.IO client of a few lines, which fits into any inline script and needs nothing loaded. */
import type { ServedPage } from '../harness/server.ts';

/** Script: connects by WebSocket at once and emits `name`; `say(event, …)` emits more. */
export const client = (name: string): string => `
  const socket = new WebSocket('{ORIGIN}'.replace('http', 'ws') + '/socket.io/?EIO=4&transport=websocket');
  const say = (...args) => socket.send('42' + JSON.stringify(args));
  socket.onmessage = ({ data }) => {
    if (data === '2') socket.send('3');
    else if (data.startsWith('0')) socket.send('40');
    else if (data.startsWith('40')) say(${name});
  };`;

/** A page that emits its name. `more` is HTML. */
export const page = (name: string, more = ''): string =>
  `<!doctype html><title>${name}</title><script>${client(`'${name}'`)}</script>${more}`;

const policies = {
  none: undefined,
  nonce: `default-src 'none'; script-src 'nonce-n'; connect-src *; require-trusted-types-for 'script'; trusted-types 'none'`,
  sandbox: 'sandbox allow-scripts',
};

export type Policy = keyof typeof policies;

/** A page under a Content-Security-Policy that would stop scripts injected into the document. */
export function pageUnder(policy: Policy): ServedPage {
  const csp = policies[policy];
  return {
    body: `<!doctype html><title>${policy}</title><script nonce=n>${client(`'under-${policy}'`)}</script>`,
    headers: csp === undefined ? {} : { 'content-security-policy': csp },
  };
}

/** What `framesPage` emits, once each. */
export const frameNames = [
  ...['top', 'src', 'other-origin', 'sandboxed', 'srcdoc', 'blob', 'blank', 'written', 'later', 'first', 'second'],
];

const attribute = (html: string): string => html.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
const literal = (html: string): string => JSON.stringify(html).replaceAll('</', '<\\/');

/** A page with one frame of each sort. */
export const framesPage = page(
  'top',
  `<iframe src="/frame?src"></iframe>
  <iframe sandbox="allow-scripts" src="/frame?sandboxed"></iframe>
  <iframe srcdoc="${attribute(page('srcdoc'))}"></iframe>
  <script>
    const add = () => document.body.appendChild(document.createElement('iframe'));
    add().src = 'http://localhost:' + location.port + '/frame?other-origin';
    add().src = URL.createObjectURL(new Blob([${literal(page('blob'))}], { type: 'text/html' }));

    // Used by its parent before anything else could run in it.
    const { WebSocket: Inner } = add().contentWindow;
    const inner = new Inner('{ORIGIN}'.replace('http', 'ws') + '/socket.io/?EIO=4&transport=websocket');
    inner.onmessage = ({ data }) => {
      if (data.startsWith('0')) inner.send('40');
      else if (data.startsWith('40')) inner.send('42["blank"]');
    };

    const written = add().contentDocument;
    written.open();
    written.write(${literal(page('written'))});
    written.close();

    addEventListener('load', () => { add().src = '/frame?later'; });

    // One document after the other in the same frame; the second comes when the panel has seen the first.
    const moving = add();
    moving.src = '/frame?first';
    const move = () => { moving.src = '/frame?second'; };
  </script>`,
);

/** The document of a frame: emits what its query says. */
export const framePage = `<!doctype html><script>${client('location.search.slice(1)')}</script>`;

/**
 * A page that, from its second script on, listens to whatever passes through the platform's own functions, and tries to
 * speak and to listen where the hook and the relay meet. `heard` is what it got of ours.
 */
export const spyPage = page(
  'watched',
  `<script>
    const heard = [];
    const OURS = /sioscope|"recorder"|"pos":|\\bwant \\d|\\bhello 1/;
    const note = (where, values) => {
      for (const value of values) {
        if (typeof value === 'string' && OURS.test(value)) heard.push(where + ': ' + value.slice(0, 80));
        else if (value && typeof value === 'object' && typeof value.detail === 'string' && OURS.test(value.detail))
          heard.push(where + ': detail');
      }
    };
    const { apply } = Reflect;
    const spy = (owner, name, keys) => {
      for (const key of keys) {
        const before = Object.getOwnPropertyDescriptor(owner, key);
        const wrap = (f) => f && function (...args) { note(name + '.' + String(key), [this, ...args]); return apply(f, this, args); };
        const after = before.get || before.set
          ? { ...before, get: wrap(before.get), set: wrap(before.set) }
          : { ...before, value: wrap(before.value) };
        Object.defineProperty(owner, key, after);
      }
    };
    spy(String.prototype, 'String', ['slice', 'indexOf', 'charCodeAt', 'charAt', 'split', 'startsWith', 'includes', 'concat']);
    spy(Map.prototype, 'Map', ['get', 'set', 'has', 'delete']);
    spy(JSON, 'JSON', ['parse', 'stringify']);
    spy(EventTarget.prototype, 'EventTarget', ['addEventListener', 'dispatchEvent']);
    spy(CustomEvent.prototype, 'CustomEvent', ['detail']);
    spy(MouseEvent.prototype, 'MouseEvent', ['relatedTarget']);
    spy(MessagePort.prototype, 'MessagePort', ['postMessage']);
    spy(Reflect, 'Reflect', ['construct']);
    for (const key of ['bubbles', 'cancelable', 'composed'])
      Object.defineProperty(Object.prototype, key, { get() { note(key, [this]); }, configurable: true });
    window.CustomEvent = class extends CustomEvent {
      constructor(...args) { note('new CustomEvent', args); super(...args); }
    };
    for (const target of [window, document])
      for (const type of ['message', 'page', 'viewer', 'taken', 'sioscope:line', 'sioscope:line?'])
        target.addEventListener(type, () => heard.push('event ' + type), true);

    // Is the line handed to whoever asks now? Does the hook take a line from the page?
    let offered = 0;
    document.addEventListener('sioscope:line', () => { offered += 1; });
    document.dispatchEvent(new Event('sioscope:line?'));
    const offeredToPage = offered;
    const forged = document.createElement('i');
    const answers = [];
    for (const type of ['taken', 'viewer']) forged.addEventListener(type, () => answers.push(type));
    heard.length = 0;
    document.dispatchEvent(new MouseEvent('sioscope:line', { relatedTarget: forged }));
    forged.dispatchEvent(new Event('page'));
    const tried = { offered: offeredToPage, answers };
    heard.length = 0;
  </script>`,
);
