/**
 * Reads a HAR, of whatever program: what it holds of Engine.IO and WebSockets becomes entries as a recorder would have written them.
 * A HAR that we wrote gives the very entries back (`write.ts`). Never throws; what could not be read is told.
 */
import type { RecorderInfo } from '../entry.ts';
import { LOG_FORMAT, LOG_VERSION, type ReadLog } from '../header.ts';
import { dateOf, type Fields, fieldsOf, headerIn, isObject, listOf, textOf } from './fields.ts';
import { Found } from './found.ts';
import { MARK } from './mark.ts';
import { readOwnHar } from './own.ts';
import { isEngineRequest, Polls } from './polls.ts';
import { isSocket, readSocket } from './sockets.ts';

/** Whether a file is a HAR, by its beginning: every program that writes them puts `log` first. */
export const isHar = (head: string): boolean => /^\uFEFF?\s*\{\s*"log"\s*:/.test(head.slice(0, 1000));

const none = (message: string): ReadLog => ({
  header: undefined,
  entries: [],
  problems: [{ line: 0, code: 'not-a-log', message }],
});

function parse(text: string): Fields | string {
  try {
    const har = fieldsOf(JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text));
    return isObject(har.log) && Array.isArray(har.log.entries) ? har.log : 'This HAR file has no list of entries.';
  } catch (error) {
    return `The HAR file is damaged or cut off: it is no whole JSON (${(error as Error).message.slice(0, 100)}).`;
  }
}

/** Reads the text of a HAR. */
export function readHar(text: string): ReadLog {
  const log = parse(text);
  if (typeof log === 'string') return none(log);
  return isObject(log[MARK]) ? readOwnHar(log) : readForeignHar(log);
}

interface Page {
  readonly info: RecorderInfo;
  readonly polls: Polls;
}

/** Traffic of one page of the HAR is what one recorder would have seen. */
class Pages {
  readonly #log: Fields;
  readonly #found: Found;
  readonly #pages = new Map<string, Page>();

  constructor(log: Fields, found: Found) {
    this.#log = log;
    this.#found = found;
  }

  of(har: Fields): Page {
    const ref = textOf(har.pageref);
    let page = this.#pages.get(ref);
    if (!page) {
      const info = this.#info(ref, har);
      page = { info, polls: new Polls(this.#found, info.id) };
      this.#pages.set(ref, page);
    }
    return page;
  }

  #info(ref: string, har: Fields): RecorderInfo {
    const told = listOf(this.#log.pages).find(({ id }) => id === ref);
    const title = textOf(told?.title);
    const url = URL.canParse(title)
      ? title
      : headerIn(har.request, 'referer') || headerIn(har.request, 'origin') || title;
    return {
      id: `har-${this.#pages.size + 1}`,
      url,
      userAgent: headerIn(har.request, 'user-agent'),
      timeOrigin: dateOf(told?.startedDateTime) ?? dateOf(har.startedDateTime) ?? 0,
    };
  }

  get recorders(): readonly RecorderInfo[] {
    return [...this.#pages.values()].map(({ info }) => info);
  }
}

function readForeignHar(log: Fields): ReadLog {
  const found = new Found();
  const pages = new Pages(log, found);
  const all = log.entries as readonly unknown[];
  // Chrome and HTTP Toolkit write requests in the order in which they ended.
  const inOrder = all
    .map((har, place) => ({ har: fieldsOf(har), number: place + 1, at: dateOf(fieldsOf(har).startedDateTime) }))
    .sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  for (const { har, number, at } of inOrder) {
    const url = textOf(fieldsOf(har.request).url);
    const socket = isSocket(har, url);
    if (!socket && !isEngineRequest(url)) continue;
    if (at === undefined) {
      found.trouble('har-entry', 'have no date and were left out', number);
      continue;
    }
    const page = pages.of(har);
    if (socket) readSocket(har, { found, recorder: page.info.id, number, at });
    else page.polls.take(har, number, at);
  }
  const { entries, problems } = found;
  if (entries.length === 0 && problems.length === 0)
    return none('This HAR file holds neither Socket.IO traffic nor WebSockets.');
  const creator = fieldsOf(log.creator);
  const header = {
    format: LOG_FORMAT,
    version: LOG_VERSION,
    created: new Date(Math.max(0, ...pages.recorders.map(({ timeOrigin }) => timeOrigin))).toISOString(),
    generator: `${textOf(creator.name) || 'unknown'} ${textOf(creator.version)}`.trim(),
    redacted: false,
    recorders: pages.recorders,
  } as const;
  return { header, entries, problems };
}
