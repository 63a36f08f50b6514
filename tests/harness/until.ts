export interface UntilOptions {
  /** Default 15,000: the machines of a CI can be slow; a condition that holds is seen at once anyway. */
  readonly timeoutMs?: number;
  readonly everyMs?: number;
  /** What is waited for, for the error. */
  readonly what?: string;
}

const ATTEMPT_MS = 10_000;

export function delay(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** Rejects with `what` if the promise takes longer. */
export async function within<T>(promise: Promise<T>, timeoutMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing after ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Polls until `condition` gives something truthy, and returns that. A throw counts as "not yet" and is told in the error at
 * the end. One attempt may hang (a document that went away during an evaluation), so each has its own limit.
 */
export async function until<T>(condition: () => T | Promise<T>, options: UntilOptions = {}): Promise<T> {
  const { timeoutMs = 15_000, everyMs = 30, what = String(condition).slice(0, 160) } = options;
  const end = performance.now() + timeoutMs;
  let last = '';
  for (;;) {
    try {
      const value = await within(Promise.resolve(condition()), ATTEMPT_MS, 'one attempt');
      if (value) return value;
      last = '';
    } catch (error) {
      last = ` (last attempt: ${error instanceof Error ? error.message : String(error)})`;
    }
    if (performance.now() > end) throw new Error(`Waited ${timeoutMs} ms in vain for: ${what}${last}`);
    await delay(everyMs);
  }
}
