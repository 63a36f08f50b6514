import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DownloadedFile } from './types.ts';
import { until } from './until.ts';

/** Unfinished: Chromium's and Firefox's names for a download on its way. */
const unfinished = /\.(crdownload|part)$|^\.(org|com)\.chromium/;

/** Runs `action` and waits for a new, whole file in the folder. */
export async function downloadInto(folder: string, action: () => Promise<void>): Promise<DownloadedFile> {
  const before = new Set(await readdir(folder));
  await action();
  const name = await until(
    async () => {
      const names = (await readdir(folder)).filter((file) => !before.has(file));
      // Firefox makes the file at once, empty, and fills it from its `.part`.
      if (names.some((file) => unfinished.test(file))) return undefined;
      const [first] = names;
      return first !== undefined && (await stat(join(folder, first))).size > 0 ? first : undefined;
    },
    { what: `a download in ${folder}` },
  );
  const path = join(folder, name!);
  return { name: name!, path, bytes: await readFile(path) };
}
