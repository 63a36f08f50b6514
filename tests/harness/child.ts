import type { ChildProcess } from 'node:child_process';

/** Resolves when the process has ended (at once if it has, or never started). */
export function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** Waits for the process to end by itself, and kills it after `graceMs`. */
export async function endWithin(child: ChildProcess, graceMs: number): Promise<void> {
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended(child);
  clearTimeout(timer);
}
