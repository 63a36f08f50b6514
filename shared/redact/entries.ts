/** Redaction of log entries: secrets are masked inside the frames, and the frames can still be decoded. */
import type { Entry, FrameEntry, HttpFacts, RecorderInfo } from '../log/entry.ts';
import { newHeader, scanHeader } from '../protocol/socketio.ts';
import { DEFAULT_RULES, type RedactionRules } from './rules.ts';
import { TextRedactor } from './text.ts';

const SEPARATOR = '\x1e';

/** What may stand before an Engine.IO packet's data: its type. */
const ENGINE_DATA = /^[0-6]/;

/** Polling bodies of Engine.IO 3 tell each packet's length: `12:0{"sid":…}`. */
const LENGTH_PREFIX = /^(\d{1,10}):/;

/** As many zero bytes, as base64: the size stays, nothing of the content does. */
function zeros(base64: string): string {
  const padding = /={1,2}$/.exec(base64)?.[0] ?? '';
  return 'A'.repeat(base64.length - padding.length) + padding;
}

const isJsonContent = (text: string): boolean => /^\s*[[{"]/.test(text);

/**
 * Masks entries, one export's: `learn` first from all of them, where they can be read twice, so that a secret that one place
 * gives away (a sid, an auth token) is masked in every other place as well, also before it.
 */
export class Redactor {
  readonly rules: RedactionRules;
  readonly #text: TextRedactor;
  readonly #header = newHeader();

  constructor(rules: RedactionRules = DEFAULT_RULES) {
    this.rules = rules;
    this.#text = new TextRedactor(rules);
  }

  /** Values masked so far, and how many different ones. */
  get counts(): { readonly masked: number; readonly different: number; readonly unsought: number } {
    const { masked, size, unsought } = this.#text.vault;
    return { masked, different: size, unsought };
  }

  /** Takes note of an entry's secrets. */
  learn(entry: Entry): void {
    this.entry(entry);
  }

  recorder(info: RecorderInfo): RecorderInfo {
    return { ...info, url: this.#text.url(info.url) };
  }

  /** The entry with its secrets masked; fields that this version does not know are left out. */
  entry(entry: Entry): Entry {
    const { pos, at, recorder } = entry;
    const base = { pos, at, recorder };
    switch (entry.kind) {
      case 'frame':
        return this.#frame(entry, base);
      case 'transport-open': {
        const { kind, transport, type, late } = entry;
        // Applications put tokens into subprotocols, for want of headers.
        const protocols = entry.protocols?.map((name) => this.#text.vault.mask(name));
        const stack = entry.stack === undefined ? undefined : this.#opaque(entry.stack);
        return { ...base, kind, transport, type, url: this.#text.url(entry.url), protocols, late, stack };
      }
      case 'transport-close': {
        const { kind, transport, code, clean, by } = entry;
        return { ...base, kind, transport, code, reason: this.#text.text(entry.reason), clean, by };
      }
      case 'http-error': {
        const { kind, transport, reason } = entry;
        const text = entry.text === undefined ? undefined : (this.#text.json(entry.text) ?? this.#opaque(entry.text));
        return { ...base, kind, transport, http: this.#http(entry.http), text, reason };
      }
      case 'page': {
        const { kind, event, ms, worker } = entry;
        const url = entry.url === undefined ? undefined : this.#text.url(entry.url);
        return { ...base, kind, event, ms, url, worker };
      }
      case 'lost':
        return { ...base, kind: entry.kind, count: entry.count };
      case 'action': {
        const { kind, action } = entry;
        const target = entry.target === undefined ? undefined : this.#text.text(entry.target);
        return { ...base, kind, action, target, detail: this.#detail(entry.detail) };
      }
      case 'note':
        return { ...base, kind: entry.kind, text: this.#text.text(entry.text), on: entry.on };
    }
  }

  #frame(entry: FrameEntry, base: { pos: number; at: number; recorder: string }): FrameEntry {
    const { kind, transport, dir, size, text, base64, cut } = entry;
    const http = entry.http && this.#http(entry.http);
    const common = { ...base, kind, transport, dir, http } as const;
    if (text !== undefined) return { ...common, text: http ? this.#body(text) : this.#record(text) };
    if (cut !== undefined) {
      return { ...common, cut: { head: this.#has('opaque') ? '' : this.#text.text(cut.head), size: cut.size } };
    }
    return { ...common, base64: this.#has('binary') ? zeros(base64 ?? '') : base64, size };
  }

  #detail(detail: unknown): unknown {
    try {
      return this.#text.value(detail);
    } catch {
      // Nested deeper than the stack: there is no part of it that could be kept.
      return 'masked';
    }
  }

  #http(http: HttpFacts): HttpFacts {
    const { request, method, status, contentType } = http;
    return { request, method, url: this.#text.url(http.url), status, contentType };
  }

  #has(rule: 'auth' | 'sids' | 'binary' | 'opaque'): boolean {
    return this.rules.rules.has(rule);
  }

  /** What can't be taken apart safely. */
  #opaque(text: string): string {
    if (text === '') return text;
    return this.#has('opaque') ? this.#text.vault.maskText(text) : this.#text.text(text);
  }

  /** A polling body: packets of Engine.IO 4 or 3, or what a server or proxy says for itself. */
  #body(text: string): string {
    if (text === 'ok' || text === '') return text;
    if (isJsonContent(text)) return this.#text.json(text) ?? this.#opaque(text);
    if (LENGTH_PREFIX.test(text)) return this.#lengthPrefixed(text) ?? this.#opaque(text);
    if (!/^[0-6b]/.test(text)) return this.#opaque(text);
    return text
      .split(SEPARATOR)
      .map((record) => this.#record(record))
      .join(SEPARATOR);
  }

  /** A body of Engine.IO 3 with its lengths set anew; `undefined` where they don't fit. */
  #lengthPrefixed(text: string): string | undefined {
    let out = '';
    for (let rest = text; rest !== ''; ) {
      const [prefix, digits] = LENGTH_PREFIX.exec(rest) ?? [];
      if (prefix === undefined) return undefined;
      const end = prefix.length + Number(digits);
      if (end > rest.length) return undefined;
      const record = this.#record(rest.slice(prefix.length, end));
      out += `${record.length}:${record}`;
      rest = rest.slice(end);
    }
    return out;
  }

  /** One Engine.IO packet; raw frames of other protocols come here as well and are then just text. */
  #record(text: string): string {
    if (/^b[A-Za-z0-9+/_-]*={0,2}$/.test(text)) return this.#base64Record(text);
    if (!ENGINE_DATA.test(text))
      return isJsonContent(text) ? (this.#text.json(text) ?? this.#opaque(text)) : this.#text.text(text);
    const type = text.charAt(0);
    if (type === '4') return this.#message(text);
    const data = text.slice(1);
    if (data === '' || data === 'probe') return text;
    if (type === '0' && this.#has('sids')) {
      const handshake = this.#handshake(data);
      if (handshake !== undefined) return type + handshake;
    }
    return type + (isJsonContent(data) ? (this.#text.json(data) ?? this.#opaque(data)) : this.#text.text(data));
  }

  #base64Record(text: string): string {
    if (!this.#has('binary')) return text;
    // Engine.IO 3 writes the packet's type after the `b`.
    const start = text.startsWith('b4') && (text.length - 2) % 4 === 0 ? 2 : 1;
    return text.slice(0, start) + zeros(text.slice(start));
  }

  /** A handshake: its sid is masked, the rest is as any JSON. */
  #handshake(json: string): string | undefined {
    try {
      const value: unknown = JSON.parse(json);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
      const fields = Object.entries(value).map(([key, item]) => [key, key === 'sid' ? this.#text.whole(item) : item]);
      return JSON.stringify(this.#text.value(Object.fromEntries(fields)));
    } catch {
      return undefined;
    }
  }

  #message(text: string): string {
    const header = this.#header;
    // A packet as JSON text (socket.io-json-parser, the msgpack parser's CONNECT).
    if (text.charAt(1) === '{') return `4${this.#jsonPacket(text.slice(1))}`;
    scanHeader(text, 1, text.length, header);
    const { wireType, payloadStart } = header;
    if (wireType === undefined) return `4${this.#opaque(text.slice(1))}`;
    const prefix = this.#prefix(text.slice(0, payloadStart));
    const payload = text.slice(payloadStart);
    if (payload === '') return prefix;
    if (wireType !== 'CONNECT') return prefix + (this.#text.json(payload) ?? this.#broken(payload));
    try {
      return prefix + JSON.stringify(this.#connect(JSON.parse(payload)));
    } catch {
      return prefix + this.#broken(payload);
    }
  }

  #jsonPacket(text: string): string {
    try {
      const packet: unknown = JSON.parse(text);
      if (typeof packet === 'object' && packet !== null && 'type' in packet && packet.type === 0 && 'data' in packet) {
        const data = this.#connect(packet.data);
        const rest = this.#text.value({ ...packet, data: null }) as object;
        return JSON.stringify({ ...rest, data });
      }
    } catch {
      return this.#broken(text);
    }
    return this.#text.json(text) ?? this.#broken(text);
  }

  /** What a CONNECT carries: of auth only the names stay; in a reply stand ids. */
  #connect(value: unknown): unknown {
    const isReply = typeof value === 'object' && value !== null && 'sid' in value;
    return this.#has(isReply ? 'sids' : 'auth') ? this.#text.whole(value) : this.#text.value(value);
  }

  /** A payload that is no JSON, or too deep: it stays one that is wrong. */
  #broken(payload: string): string {
    return this.#has('opaque') ? JSON.stringify(this.#text.vault.maskText(payload)) : this.#text.text(payload);
  }

  /** Type, attachment count, namespace and ack id. Namespaces of Socket.IO 2 carry a query: `/admin?token=…`. */
  #prefix(prefix: string): string {
    const [, before = prefix, nsp = '', after = ''] = /^(\d\d(?:\d+-)?)(\/[^,]*)?(.*)$/s.exec(prefix) ?? [];
    const [, path = '', query = ''] = /^([^?]*)(\?.*)?$/s.exec(nsp) ?? [];
    return `${before}${this.#text.text(path)}${this.#has('auth') ? this.#text.query(query) : this.#text.text(query)}${after}`;
  }
}
