import { launchChromium } from './chromium.ts';
import { launchFirefox } from './firefox.ts';
import type { Browser, BrowserName, LaunchOptions } from './types.ts';

export interface BrowserUnderTest {
  readonly name: BrowserName;
  /** Folder of the built extension for this browser. */
  readonly extension: string;
  launch(options?: LaunchOptions): Promise<Browser>;
}

/** For `describe.each(browsers)('… in $name', ({ launch, extension }) => …)`. */
export const browsers: readonly BrowserUnderTest[] = [
  { name: 'chromium', extension: 'dist/chrome', launch: launchChromium },
  { name: 'firefox', extension: 'dist/firefox', launch: launchFirefox },
];
