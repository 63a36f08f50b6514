/** HTTP long-polling, whatever carries its requests: the same entries for XMLHttpRequest, fetch and JSONP. */
import { getterOf, stringify, uncurry } from '../base/primordials.ts';
import type { HttpErrorEntry, HttpFacts } from '../log/entry.ts';
import { writeContent } from './content.ts';
import { isEngineUrl, queryValue } from './eligible.ts';
import type { EngineSessions, PollingCarrier } from './engine-sessions.ts';
import { type Journal, sidIn } from './journal.ts';

const { URL: NativeUrl } = globalThis;
const hrefOf = getterOf(NativeUrl.prototype, 'href');
const baseOf = getterOf(Node.prototype, 'baseURI');
const upper = uncurry(String.prototype.toUpperCase);

/** The text of an address as the page gave it, or ''. Of other objects than URLs none is made: that could run code of the page. */
export function addressOf(given: unknown): string {
  if (typeof given === 'string') return given;
  try {
    return hrefOf(given as URL);
  } catch {
    return '';
  }
}

/** The absolute form of an address. */
export const absolute = (address: string): string => hrefOf(new NativeUrl(address, baseOf(document)));

/** A request of Engine.IO. */
export interface Exchange {
  readonly number: number;
  readonly method: string;
  readonly url: string;
  readonly sid: string;
  /** Once it was sent. */
  carrier: PollingCarrier | undefined;
  ended: boolean;
}

/** What is known of a response beside its body. */
export type Answer = Pick<HttpFacts, 'status' | 'contentType'>;

export class Polling {
  readonly #journal: Journal;
  readonly #sessions: EngineSessions;
  #count = 0;

  constructor(journal: Journal, sessions: EngineSessions) {
    this.#journal = journal;
    this.#sessions = sessions;
  }

  /** A request that is made, or `undefined` where it is not Engine.IO's. */
  made(method: unknown, address: string): Exchange | undefined {
    if (!isEngineUrl(address)) return undefined;
    const url = absolute(address);
    this.#count += 1;
    return {
      number: this.#count,
      method: typeof method === 'string' ? upper(method) : 'GET',
      url,
      sid: queryValue(url, 'sid'),
      carrier: undefined,
      ended: false,
    };
  }

  /** It goes out, a POST with its body. */
  sent(exchange: Exchange, body?: unknown): void {
    const { sid, url, method } = exchange;
    const { carrier, fresh } = this.#sessions.polling(sid);
    exchange.carrier = carrier;
    carrier.inFlight += 1;
    if (fresh) {
      const late = sid === '' ? '' : ',"late":true';
      this.#journal.note('transport-open', `,"type":"polling","url":${stringify(url)}${late}`, carrier);
    }
    if (method !== 'POST' || body === undefined || body === null) return;
    writeContent(this.#journal, carrier, 'out', body, facts(exchange));
  }

  /** It was answered, and with what: a POST's "ok" is nothing. */
  answered(exchange: Exchange, { status }: Answer): 'frame' | 'refusal' | 'nothing' {
    this.ended(exchange);
    if (status !== 200) return 'refusal';
    return exchange.method === 'GET' ? 'frame' : 'nothing';
  }

  /** It is over. */
  ended(exchange: Exchange): void {
    if (!exchange.carrier || exchange.ended) return;
    exchange.ended = true;
    exchange.carrier.inFlight -= 1;
  }

  /** A GET's answer came in. */
  received(exchange: Exchange, content: unknown, answer?: Answer): void {
    const { carrier, sid } = exchange;
    if (!carrier) return;
    if (sid === '' && typeof content === 'string') {
      const given = sidIn(content);
      if (given !== '') this.#sessions.name(carrier, given);
    }
    writeContent(this.#journal, carrier, 'in', content, facts(exchange, answer));
  }

  /** It failed; `text` is the body of a refusal. */
  failed(exchange: Exchange, reason: HttpErrorEntry['reason'], answer?: Answer, text = ''): void {
    const body = text === '' ? '' : `,"text":${stringify(text)}`;
    this.#journal.note('http-error', `,"reason":"${reason}"${body}`, exchange.carrier, facts(exchange, answer));
  }
}

const facts = ({ number, method, url }: Exchange, answer?: Answer): HttpFacts => ({
  request: number,
  method,
  url,
  status: answer?.status,
  contentType: answer?.contentType,
});
