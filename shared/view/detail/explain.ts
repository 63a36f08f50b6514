/** What a value likely means, in words: a moment in time, a JSON Web Token. Guesses are worded as such; nothing is checked. */
import { formatDateTime, formatDuration } from '../parts/format.ts';
import { texts } from '../texts.ts';

/** Numbers are taken for times between 2001 and 2065 only: others are far more often counts. */
const LEAST_MS = 978_307_200_000;
const MOST_MS = 3_000_000_000_000;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/;
const JWT = /^([\w-]{4,})\.([\w-]{4,})\.([\w-]*)$/;
/** Longer tokens are no tokens. */
const MAX_JWT_CHARS = 20_000;
const CLAIM_TIMES = ['iat', 'nbf', 'exp'] as const;

/** `atMs`: when the event happened, which ages count from. */
export function explain(value: unknown, atMs: number): string | undefined {
  if (typeof value === 'number') return number(value, atMs);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : moment(value.getTime(), atMs);
  if (typeof value !== 'string' || value.length > MAX_JWT_CHARS) return undefined;
  if (ISO.test(value)) {
    const ms = Date.parse(value);
    return Number.isNaN(ms) ? undefined : moment(ms, atMs);
  }
  return token(value, atMs);
}

function number(value: number, atMs: number): string | undefined {
  if (value >= LEAST_MS && value <= MOST_MS) return texts.explain.milliseconds(moment(value, atMs));
  const ms = value * 1000;
  return ms >= LEAST_MS && ms <= MOST_MS ? texts.explain.seconds(moment(ms, atMs)) : undefined;
}

function moment(ms: number, atMs: number): string {
  const gap = ms - atMs;
  const length = formatDuration(Math.abs(gap));
  return `${formatDateTime(ms)}, ${gap <= 0 ? texts.explain.before(length) : texts.explain.after(length)}`;
}

function token(text: string, atMs: number): string | undefined {
  const parts = JWT.exec(text);
  if (!parts) return undefined;
  const header = claims(parts[1] as string);
  const body = claims(parts[2] as string);
  if (!header || !body || typeof header.alg !== 'string') return undefined;
  const lines = [texts.explain.token(header.alg), JSON.stringify(body)];
  for (const name of CLAIM_TIMES) {
    const seconds = body[name];
    if (typeof seconds !== 'number') continue;
    lines.push(texts.explain.claim[name](moment(seconds * 1000, atMs)));
  }
  lines.push(texts.explain.unchecked);
  return lines.join('\n');
}

function claims(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const binary = atob(part.replaceAll('-', '+').replaceAll('_', '/'));
    const text = new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
