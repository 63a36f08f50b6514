/** How the panel reaches the recorders of its tab: in Chrome by itself, in Firefox through the background. */
import browser from 'webextension-polyfill';
import { bridge } from '../../shared/wire/bridge.ts';
import { type DialApi, dialRelays, isAnswer, isRelayAddress, PANEL_PORT } from '../../shared/wire/dial.ts';
import { type PortLike, portChannel } from '../../shared/wire/port.ts';
import { Tab, type TabEvents } from '../../shared/wire/tab.ts';

/** Between attempts to reach a background that ended. */
const RECONNECT_MS = 100;

/** Watches a tab from Chrome's panel. */
function watchDirectly(tabId: number, events: TabEvents): Tab {
  const tab: Tab = new Tab(() => dialler.ask(), events);
  const dialler = dialRelays(browser as DialApi, tabId, {
    onRelay: (channel, address) => tab.relay(channel, address),
    onAnswer: (answer) => tab.answer(answer),
  });
  dialler.ask();
  return tab;
}

/**
 * Watches a tab through the background, which Firefox ends after half a minute without traffic, open ports or not. A new
 * connection starts it.
 */
function watchThroughBackground(tabId: number, events: TabEvents): Tab {
  let line: ReturnType<typeof portChannel> | undefined;
  const tab = new Tab(() => line?.send('ask'), events);
  const connect = () => {
    line = portChannel(browser.runtime.connect({ name: PANEL_PORT + tabId }) as PortLike);
    bridge(line, (channel, label) => {
      const address: unknown = JSON.parse(label);
      if (isRelayAddress(address)) tab.relay(channel, address);
    });
    line.onMessage((message) => {
      if (isAnswer(message)) tab.answer(message);
    });
    line.onClose(() => setTimeout(connect, RECONNECT_MS));
    line.send('ask');
  };
  connect();
  return tab;
}

export function watchTab(tabId: number, events: TabEvents): Tab {
  const watch = import.meta.env.MODE === 'firefox' ? watchThroughBackground : watchDirectly;
  const tab = watch(tabId, events);
  tab.lookAgain();
  browser.devtools.network.onNavigated.addListener(() => tab.navigated());
  return tab;
}
