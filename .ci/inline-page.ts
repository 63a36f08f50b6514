/** A Vite plugin: puts a page's one script into the page, as a classic one, so that it runs from disk; its policy allows that script alone. */
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

/** What the page may do besides: read a log from any address that a person names. Nothing else is fetched, and nothing is sent. */
const policy = (scriptHash: string): string =>
  `default-src 'none'; script-src '${scriptHash}'; style-src 'unsafe-inline'; img-src data: blob:; ` +
  `connect-src http: https: data: blob:; base-uri 'none'; form-action 'none'`;

export function inlinePage(): Plugin {
  return {
    name: 'inline-page',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const [chunk] = chunks;
      const page = Object.values(bundle).find((file) => file.type === 'asset' && file.fileName.endsWith('.html'));
      if (!chunk || chunks.length > 1 || page?.type !== 'asset')
        throw new Error('A page with one script was expected.');
      // What ends a script in HTML can only stand in strings and comments of it, where the escape means the same.
      const code = chunk.code.trim().replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
      const hash = `sha256-${createHash('sha256').update(code).digest('base64')}`;
      const meta = `<meta http-equiv="Content-Security-Policy" content="${policy(hash)}" />`;
      const html = String(page.source)
        .replace(/\s*<script type="module"[^>]*><\/script>/, '')
        .replace('<meta charset="utf-8" />', () => `<meta charset="utf-8" />\n    ${meta}`)
        .replace('</body>', () => `  <script>${code}</script>\n  </body>`);
      page.source = html;
      delete bundle[chunk.fileName];
    },
  };
}
