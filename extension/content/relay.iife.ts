/**
 * Runs in the extension's world of every frame: carries messages between the hook and viewers and does not read them.
 * Without webextension-polyfill: 30 kB in every frame of every page are not ours to spend, and what is used here is the same
 * in both browsers.
 */
import { type Announcement, isQuestion, RELAY_PORT } from '../../shared/wire/dial.ts';
import { offerLine } from '../../shared/wire/element.ts';
import { type PortLike, portChannel } from '../../shared/wire/port.ts';

const { runtime } = (globalThis as { browser?: typeof chrome }).browser ?? chrome;
const line = offerLine();
/** Names this document. `randomUUID` is for secure contexts only. */
const relay = crypto.getRandomValues(new Uint32Array(3)).join('-');

function announce(): void {
  // In no tab yet; it is announced when it gets there.
  if ((document as { prerendering?: boolean }).prerendering) return;
  const announcement: Announcement = { sioscope: 'here', relay };
  try {
    // Nobody listening is the usual case and an error to both browsers.
    runtime.sendMessage(announcement).catch(() => {});
  } catch {
    // The extension was updated or removed under this page; its panel says to reload.
  }
}

runtime.onConnect.addListener((port) => {
  if (port.sender?.id !== runtime.id || port.name !== RELAY_PORT + relay) return;
  const viewer = portChannel(port as PortLike);
  const page = line.open();
  viewer.onMessage((message) => page.send(message));
  page.onMessage((message) => viewer.send(message));
  viewer.onClose(() => page.close());
  page.onClose(() => viewer.close());
});
runtime.onMessage.addListener((message, sender) => {
  if (sender.id === runtime.id && isQuestion(message)) announce();
});
window.addEventListener('pageshow', (event) => {
  if (event.persisted) announce();
});
document.addEventListener('prerenderingchange', announce);
announce();
