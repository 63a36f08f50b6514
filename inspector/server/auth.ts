import { randomBytes, scrypt, scryptSync, timingSafeEqual } from 'node:crypto';

/** What a viewer sent in `auth` when it opened the namespace. */
export type Credentials = Readonly<Record<string, unknown>>;

export type Auth =
  /** Decides by itself; anything but `true`, and any error, refuses. */
  | ((credentials: Credentials) => boolean | Promise<boolean>)
  | { readonly username: string; readonly passwordHash: string }
  /** Lets everybody in. Refused where NODE_ENV is `production`. */
  | false;

export type Verify = (credentials: Credentials, address: string) => Promise<'ok' | 'wrong' | 'too-many'>;

const KEY_BYTES = 32;
const COST = { N: 16_384, r: 8, p: 1 };
const MAX_PASSWORD_CHARS = 1_024;
const WINDOW_MS = 60_000;
const MAX_FAILURES_PER_ADDRESS = 5;
const MAX_FAILURES = 50;

/** Makes the `passwordHash` for `auth`: scrypt with a random salt, as one line that can stand in an environment variable. */
export function hashPassword(password: string): string {
  if (password.length > MAX_PASSWORD_CHARS)
    throw new RangeError(`A password has at most ${MAX_PASSWORD_CHARS} characters.`);
  const salt = randomBytes(16);
  return `scrypt:${salt.toString('hex')}:${scryptSync(password, salt, KEY_BYTES, COST).toString('hex')}`;
}

function parseHash(hash: string): { readonly salt: Buffer; readonly key: Buffer } {
  const match = /^scrypt:([0-9a-f]{32}):([0-9a-f]{64})$/.exec(hash);
  if (!match) throw new TypeError('sioscope: auth.passwordHash must be what hashPassword() returned.');
  return { salt: Buffer.from(match[1] as string, 'hex'), key: Buffer.from(match[2] as string, 'hex') };
}

function byPassword(username: string, passwordHash: string): (credentials: Credentials) => Promise<boolean> {
  const { salt, key } = parseHash(passwordHash);
  // Names of any length compare in the same time once they are keys themselves.
  const nameKey = scryptSync(username, salt, KEY_BYTES, COST);
  const derive = (text: unknown) =>
    new Promise<Buffer>((resolve, reject) => {
      const given = typeof text === 'string' ? text.slice(0, MAX_PASSWORD_CHARS) : '';
      scrypt(given, salt, KEY_BYTES, COST, (error, derived) => (error ? reject(error) : resolve(derived)));
    });
  return async (credentials) => {
    const [name, password] = await Promise.all([derive(credentials.username), derive(credentials.password)]);
    const nameFits = timingSafeEqual(name, nameKey);
    return timingSafeEqual(password, key) && nameFits;
  };
}

/** Turns the option into a check, with a limit on attempts that failed or are under way. Throws where the option is no decision. */
export function verifier(auth: Auth): Verify {
  if (auth === false) {
    if (process.env.NODE_ENV === 'production')
      throw new Error('sioscope: auth: false is refused in production. Give a function or { username, passwordHash }.');
    return async () => 'ok';
  }
  if (typeof auth !== 'function' && (typeof auth !== 'object' || auth === null || typeof auth.username !== 'string'))
    throw new TypeError('sioscope: instrument() needs auth: a function, { username, passwordHash }, or false.');
  const decide = typeof auth === 'function' ? auth : byPassword(auth.username, auth.passwordHash);
  let windowBegan = Date.now();
  let attempts = 0;
  let byAddress = new Map<string, number>();
  const count = (address: string, by: number): void => {
    attempts += by;
    byAddress.set(address, Math.max(0, (byAddress.get(address) ?? 0) + by));
  };
  return async (credentials, address) => {
    if (Date.now() - windowBegan > WINDOW_MS) {
      windowBegan = Date.now();
      attempts = 0;
      byAddress = new Map();
    }
    if (attempts >= MAX_FAILURES || (byAddress.get(address) ?? 0) >= MAX_FAILURES_PER_ADDRESS) return 'too-many';
    // Counted before the answer is known, so that many at once are limited too.
    const window = byAddress;
    count(address, 1);
    const ok = await Promise.resolve()
      .then(() => decide(credentials))
      .catch(() => false);
    if (ok !== true) return 'wrong';
    if (window === byAddress) count(address, -1);
    return 'ok';
  };
}
