/** Before the browser tests: builds what they drive, only where a source is newer, so that daily runs start at once. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const sources = [
  'shared',
  'extension',
  'inspector',
  'public',
  'examples',
  'manifest.json',
  'vite.config.ts',
  'package.json',
  '.ci/build.ts',
];
const products = ['dist/chrome/manifest.json', 'dist/firefox/manifest.json', 'dist/npm/sioscope.iife.js'];

function newestMs(path: string): number {
  const info = statSync(path);
  if (!info.isDirectory()) return path.endsWith('.test.ts') ? 0 : info.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}

/** Whether something that ships is older than its sources, or missing. */
export function isStale(): boolean {
  if (!products.every((path) => existsSync(path))) return true;
  const builtMs = Math.min(...products.map((path) => statSync(path).mtimeMs));
  return Math.max(...sources.filter((path) => existsSync(path)).map(newestMs)) > builtMs;
}

export default function setup(): void {
  if (!isStale()) return;
  // Through the shell: npx is a script on Windows.
  const { status } = spawnSync('npx tsx .ci/build.ts', { stdio: 'inherit', shell: true });
  if (status !== 0) throw new Error('The build failed: npm run build');
}
