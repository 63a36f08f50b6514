/**
 * Announce and dial: every frame's relay announces itself, and the side that watches the tab dials each by a port of its own.
 * Chrome's panel does so itself; in Firefox, whose panel has no `tabs`, the background does it for the panel. No port passes
 * through a worker that may fall asleep (measured: ports through Chrome's service worker die with it, direct ones live).
 */
import type { Channel } from './channel.ts';
import { type PortLike, portChannel } from './port.ts';

/** The name of the port to a relay; the relay's own name follows, so that no other one takes the call. */
export const RELAY_PORT = 'sioscope-relay:';
/** The name of the port from Firefox's panel to the background; the tab's id follows. */
export const PANEL_PORT = 'sioscope-panel:';

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

const MAX_NAME_CHARS = 64;

export const isAnnouncement = (value: unknown): value is Announcement =>
  typeof value === 'object' &&
  value !== null &&
  (value as Announcement).sioscope === 'here' &&
  typeof (value as Announcement).relay === 'string' &&
  (value as Announcement).relay.length <= MAX_NAME_CHARS;

export const isQuestion = (value: unknown): value is Question =>
  typeof value === 'object' && value !== null && (value as Question).sioscope === 'who';

/** A relay and where it stands. */
export interface RelayAddress {
  readonly relay: string;
  /** 0 is the tab's top frame, in both browsers. */
  readonly frameId: number;
}

export const isRelayAddress = (value: unknown): value is RelayAddress =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as RelayAddress).relay === 'string' &&
  Number.isSafeInteger((value as RelayAddress).frameId);

/** Whether relays heard a question, or why not: the page is older than the extension, or the extension may not go there. */
export type Answer = 'heard' | 'nobody' | 'no-access';

export const isAnswer = (value: unknown): value is Answer =>
  value === 'heard' || value === 'nobody' || value === 'no-access';

/** What is known of a message's sender. Chrome tells the document too. */
interface Sender {
  readonly id?: string | undefined;
  readonly tab?: { readonly id?: number | undefined } | undefined;
  readonly frameId?: number | undefined;
  readonly documentId?: string | undefined;
}

type Heard = (message: unknown, sender: Sender) => undefined;

/** What dialling needs of `browser`, which is handed in: `shared/` never touches it. */
export interface DialApi {
  readonly runtime: {
    readonly id: string;
    readonly onMessage: { addListener(heard: Heard): void; removeListener(heard: Heard): void };
  };
  readonly tabs: {
    sendMessage(tabId: number, message: unknown): Promise<unknown>;
    connect(tabId: number, to: { name: string; frameId: number; documentId?: string }): unknown;
    get(tabId: number): Promise<{ readonly url?: string | undefined }>;
  };
}

export interface DialEvents {
  /** A relay was dialled. */
  onRelay(channel: Channel, address: RelayAddress): void;
  /** What came of an `ask`. */
  onAnswer(answer: Answer): void;
}

export interface Dialler {
  /** Asks every relay of the tab to announce itself; those that are dialled already need not be asked, but may. */
  ask(): void;
  /** Hangs up everywhere. */
  stop(): void;
}

/** Dials every relay of the tab that announces itself. */
export function dialRelays({ runtime, tabs }: DialApi, tabId: number, events: DialEvents): Dialler {
  const dialled = new Map<string, Channel>();
  const heard: Heard = (message, sender) => {
    const { frameId, documentId } = sender;
    if (sender.id !== runtime.id || sender.tab?.id !== tabId || frameId === undefined) return;
    if (!isAnnouncement(message) || dialled.has(message.relay)) return;
    const { relay } = message;
    const to = { name: RELAY_PORT + relay, frameId, ...(documentId === undefined ? {} : { documentId }) };
    const channel = portChannel(tabs.connect(tabId, to) as PortLike);
    dialled.set(relay, channel);
    channel.onClose(() => dialled.delete(relay));
    events.onRelay(channel, { relay, frameId });
  };
  runtime.onMessage.addListener(heard);

  const ask = async (): Promise<Answer> => {
    const question: Question = { sioscope: 'who' };
    try {
      await tabs.sendMessage(tabId, question);
      return 'heard';
    } catch {
      // Without access a tab has no address; `about:` and the browsers' own pages have none either.
      const { url } = await tabs.get(tabId).catch(() => ({ url: undefined }));
      return url === undefined ? 'no-access' : 'nobody';
    }
  };
  return {
    ask: () => void ask().then((answer) => events.onAnswer(answer)),
    stop() {
      runtime.onMessage.removeListener(heard);
      for (const channel of [...dialled.values()]) channel.close();
    },
  };
}
