/** Builds everything that ships, or the products named as arguments, and prints what came out. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { writeDeclarations } from './declarations.ts';

/** In this order: the companion and the script tag go into the package's folder. */
const PRODUCTS = ['chrome', 'firefox', 'npm', 'server', 'script-tag', 'cli', 'viewer', 'demo'];

/** Files worth watching the size of. */
const SIZES = [
  /^dist\/chrome\/extension\/(page|content)\/.*\.js$/,
  /^dist\/chrome\/assets\/panel.*\.js$/,
  /^dist\/npm\/(index|noop|server)\.js$/,
  /^dist\/npm\/sioscope\.iife\.js$/,
];

function* files(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else yield path;
  }
}

// Vitest's own NODE_ENV would be taken for a development build: what tests drive has to be what ships.
process.env.NODE_ENV = 'production';
const named = process.argv.slice(2);
for (const mode of named.length > 0 ? named : PRODUCTS) {
  await build({ mode, logLevel: 'warn' });
  if (mode === 'npm') await writeDeclarations();
}
for (const path of [...files('dist')].filter((file) => SIZES.some((size) => size.test(file)))) {
  const bytes = readFileSync(path);
  const kb = (size: number) => `${(size / 1000).toFixed(1)} kB`.padStart(9);
  console.log(`${kb(bytes.length)} ${kb(gzipSync(bytes, { level: 9 }).length)} gzip  ${path}`);
}
