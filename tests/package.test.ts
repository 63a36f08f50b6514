/** The npm package as an application meets it: packed, unpacked into its node_modules, bundled by its bundler. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browsers } from './harness/all.ts';
import { startServer } from './harness/server.ts';

/** What only our code says: the log's format, the overlay's element, an entry's kind, the question for a recorder. */
const OURS = ['sioscope-log', 'data-sioscope', 'transport-open', 'sioscope:recorder?'];

/** The demo's page with the packed package beside it, as after `npm install sioscope`. */
class App {
  readonly root = mkdtempSync(join(tmpdir(), 'sioscope-app-'));

  install(): void {
    const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', this.root], {
      encoding: 'utf8',
    });
    const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
    const modules = join(this.root, 'node_modules');
    mkdirSync(join(modules, 'sioscope'), { recursive: true });
    const archive = join(this.root, filename);
    execFileSync('tar', ['-xzf', archive, '-C', join(modules, 'sioscope'), '--strip-components=1']);
    symlinkSync(resolve('node_modules/socket.io-client'), join(modules, 'socket.io-client'), 'dir');
    cpSync('examples/demo', this.root, { recursive: true });
  }

  /** Builds it for a mode; Vite sets the export condition of that name. */
  async bundle(mode: 'production' | 'development'): Promise<string> {
    const outDir = join(this.root, mode);
    const before = process.env.NODE_ENV;
    process.env.NODE_ENV = mode;
    try {
      await build({ configFile: false, root: join(this.root, 'page'), mode, logLevel: 'warn', build: { outDir } });
    } finally {
      process.env.NODE_ENV = before;
    }
    return outDir;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

const scriptsOf = (folder: string): string =>
  readdirSync(join(folder, 'assets'))
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(folder, 'assets', name), 'utf8'))
    .join('\n');

describe('the package in an application', () => {
  const app = new App();
  let production: string;
  let development: string;

  beforeAll(async () => {
    app.install();
    production = scriptsOf(await app.bundle('production'));
    development = scriptsOf(await app.bundle('development'));
  });
  afterAll(() => app.remove());

  it.each(OURS)('says %s while it is developed, and not in production', (words) => {
    expect(development).toContain(words);
    expect(production).not.toContain(words);
  });

  it('adds next to nothing to what ships', () => {
    expect(production).toContain('engine');
    expect(development.length - production.length).toBeGreaterThan(100_000);
  });

  it('brings its types, its licence and its words, and no sources or tests', () => {
    const root = join(app.root, 'node_modules/sioscope');
    for (const name of ['README.md', 'LICENSE', 'dist/npm/index.d.ts', 'dist/npm/noop.d.ts'])
      expect(existsSync(join(root, name)), name).toBe(true);
    expect(readdirSync(root).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
  });

  describe.each(browsers)('in $name', ({ launch }) => {
    it('mounts from the bundle', async () => {
      const folder = join(app.root, 'development');
      const files = readdirSync(join(folder, 'assets')).map((name) => [
        `/assets/${name}`,
        {
          body: readFileSync(join(folder, 'assets', name)),
          headers: { 'content-type': name.endsWith('.js') ? 'text/javascript' : 'text/css' },
        },
      ]);
      const server = await startServer({
        pages: { '/': readFileSync(join(folder, 'index.html'), 'utf8'), ...Object.fromEntries(files) },
      });
      const browser = await launch();
      try {
        const page = await browser.newPage(`${server.url}/`);
        await page.waitForSelector('[data-sioscope] >>> [data-testid="row"][data-kind="connected"]');
      } finally {
        await browser.close();
        await server.close();
      }
    });
  });
});
