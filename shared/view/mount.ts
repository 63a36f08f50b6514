import { h, render } from 'preact';
import type { Stop } from '../base/dispose.ts';
import { App } from './app.tsx';
import type { Host } from './host.ts';
import { adoptStylesheet } from './parts/stylesheet.ts';
import { createStore } from './store.ts';

/**
 * Draws the inspector into an element or a shadow root, filling it. Several views can stand in one document. The stop takes
 * everything away again.
 */
export function mountView(root: HTMLElement | ShadowRoot, host: Host): Stop {
  const unstyle = adoptStylesheet(root);
  const store = createStore(host);
  render(h(App, { store }), root);
  const stop = store.start();
  let mounted = true;
  return () => {
    if (!mounted) return;
    mounted = false;
    stop();
    render(null, root);
    unstyle();
  };
}
