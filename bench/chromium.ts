/** What the browser benches share: a quiet Chromium, and the CPU that a page's main thread took. */
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import { requireBrowser } from '../tests/harness/browsers.ts';

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: requireBrowser('chromium'), args: ['--no-sandbox', '--disable-gpu'] });

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
};

/** Seconds of main-thread time since the page's beginning: `task` is all of it, `script` is JavaScript alone. */
export interface CpuSeconds {
  readonly task: number;
  readonly script: number;
}

export async function cpuMeter(page: Page): Promise<() => Promise<CpuSeconds>> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0;
    return { task: of('TaskDuration'), script: of('ScriptDuration') };
  };
}
