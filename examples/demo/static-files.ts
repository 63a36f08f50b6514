import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** Answers GET requests with the files of a folder, `/` with its `index.html`; 404 for everything else. */
export function serveFiles(folder: string): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const root = resolve(folder) + sep;
  return async (request, response) => {
    try {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      const path = join(root, pathname === '/' ? 'index.html' : decodeURIComponent(pathname));
      if (!path.startsWith(root)) throw new Error('outside of the folder');
      const body = await readFile(path);
      response.writeHead(200, {
        'content-type': types[extname(path)] ?? 'application/octet-stream',
        'cache-control': 'no-store',
      });
      response.end(body);
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
    }
  };
}
