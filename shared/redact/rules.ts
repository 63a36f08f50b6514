/** What redaction masks: the rules that a person may switch, and the fields' names that hold secrets. */
import type { RedactionNote } from '../log/file.ts';

/** Rules by name, each with what it masks, in a person's words. */
export const RULES = {
  auth: 'what CONNECT packets carry (auth) and the queries of namespaces',
  sids: 'Engine.IO sids, Socket.IO sids and private ids (pid)',
  urls: 'credentials, queries and fragments of URLs, but what Engine.IO itself puts there',
  keys: 'values of fields with secret names, in JSON, forms, headers and text',
  tokens: 'JSON Web Tokens, Bearer and Basic credentials, cookies, wherever they stand',
  binary: 'bytes, whole: attachments, binary frames (packets of binary parsers too), base64 records',
  opaque: 'what cannot be rewritten safely: broken packets, cut frames, bodies of failed requests, stacks',
} as const;

export type RuleName = keyof typeof RULES;

/** Compared without case, `-` and `_`, anywhere in the name: `user_password2` is one of them. */
export const SECRET_KEYS: readonly string[] = [
  'password',
  'passwd',
  'passphrase',
  'passcode',
  'pwd',
  'secret',
  'token',
  'apikey',
  'accesskey',
  'privatekey',
  'authorization',
  'credential',
  'cookie',
  'session',
  'jwt',
  'bearer',
  'signature',
  'otp',
  'cvv',
  'creditcard',
  'cardnumber',
  'ssn',
];

export interface RedactionRules {
  readonly rules: ReadonlySet<RuleName>;
  /** Names of fields with secret values. */
  readonly keys: readonly string[];
}

export const DEFAULT_RULES: RedactionRules = {
  rules: new Set(Object.keys(RULES) as RuleName[]),
  keys: SECRET_KEYS,
};

/** What the file says of its redaction. */
export const redactionNote = ({ rules, keys }: RedactionRules): RedactionNote => ({ rules: [...rules].sort(), keys });

const plain = (key: string): string => key.toLowerCase().replace(/[-_\s.]/g, '');

/** Tells whether a field's name is one of the secret ones. */
export function keyTest(keys: readonly string[]): (key: string) => boolean {
  const secret = keys.map(plain).filter((key) => key !== '');
  const known = new Map<string, boolean>();
  return (key) => {
    let answer = known.get(key);
    if (answer === undefined) {
      const name = plain(key);
      answer = secret.some((part) => name.includes(part));
      // Keys may be data (ids): the memory of them must not grow with the log.
      if (known.size > 10_000) known.clear();
      known.set(key, answer);
    }
    return answer;
  };
}
