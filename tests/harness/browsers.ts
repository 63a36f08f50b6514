import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { BrowserName } from './types.ts';

interface Whereabouts {
  readonly variable: string;
  /** Names to look for in PATH. */
  readonly commands: readonly string[];
  readonly places: readonly string[];
  readonly howToGet: string;
}

const { env, platform } = process;
const programFolders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((p) => p !== undefined);
const macFolders = ['/Applications', join(env.HOME ?? '', 'Applications')];
const onWindows = (...path: string[]): string[] => programFolders.map((folder) => join(folder, ...path));
const onMac = (app: string, binary: string): string[] =>
  macFolders.map((folder) => join(folder, `${app}.app/Contents/MacOS`, binary));

function whereabouts(name: BrowserName): Whereabouts {
  if (name === 'firefox')
    return {
      variable: 'FIREFOX_PATH',
      commands: ['firefox-esr', 'firefox'],
      places:
        platform === 'win32'
          ? onWindows('Mozilla Firefox', 'firefox.exe')
          : platform === 'darwin'
            ? onMac('Firefox', 'firefox')
            : ['/usr/lib/firefox-esr/firefox-esr', '/snap/bin/firefox'],
      howToGet: 'Firefox 128 or newer (Debian: apt-get install firefox-esr; others: https://www.mozilla.org/firefox)',
    };
  return {
    variable: 'CHROME_PATH',
    // Chromium first: branded Chrome ignores --load-extension since version 137.
    commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'],
    places:
      platform === 'win32'
        ? [
            ...onWindows('Chromium', 'Application', 'chrome.exe'),
            ...onWindows('Google', 'Chrome', 'Application', 'chrome.exe'),
          ]
        : platform === 'darwin'
          ? [...onMac('Chromium', 'Chromium'), ...onMac('Google Chrome', 'Google Chrome')]
          : ['/snap/bin/chromium', '/opt/google/chrome/chrome'],
    howToGet:
      'Chromium or Chrome (Debian: apt-get install chromium; others: https://www.chromium.org/getting-involved/download-chromium)',
  };
}

/** The browser's program: where its variable says, else in PATH and the usual places of the system. */
export function findBrowser(name: BrowserName): string | undefined {
  const { variable, commands, places } = whereabouts(name);
  const told = env[variable];
  if (told) return existsSync(told) ? told : undefined;
  const suffix = platform === 'win32' ? '.exe' : '';
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const inPath = commands.flatMap((command) => folders.map((folder) => join(folder, command + suffix)));
  return [...inPath, ...places].find((path) => existsSync(path));
}

/** What to tell somebody who has not got it: what to install and which variable to set. */
export function howToGet(name: BrowserName): string {
  const { variable, howToGet: what } = whereabouts(name);
  const told = env[variable];
  if (told) return `${variable} says ${told}, but there is no such file.`;
  return `Install ${what}, or set ${variable} to its program.`;
}

export function requireBrowser(name: BrowserName): string {
  const path = findBrowser(name);
  if (path === undefined) throw new Error(`No ${name} found. ${howToGet(name)}`);
  return path;
}
