/** Opens a real browser window for a person: fresh profile, the built extension loaded, DevTools open on the demo. */

import { ended } from '../../tests/harness/child.ts';
import { launchChromium } from '../../tests/harness/chromium.ts';
import { launchFirefox } from '../../tests/harness/firefox.ts';
import type { Browser, LaunchOptions } from '../../tests/harness/types.ts';

export interface OpenedBrowser {
  /** Resolves when the person closes the browser. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

// For trying this without a screen.
const headless = process.env.HEADLESS === '1';
const options: LaunchOptions = { headless, width: 1400, height: 1000 };

export async function openChromium(url: string): Promise<OpenedBrowser> {
  const browser = await launchChromium({ ...options, extension: 'dist/chrome' });
  await showPanel(browser, url);
  return { ended: ended(browser.cdp.process), close: () => browser.close() };
}

export async function openFirefox(url: string): Promise<OpenedBrowser> {
  const browser = await launchFirefox({
    ...options,
    extension: 'dist/firefox',
    // A person may want to go elsewhere, and may like things to move.
    prefs: {
      'network.proxy.type': 0,
      'network.trr.mode': 0,
      'ui.prefersReducedMotion': 0,
      'focusmanager.testmode': false,
    },
  });
  await showPanel(browser, url);
  return { ended: ended(browser.process), close: () => browser.close() };
}

async function showPanel(browser: Browser, url: string): Promise<void> {
  try {
    const page = await browser.newPage(url);
    const devtools = await browser.openDevTools(page);
    await devtools.showPanel('Sioscope');
  } catch (error) {
    await browser.close();
    throw error;
  }
}
