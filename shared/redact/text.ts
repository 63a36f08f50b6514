/** Secrets in text: JSON in it, URLs, headers, forms, tokens, and the same once more in base64, hex or URL encoding. */
import { bytesFromBase64 } from '../protocol/base64.ts';
import { keyTest, type RedactionRules } from './rules.ts';
import { STAND_IN, Vault } from './vault.ts';

/** Text in text in text: what is nested deeper is masked whole. */
const MAX_NESTING = 5;

const JWT = /eyJ[\w-]{4,}(?:\.[\w-]+){1,4}/g;
const SCHEME = /\b(Bearer|Basic|Digest|Negotiate)(\s+)([\w.~+/=-]{4,})/gi;
const SCHEME_NAME = /^(?:Bearer|Basic|Digest|Negotiate)$/i;
const COOKIE = /\b((?:set-)?cookie2?)(\s*:\s*)([^\r\n]+)/gi;
const URL_LIKE = /\b(?:https?|wss?):\/\/[^\s"'<>`]+/gi;
const PAIR = /([\w.-]{2,64})(["']?\s*(?:=|:)\s*)("[^"]*"|'[^']*'|[^\s&;,"'<>()[\]{}]+)/g;
const BASE64 = /[A-Za-z0-9+/_-]{8,}={0,2}/g;
const HEX = /\b(?:[0-9a-f]{2}){6,}\b/gi;
/** Runs that may be URL-encoded; whether one has an escape is asked of the run, since asking for it here costs the square. */
const ENCODED = /(?:[\w.~!*'()+-]|%[0-9a-f]{2})+/gi;
const ESCAPE = /%[0-9a-f]{2}/i;

/** What Engine.IO itself puts into a URL's query, and is no secret. */
const OWN_PARAMS = new Set(['EIO', 'transport', 't', 'b64', 'j']);

const NOT_TEXT = /[^\t\n\r\x20-\x7e\u00a0-\ud7ff\ue000-\ufffc]/;
const utf8 = new TextDecoder('utf-8', { fatal: true });

function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = utf8.decode(bytes);
    return NOT_TEXT.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

const bytesFromHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** An attachment's place in a packet; the attachment is masked by itself. */
const isPlaceholder = (value: object): boolean =>
  '_placeholder' in value &&
  value._placeholder === true &&
  'num' in value &&
  Number.isInteger(value.num) &&
  Object.keys(value).length === 2;

/** Masks what the rules call secret in texts and JSON values. One per export: it remembers what stands for what. */
export class TextRedactor {
  readonly vault = new Vault();
  readonly #rules: RedactionRules;
  readonly #isSecretKey: (key: string) => boolean;

  constructor(rules: RedactionRules) {
    this.#rules = rules;
    this.#isSecretKey = keyTest(rules.rules.has('keys') ? rules.keys : []);
  }

  /** Free text. */
  text(text: string, nesting = 0): string {
    if (text === '' || STAND_IN.test(text)) return text;
    if (nesting > MAX_NESTING) return this.vault.maskText(text);
    const json = /^\s*[[{"]/.test(text) ? this.json(text, nesting + 1) : undefined;
    if (json !== undefined) return json;
    let out = this.vault.maskKnown(text).replace(URL_LIKE, (url) => this.url(url, nesting + 1));
    if (this.#rules.rules.has('tokens')) {
      out = out
        .replace(COOKIE, (_, name: string, colon: string, value: string) => `${name}${colon}${this.vault.mask(value)}`)
        .replace(JWT, (token) => this.vault.mask(token))
        .replace(SCHEME, (_, scheme: string, gap: string, value: string) => `${scheme}${gap}${this.vault.mask(value)}`);
    }
    out = out.replace(PAIR, (whole: string, name: string, equals: string, value: string) =>
      this.#isSecretKey(name) && !SCHEME_NAME.test(value) ? `${name}${equals}${this.#quoted(value)}` : whole,
    );
    return this.#encodings(out, nesting);
  }

  /** JSON text with its secrets masked, unchanged where it holds none; `undefined` where it is no JSON that can be walked. */
  json(text: string, nesting = 0): string | undefined {
    try {
      const before = this.vault.masked;
      const value = this.value(JSON.parse(text), nesting);
      // Written anew, numbers may lose digits that no double holds: so only where something was masked.
      return this.vault.masked === before ? text : JSON.stringify(value);
    } catch {
      // No JSON, or nested deeper than the stack.
      return undefined;
    }
  }

  /** A JSON value. */
  value(value: unknown, nesting = 0): unknown {
    if (typeof value === 'string') return this.text(value, nesting);
    if (typeof value !== 'object' || value === null) return this.#scalar(value);
    if (Array.isArray(value)) return value.map((item) => this.value(item, nesting));
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        this.text(key, nesting),
        this.#isSecretKey(key) ? this.whole(item) : this.value(item, nesting),
      ]),
    );
  }

  /** A value of which nothing may stay but its shape. */
  whole(value: unknown): unknown {
    if (typeof value === 'string') return value === '' ? value : this.vault.mask(value);
    if (typeof value === 'number') return this.vault.mask(String(value));
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => this.whole(item));
    if (isPlaceholder(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.text(key), this.whole(item)]));
  }

  /** A URL, whole or relative. */
  url(url: string, nesting = 0): string {
    if (!this.#rules.rules.has('urls')) return this.vault.maskKnown(url);
    const [, origin = '', path = '', query = '', hash = ''] =
      /^((?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?$/is.exec(url) ?? [];
    const place = origin.replace(/\/\/(.*)@/, (_, user: string) => `//${this.vault.mask(user)}@`);
    // The path may hold a token; whether it does is told as in any text.
    return `${place}${this.text(path, nesting + 1)}${this.query(query)}${hash.length > 1 ? `#${this.vault.mask(hash.slice(1))}` : hash}`;
  }

  /** A query, its `?` included: values are masked, but those of Engine.IO's own parameters. */
  query(query: string): string {
    return query.replace(/([^?&=]+)(=?)([^&]*)/g, (whole: string, name: string, equals: string, value: string) => {
      if (OWN_PARAMS.has(name) && /^[\w.-]{0,32}$/.test(value)) return this.vault.maskKnown(whole);
      if (name === 'sid' && !this.#rules.rules.has('sids')) return whole;
      if (equals === '') return this.text(name);
      return `${this.text(name)}=${value === '' ? '' : this.vault.mask(decoded(value.replace(/\+/g, ' ')) ?? value)}`;
    });
  }

  /** A number may be a known secret: a card's, a PIN's. */
  #scalar(value: unknown): unknown {
    if (typeof value !== 'number') return value;
    const text = String(value);
    const masked = this.vault.maskKnown(text);
    return masked === text ? value : masked;
  }

  #quoted(value: string): string {
    const quote = /^["']/.exec(value)?.[0] ?? '';
    const inner = quote === '' ? value : value.slice(1, -1);
    return inner === '' ? value : `${quote}${this.vault.mask(inner)}${quote}`;
  }

  /** Secrets that were encoded before they came into the text: the whole run is masked, so that it stays one word. */
  #encodings(text: string, nesting: number): string {
    const holds = (inner: string | undefined): boolean =>
      inner !== undefined && inner.length > 3 && this.text(inner, nesting + 1) !== inner;
    return text
      .replace(ENCODED, (run) => {
        const inner = ESCAPE.test(run) ? decoded(run) : undefined;
        return holds(inner) ? encodeURIComponent(this.text(inner as string, nesting + 1)) : run;
      })
      .replace(HEX, (run) => (holds(textOf(bytesFromHex(run))) ? this.vault.maskText(run) : run))
      .replace(BASE64, (run) => {
        const part = (base64: string): string =>
          !STAND_IN.test(base64) && holds(textOf(bytesFromBase64(base64))) ? this.vault.maskText(base64) : base64;
        const whole = part(run);
        // What joins words in a path or a name are letters of base64 as well.
        return whole === run && /[/_-]/.test(run) ? run.replace(/[A-Za-z0-9+]{8,}={0,2}/g, part) : whole;
      });
  }
}
