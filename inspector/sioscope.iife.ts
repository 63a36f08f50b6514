/**
 * The inspector as one script tag: `<script src="sioscope.iife.js"></script>` before the application's scripts mounts it. Its
 * options stand in the tag: `data-dock`, `data-open`, `data-hotkey`, `data-theme`, `data-raw-web-sockets`; `data-manual` leaves
 * mounting to `sioscope.mountInspector(…)`.
 */

import { mountInspector } from './overlay/mount-inspector.ts';
import type { Dock, InspectorOptions } from './overlay/options.ts';

const data = (document.currentScript as HTMLScriptElement | null)?.dataset ?? {};

function tagOptions(): InspectorOptions {
  return {
    ...(data.dock && { dock: data.dock as Dock }),
    ...(data.open !== undefined && { open: data.open !== 'false' }),
    ...(data.hotkey && { hotkey: data.hotkey === 'false' ? false : data.hotkey }),
    ...(data.theme && { theme: data.theme as InspectorOptions['theme'] }),
    ...(data.rawWebSockets !== undefined && { rawWebSockets: data.rawWebSockets !== 'false' }),
  };
}

Object.assign(globalThis, { sioscope: { mountInspector } });
if (data.manual === undefined) mountInspector(tagOptions());
