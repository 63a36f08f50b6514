import { readdirSync, readFileSync } from 'node:fs';

/** The built viewer, as a static host would serve it. */
export function viewerPages(): Record<string, { body: Buffer; headers: Record<string, string> }> {
  const asset = (path: string, type: string) => ({ body: readFileSync(path), headers: { 'content-type': type } });
  const pages = { '/': asset('dist/viewer/index.html', 'text/html') };
  const assets = readdirSync('dist/viewer/assets');
  const typeOf = (name: string) => (name.endsWith('.css') ? 'text/css' : 'text/javascript');
  return Object.assign(
    pages,
    ...assets.map((name) => ({ [`/assets/${name}`]: asset(`dist/viewer/assets/${name}`, typeOf(name)) })),
  );
}
