/** Long-polling of a foreign HAR: its requests become the frames of one transport for each session, as a recorder tells them. */
import type { HttpErrorEntry, HttpFacts } from '../entry.ts';
import { readBody } from './body.ts';
import { type Fields, fieldsOf, listOf, numberOf, textOf } from './fields.ts';
import type { Found } from './found.ts';

const queryOf = (url: string): URLSearchParams =>
  URL.canParse(url) ? new URL(url).searchParams : new URLSearchParams();

/** Whether a request is one of Engine.IO's, by its query: the path can be any. */
export const isEngineRequest = (url: string): boolean => /^\d$/.test(queryOf(url).get('EIO') ?? '');

/** The sid that a handshake gives, wherever the framing put it. */
const SID_GIVEN = /"sid":"([^"\\]*)"/;

/** In the network's words of Chrome (`_error`) and Firefox. */
function failureOf(words: string): HttpErrorEntry['reason'] {
  if (/abort|cancel/i.test(words)) return 'abort';
  return /timed?.?out/i.test(words) ? 'timeout' : 'network';
}

export class Polls {
  readonly #found: Found;
  readonly #recorder: string;
  /** Transports by the session's sid. */
  readonly #transports = new Map<string, string>();
  #count = 0;

  constructor(found: Found, recorder: string) {
    this.#found = found;
    this.#recorder = recorder;
  }

  /** A request, in the order of their beginnings; `number` is its place in the HAR, from 1. */
  take(har: Fields, number: number, at: number): void {
    const request = fieldsOf(har.request);
    const method = textOf(request.method).toUpperCase() || 'GET';
    // The question whether another origin may ask carries nothing.
    if (method === 'OPTIONS') return;
    const url = textOf(request.url);
    const response = fieldsOf(har.response);
    const answer = readBody(fieldsOf(response.content), textOf(fieldsOf(response.content).mimeType));
    const sid = queryOf(url).get('sid') ?? '';
    const given = sid === '' && answer && 'text' in answer ? SID_GIVEN.exec(answer.text)?.[1] : undefined;
    const transport = this.#transport(sid, given, url, at);
    const base = { recorder: this.#recorder, transport } as const;
    const http: HttpFacts = { request: number, method, url };

    if (method === 'POST') this.#sent(request, base, http, number, at);
    const durationMs = Math.max(0, numberOf(har.time) ?? 0);
    const endAt = at + durationMs;
    const status = numberOf(response.status) ?? 0;
    if (status === 200) {
      if (method !== 'GET') return;
      const mimeType = textOf(fieldsOf(response.content).mimeType);
      const answered = { ...http, status, ...(mimeType !== '' && { contentType: mimeType }) };
      if (answer) this.#found.add({ ...base, at: endAt, kind: 'frame', dir: 'in', ...answer, http: answered });
      else {
        const size = Math.max(0, Math.trunc(numberOf(fieldsOf(response.content).size) ?? 0));
        this.#found.trouble('har-missing', 'have no body (saved without content, or it was too large)', number);
        this.#found.add({ ...base, at: endAt, kind: 'frame', dir: 'in', cut: { head: '', size }, http: answered });
      }
      return;
    }
    const refused = status > 0 && Number.isSafeInteger(status);
    const words = textOf(response._error) || textOf(response._failureText) || textOf(response.statusText);
    this.#found.add({
      ...base,
      at: endAt,
      kind: 'http-error',
      http: refused ? { ...http, status } : http,
      ...(answer && 'text' in answer && answer.text !== '' && { text: answer.text }),
      reason: refused ? 'status' : failureOf(words),
    });
  }

  /** The transport of a session; a handshake begins one, and so does a request of a session whose handshake is not there. */
  #transport(sid: string, given: string | undefined, url: string, at: number): string {
    const known = sid === '' ? undefined : this.#transports.get(sid);
    if (known) return known;
    this.#count += 1;
    const transport = `p${this.#count}`;
    const name = sid || given;
    if (name) this.#transports.set(name, transport);
    const late = sid === '' ? {} : { late: true as const };
    this.#found.add({
      recorder: this.#recorder,
      at,
      kind: 'transport-open',
      transport,
      type: 'polling',
      url,
      ...late,
    });
    return transport;
  }

  #sent(
    request: Fields,
    base: { readonly recorder: string; readonly transport: string },
    http: HttpFacts,
    number: number,
    at: number,
  ): void {
    const post = fieldsOf(request.postData);
    const body = readBody(post, textOf(post.mimeType)) ?? formBody(post);
    if (body) this.#found.add({ ...base, at, kind: 'frame', dir: 'out', ...body, http });
    else {
      const size = Math.max(0, Math.trunc(numberOf(request.bodySize) ?? 0));
      this.#found.trouble('har-missing', 'have no body (saved without content, or it was too large)', number);
      this.#found.add({ ...base, at, kind: 'frame', dir: 'out', cut: { head: '', size }, http });
    }
  }
}

/** A form's fields without its text: what JSONP posts. */
function formBody(post: Fields): { readonly text: string } | undefined {
  const params = listOf(post.params);
  if (params.length === 0) return undefined;
  const pairs = params.map(({ name, value }): [string, string] => [textOf(name), textOf(value)]);
  return { text: new URLSearchParams(pairs).toString() };
}
