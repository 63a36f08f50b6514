/**
 * Announce and dial: every frame's relay announces itself, and the side that watches the tab dials each by a port of its own.
 * Chrome's panel does so itself; in Firefox, whose panel has no `tabs`, the background does it for the panel. No port passes
 * through a worker that may fall asleep (measured: ports through Chrome's service worker die with it, direct ones live).
 */
import type { Stop } from '../base/dispose.ts';
import type { Channel } from './channel.ts';
import { type PortLike, portChannel } from './port.ts';

/** The name of the ports to relays. */
export const RELAY_PORT = 'sioscope-relay';
/** The name of the port from Firefox's panel to the background; the tab's id follows. */
export const PANEL_PORT = 'sioscope-panel:';

/** Said over the panel's port, beside the bridge: the tab has no relay. */
export const NOBODY = 'nobody';

/** What a relay says of itself: at its start, when it comes back from the bfcache, and when asked. */
export interface Announcement {
  readonly sioscope: 'here';
  /** Names the relay, that is: the document. */
  readonly relay: string;
}

/** Asks the relays of a tab to announce themselves. */
export interface Question {
  readonly sioscope: 'who';
}

export const isAnnouncement = (value: unknown): value is Announcement =>
  typeof value === 'object' &&
  value !== null &&
  (value as Announcement).sioscope === 'here' &&
  typeof (value as Announcement).relay === 'string';

export const isQuestion = (value: unknown): value is Question =>
  typeof value === 'object' && value !== null && (value as Question).sioscope === 'who';

/** Where a relay stands. Chrome tells the document too. */
export interface Frame {
  readonly frameId: number;
  readonly documentId?: string;
}

/** What dialling needs of the browser, for one tab. */
export interface DialWorld {
  onAnnouncement(listener: (announcement: Announcement, frame: Frame) => void): Stop;
  /** Sends the question to every frame. Resolves to whether anybody was there to hear it. */
  ask(question: Question): Promise<boolean>;
  connect(frame: Frame): PortLike;
}

/** Dials every relay that announces itself. `onNobody`: the tab has no relay (the extension is younger than the page). */
export function dialRelays(world: DialWorld, onChannel: (channel: Channel) => void, onNobody: () => void): Stop {
  const dialled = new Map<string, Channel>();
  const stopListening = world.onAnnouncement(({ relay }, frame) => {
    if (dialled.has(relay)) return;
    const channel = portChannel(world.connect(frame));
    dialled.set(relay, channel);
    channel.onClose(() => dialled.delete(relay));
    onChannel(channel);
  });
  void world.ask({ sioscope: 'who' }).then((heard) => {
    if (!heard) onNobody();
  });
  return () => {
    stopListening();
    for (const channel of [...dialled.values()]) channel.close();
  };
}
