/** A recorder: writes down what its document's transports carry, and restores the document's globals when it is stopped. */
import type { Stop } from '../base/dispose.ts';
import { slice, timeOriginMs } from '../base/primordials.ts';
import type { EntrySource } from '../log/entry.ts';
import { EngineSessions } from './engine-sessions.ts';
import { captureFetch } from './fetch.ts';
import { type Bounds, DEFAULT_BOUNDS, Journal } from './journal.ts';
import { captureJsonp } from './jsonp.ts';
import { capturePage } from './page.ts';
import { Patches } from './patch.ts';
import { Polling } from './polling.ts';
import { Stalls } from './stalls.ts';
import { captureWebSockets } from './websocket.ts';
import { captureWebTransport } from './webtransport.ts';
import { captureWorkers } from './workers.ts';
import { captureXhr } from './xhr.ts';

export interface RecorderOptions {
  readonly bounds?: Bounds;
  /** Sockets may be open already: adopt them at their first frame, either way. Costs a patched getter on every message event. */
  readonly late?: boolean;
}

export interface Recorder {
  readonly source: EntrySource;
  /** Own failures so far: swallowed, since they must not reach the page. */
  readonly troubles: number;
  /** Leaves the globals as they were. Calling it twice is harmless. */
  readonly stop: Stop;
}

const random = globalThis.crypto.getRandomValues.bind(globalThis.crypto);
const { location, navigator } = globalThis;

function newId(): string {
  const words = random(new Uint32Array(2));
  return `r${(words[0] as number).toString(36)}${(words[1] as number).toString(36)}`;
}

/** The only packets that a viewer may have sent: those that open and leave the namespace of the server's companion. */
const isForCompanion = (text: string): boolean =>
  slice(text, 0, 12) === '40/sioscope,' || slice(text, 0, 12) === '41/sioscope,';

/** Starts a recorder in this world. */
export function startRecorder({ bounds = DEFAULT_BOUNDS, late = false }: RecorderOptions = {}): Recorder {
  const info = { id: newId(), url: location.href, userAgent: navigator.userAgent, timeOrigin: timeOriginMs };
  const journal = new Journal(info.id, bounds);
  const patches = new Patches();
  const stalls = new Stalls(journal);
  const sessions = new EngineSessions((carrier) => stalls.watch(carrier));
  const stopPage = capturePage(journal, stalls);
  const sockets = captureWebSockets(patches, journal, sessions, late);
  const polling = new Polling(journal, sessions);
  captureXhr(patches, polling);
  captureFetch(patches, polling);
  captureJsonp(patches, polling);
  captureWebTransport(patches, journal, sessions);
  captureWorkers(patches, journal);
  const source: EntrySource = {
    info,
    top: window === window.top,
    get rawSockets() {
      return sockets.rawSockets;
    },
    setRaw: (on) => sockets.setRaw(on),
    say: (transport, text) => isForCompanion(text) && sockets.say(transport, text),
    read: (from, maxEntries, maxChars) => journal.read(from, maxEntries, maxChars),
    onGrow: (listener) => journal.onGrow(listener),
  };
  return {
    source,
    get troubles() {
      return patches.troubles;
    },
    stop() {
      patches.stop();
      stopPage();
      stalls.stop();
    },
  };
}
