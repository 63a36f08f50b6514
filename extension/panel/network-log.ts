/** Chrome: reads what workers' sockets say from the DevTools' own network log into ours, while there are workers. */
import type { Stop } from '../../shared/base/dispose.ts';
import type { HostParts } from '../../shared/view/make-host.ts';
import { HarSockets } from './har-sockets.ts';

/** A reading copies the whole network log: 10 ms at 1,000 frames, 100 ms at 60,000 (measured). */
const READ_MS = 1500;

export interface NetworkLog {
  /** The log was emptied: what is still there comes again. */
  forget(): void;
  readonly stop: Stop;
}

export function watchNetworkLog({ host, model, changed }: HostParts): NetworkLog {
  const { network } = chrome.devtools;
  const sockets = new HarSockets({
    hook: chrome.runtime.getURL('extension/page/hook.iife.js'),
    userAgent: navigator.userAgent,
    newId: () => `n${crypto.getRandomValues(new Uint32Array(2)).join('')}`,
  });
  let reading = false;
  const isWanted = (): boolean => {
    if (host.connection.peek() !== 'live' || !host.recording.peek()) return false;
    return model.workers.some(({ sort }) => sort === 'dedicated');
  };
  const isKnown = (sid: string): boolean => {
    const own = new Set(model.recorders.filter(({ via }) => via !== undefined).map(({ id }) => id));
    return model.sessions.some((session) => session.sid === sid && !own.has(session.recorder));
  };
  const take = (har: unknown): void => {
    // Answers that come after a file was opened, or after the person paused, are read again later.
    if (!isWanted()) return;
    const page = model.recorders.findLast(({ top }) => top === true);
    const { recorders, entries } = sockets.read(har, page?.timeOrigin ?? 0, isKnown);
    for (const info of recorders) model.addRecorder(info, false);
    if (entries.length === 0) return;
    model.append(entries);
    changed();
  };
  const read = (): void => {
    if (reading || !isWanted()) return;
    reading = true;
    network.getHAR((har) => {
      reading = false;
      take(har);
    });
  };
  const onFinished = (request: chrome.devtools.network.Request): void => {
    const entry: unknown = request;
    if ((entry as { _resourceType?: unknown })._resourceType !== 'websocket' || !isWanted()) return;
    // Its last messages first.
    take({ entries: [entry] });
    const entries = sockets.ended(entry, Date.now());
    if (entries.length === 0) return;
    model.append(entries);
    changed();
  };
  const timer = setInterval(read, READ_MS);
  network.onRequestFinished.addListener(onFinished);
  return {
    forget: () => sockets.forget(),
    stop() {
      clearInterval(timer);
      network.onRequestFinished.removeListener(onFinished);
    },
  };
}
