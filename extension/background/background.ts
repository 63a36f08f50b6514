/**
 * Firefox only: dials the relays of a tab for its panel, which has no `tabs` there, and bridges them over the panel's port. It
 * keeps nothing: when the browser ends it, the panel connects anew and everything is dialled again. In Chrome the panel does all
 * of this itself, and the extension has no background.
 */
import browser from 'webextension-polyfill';
import { bridge } from '../../shared/wire/bridge.ts';
import { type DialApi, dialRelays, PANEL_PORT } from '../../shared/wire/dial.ts';
import { type PortLike, portChannel } from '../../shared/wire/port.ts';

function servePanel(port: PortLike, tabId: number): void {
  const panel = portChannel(port);
  const { open } = bridge(panel);
  const dialler = dialRelays(browser as DialApi, tabId, {
    onRelay(relay, address) {
      const channel = open(JSON.stringify(address));
      relay.onMessage((message) => channel.send(message));
      channel.onMessage((message) => relay.send(message));
      relay.onClose(() => channel.close());
      channel.onClose(() => relay.close());
    },
    onAnswer: (answer) => panel.send(answer),
  });
  panel.onMessage((message) => {
    if (message === 'ask') dialler.ask();
  });
  panel.onClose(dialler.stop);
}

browser.runtime.onConnect.addListener((port) => {
  // Only from a page of ours: a content script's address is that of its document.
  if (!port.sender?.url?.startsWith(browser.runtime.getURL(''))) return;
  if (!port.name.startsWith(PANEL_PORT)) return;
  const tabId = Number(port.name.slice(PANEL_PORT.length));
  if (Number.isSafeInteger(tabId)) servePanel(port as PortLike, tabId);
});
