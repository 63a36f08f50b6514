import { mkdtemp, readdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DownloadedFile } from './types.ts';
import { until } from './until.ts';

/** Unfinished: Chromium's and Firefox's names for a download on its way. */
const unfinished = /\.(crdownload|part)$|^\.(org|com)\.chromium/;

/** Runs `action` and waits for a new, whole file in the folder. */
export async function downloadInto(folder: string, action: () => Promise<void>): Promise<DownloadedFile> {
  // Chromium writes over a file of the same name, so those taken are moved away: what is in the folder itself is new.
  const files = async (): Promise<string[]> =>
    (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);
  await action();
  const name = await until(
    async () => {
      const names = await files();
      // Firefox makes the file at once, empty, and fills it from its `.part`.
      if (names.some((file) => unfinished.test(file))) return undefined;
      const [first] = names;
      return first !== undefined && (await stat(join(folder, first))).size > 0 ? first : undefined;
    },
    { what: `a download in ${folder}` },
  );
  const path = join(await mkdtemp(join(folder, 'taken-')), name!);
  await rename(join(folder, name!), path);
  return { name: name!, path, bytes: await readFile(path) };
}
