/**
 * Workers that the page makes. Nothing of ours runs in them: what their sockets say is not seen here, and the viewer tells so.
 */
import { slice, stringify } from '../base/primordials.ts';
import type { PageEntry } from '../log/entry.ts';
import type { Journal } from './journal.ts';
import type { Patches } from './patch.ts';
import { absolute, addressOf } from './polling.ts';

/** A `data:` URL is the whole script. */
const MAX_URL_CHARS = 500;

export function captureWorkers(patches: Patches, journal: Journal): void {
  const note = (worker: PageEntry['worker'], address: string): void => {
    const url = address === '' ? '' : `,"url":${stringify(slice(absolute(address), 0, MAX_URL_CHARS))}`;
    journal.note('page', `,"event":"worker","worker":"${worker}"${url}`);
  };
  patches.constructed('Worker', (_worker, args) => note('dedicated', addressOf(args[0])));
  patches.constructed('SharedWorker', (_worker, args) => note('shared', addressOf(args[0])));
  // Only the one that stands before the page from its beginning; in a sandboxed frame already the look fails.
  const lookForService = (): void => {
    const controller = globalThis.navigator.serviceWorker?.controller;
    if (controller) note('service', controller.scriptURL);
  };
  try {
    lookForService();
  } catch {
    // None here.
  }
}
