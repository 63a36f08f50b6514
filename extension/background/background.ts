/**
 * Firefox only: dials the relays of a tab for its panel, which has no `tabs` there, and bridges them over the panel's port. It
 * keeps nothing: when the browser ends it, the panel connects anew and everything is dialled again. Chrome's panel dials by
 * itself, and there this worker has nothing to listen for, so that it is never woken.
 */
import browser from 'webextension-polyfill';
import { bridge } from '../../shared/wire/bridge.ts';
import { dialRelays, isAnnouncement, NOBODY, PANEL_PORT, RELAY_PORT } from '../../shared/wire/dial.ts';
import { type PortLike, portChannel } from '../../shared/wire/port.ts';

function servePanel(port: PortLike, tabId: number): void {
  const panel = portChannel(port);
  const { open } = bridge(panel);
  const stop = dialRelays(
    {
      onAnnouncement(listener) {
        const heard = (message: unknown, sender: browser.Runtime.MessageSender): undefined => {
          if (sender.id !== browser.runtime.id || sender.tab?.id !== tabId || sender.frameId === undefined) return;
          if (isAnnouncement(message)) listener(message, { frameId: sender.frameId });
        };
        browser.runtime.onMessage.addListener(heard);
        return () => browser.runtime.onMessage.removeListener(heard);
      },
      ask: (question) =>
        browser.tabs.sendMessage(tabId, question).then(
          () => true,
          () => false,
        ),
      connect: ({ frameId }) => browser.tabs.connect(tabId, { name: RELAY_PORT, frameId }) as PortLike,
    },
    (relay) => {
      const channel = open();
      relay.onMessage((message) => channel.send(message));
      channel.onMessage((message) => relay.send(message));
      relay.onClose(() => channel.close());
      channel.onClose(() => relay.close());
    },
    () => panel.send(NOBODY),
  );
  panel.onClose(stop);
}

if (import.meta.env.MODE === 'firefox') {
  browser.runtime.onConnect.addListener((port) => {
    if (port.sender?.id !== browser.runtime.id || !port.name.startsWith(PANEL_PORT)) return;
    const tabId = Number(port.name.slice(PANEL_PORT.length));
    if (Number.isSafeInteger(tabId)) servePanel(port as PortLike, tabId);
  });
}
