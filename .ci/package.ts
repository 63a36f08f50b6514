/** Zips both extensions for the stores. Times are fixed, so that equal sources give equal zips. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Zippable, zipSync } from 'fflate';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
/** The oldest time that a zip can hold, with a day to spare for time zones. */
const FIXED_TIME = new Date('1980-01-02T00:00:00Z');

function collect(root: string, folder = root, into: Zippable = {}): Zippable {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) collect(root, path, into);
    // crxjs leaves Vite's own manifest behind; no browser reads it.
    else if (!relative(root, path).startsWith('.vite')) {
      into[relative(root, path).replaceAll('\\', '/')] = [readFileSync(path), { mtime: FIXED_TIME, level: 9 }];
    }
  }
  return into;
}

mkdirSync('artifacts', { recursive: true });
for (const browser of ['chrome', 'firefox']) {
  const file = `artifacts/sioscope-${browser}-${version}.zip`;
  const zip = zipSync(collect(`dist/${browser}`));
  writeFileSync(file, zip);
  console.log(`${(zip.length / 1000).toFixed(1)} kB  ${file}`);
}
