/**
 * Asks the page's servers to tell of rooms: a CONNECT for the companion's namespace, on the page's own connection. By itself only where
 * the server is on this machine; elsewhere on a person's word, which is remembered by origin. Never where it could do harm: a session
 * is asked once it is open and settled on a WebSocket, speaks Engine.IO 4 by the default parser, and has a namespace of the application's own.
 */
import { effect } from '@preact/signals';
import type { Stop } from '../base/dispose.ts';
import { askable, askPacket, leavePacket, type RoomsAuth } from '../model/rooms/asking.ts';
import type { SessionView } from '../model/types.ts';
import type { Feeds } from '../wire/feeds.ts';
import type { HostParts } from './make-host.ts';

const LOOPBACK = /^(?:localhost|[\w-]+(?:\.[\w-]+)*\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;

/** Whether a server is on this machine. */
export function isLoopback(url: string): boolean {
  try {
    return LOOPBACK.test(new URL(url).hostname);
  } catch {
    return false;
  }
}

const originOf = (url: string): string => {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
};
const key = (url: string): string => `rooms ${originOf(url)}`;

export interface RoomsAsking {
  /** Asks all open sessions, now and whenever they come again. `auth` is kept for this viewer's life only. */
  ask(auth?: RoomsAuth): void;
  /** Leaves the companion's namespace, and asks no more unless told to. */
  leave(): void;
  readonly stop: Stop;
}

/** Asks as sessions come. */
export function askForRooms({ host, model }: HostParts, feeds: Feeds): RoomsAsking {
  const { settings } = host;
  const asked = new Set<number>();
  /** By host: what a person gave for one server is for no other. */
  const auths = new Map<string, RoomsAuth>();
  let log = model.log;
  const isWanted = ({ url }: SessionView): boolean => {
    const choice = settings.get(key(url));
    return choice === undefined ? isLoopback(url) : choice === 'on';
  };
  const say = (session: SessionView, transport: string, text: string): void =>
    feeds.say(session.recorder, transport, text);
  const open = (): SessionView[] => model.sessions.filter(({ end }) => !end);
  const askAll = (): void => {
    for (const session of open()) {
      if (asked.has(session.id) || !isWanted(session)) continue;
      const transport = askable(session);
      if (transport === undefined) continue;
      asked.add(session.id);
      const state = model.rooms.channel(session.id, 'companion')?.state;
      // An overlay mounted beside the panel, or a panel that was opened again: it is told already.
      if (state === 'told' || state === 'asked') continue;
      say(session, transport, askPacket(auths.get(originOf(session.url))));
    }
  };
  const stop = effect(() => {
    host.revision.value;
    if (host.connection.value !== 'live' || !host.recording.value) return;
    if (log !== model.log) asked.clear();
    log = model.log;
    askAll();
  });
  return {
    ask(auth) {
      // "This server" is the one that refused, or else that of the newest session.
      const isRefused = ({ id }: SessionView): boolean => model.rooms.channel(id, 'companion')?.state === 'refused';
      const meant = open().findLast(isRefused) ?? open().at(-1);
      if (!meant) return;
      const host = originOf(meant.url);
      if (auth) auths.set(host, auth);
      settings.set(key(meant.url), 'on');
      // After a refusal the namespace is not open: it may be asked for again.
      for (const session of open()) if (originOf(session.url) === host) asked.delete(session.id);
      askAll();
    },
    leave() {
      for (const session of open()) {
        settings.set(key(session.url), 'off');
        const transport = askable(session);
        const state = model.rooms.channel(session.id, 'companion')?.state;
        if (transport !== undefined && state === 'told') say(session, transport, leavePacket());
      }
    },
    stop,
  };
}
