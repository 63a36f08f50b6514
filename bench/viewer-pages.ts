import { readFileSync } from 'node:fs';

/** The built viewer, as a static host would serve it: one page. */
export const viewerPages = (): Record<string, { body: Buffer; headers: Record<string, string> }> => ({
  '/': { body: readFileSync('dist/viewer/index.html'), headers: { 'content-type': 'text/html; charset=utf-8' } },
});
