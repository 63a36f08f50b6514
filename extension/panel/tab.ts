/** How the panel reaches the recorders of its tab: in Chrome by itself, in Firefox through the background. */
import browser from 'webextension-polyfill';
import { bridge } from '../../shared/wire/bridge.ts';
import type { Channel } from '../../shared/wire/channel.ts';
import { type DialWorld, dialRelays, isAnnouncement, NOBODY, PANEL_PORT, RELAY_PORT } from '../../shared/wire/dial.ts';
import { type PortLike, portChannel } from '../../shared/wire/port.ts';

/** A page that is being loaded has no recorder for a moment; one that stays without was loaded before the extension. */
const PATIENCE_MS = 1500;

/** Between attempts to reach a background that ended. */
const RECONNECT_MS = 100;

export interface ReachEvents {
  onChannel(channel: Channel): void;
  /** No recorder in the page, and none that is about to come. */
  onNobody(): void;
}

export interface Reach {
  start(): void;
  /** The last recorder went away: a navigation, or the end of it. */
  lookAgain(): void;
}

function chromeWorld(tabId: number): DialWorld {
  return {
    onAnnouncement(listener) {
      const heard = (message: unknown, sender: browser.Runtime.MessageSender): undefined => {
        if (sender.id !== browser.runtime.id || sender.tab?.id !== tabId || sender.frameId === undefined) return;
        const { documentId } = sender as { documentId?: string };
        if (isAnnouncement(message)) listener(message, { frameId: sender.frameId, documentId });
      };
      browser.runtime.onMessage.addListener(heard);
      return () => browser.runtime.onMessage.removeListener(heard);
    },
    ask: (question) =>
      browser.tabs.sendMessage(tabId, question).then(
        () => true,
        () => false,
      ),
    connect: (frame) => browser.tabs.connect(tabId, { name: RELAY_PORT, ...frame }) as PortLike,
  };
}

export function reachTab(tabId: number, events: ReachEvents): Reach {
  let channels = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const lookAgain = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (channels === 0) events.onNobody();
    }, PATIENCE_MS);
  };
  const onChannel = (channel: Channel) => {
    channels += 1;
    channel.onClose(() => {
      channels -= 1;
    });
    events.onChannel(channel);
  };

  /** Firefox ends the background after half a minute without traffic, open ports or not: connecting anew starts it. */
  const throughBackground = () => {
    const line = portChannel(browser.runtime.connect({ name: `${PANEL_PORT}${tabId}` }) as PortLike);
    bridge(line, onChannel);
    line.onMessage((message) => {
      if (message === NOBODY) lookAgain();
    });
    line.onClose(() => setTimeout(throughBackground, RECONNECT_MS));
  };

  return {
    start() {
      if (import.meta.env.MODE === 'firefox') throughBackground();
      else dialRelays(chromeWorld(tabId), onChannel, lookAgain);
      lookAgain();
    },
    lookAgain,
  };
}
