import { findBrowser, howToGet } from '../tests/harness/browsers.ts';
import type { BrowserName } from '../tests/harness/types.ts';
import { isDebian } from './debian.ts';
import { FAILED, type Outcome, PASSED, run } from './step.ts';

const packages: Readonly<Record<BrowserName, string>> = { chromium: 'chromium', firefox: 'firefox-esr' };
const names: readonly BrowserName[] = ['chromium', 'firefox'];

/** Finds both browsers; as root on Debian installs what is missing; else says what to do and fails. */
export async function needBrowsers(): Promise<Outcome> {
  const missing = (): BrowserName[] => names.filter((name) => findBrowser(name) === undefined);
  if (missing().length > 0 && process.getuid?.() === 0 && isDebian()) {
    const wanted = missing().map((name) => packages[name]);
    const install = `apt-get install -y --no-install-recommends ${wanted.join(' ')} fonts-dejavu-core`;
    await run(`apt-get update && DEBIAN_FRONTEND=noninteractive ${install}`);
  }
  for (const name of names) console.log(`${name}: ${findBrowser(name) ?? `not found. ${howToGet(name)}`}`);
  return missing().length === 0 ? PASSED : FAILED;
}
