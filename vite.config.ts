import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { crx, type ManifestV3Export } from '@crxjs/vite-plugin';
import preact from '@preact/preset-vite';
import { defineConfig, type UserConfig } from 'vite';
import { inlinePage } from './.ci/inline-page.ts';
import manifest from './manifest.json' with { type: 'json' };

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const define = { __VERSION__: JSON.stringify(version) };
const common = { define, build: { target: 'es2022', emptyOutDir: true } } satisfies UserConfig;

/** One manifest for both browsers; what differs is told here, since crxjs does not translate it. */
function manifestFor(browser: 'chrome' | 'firefox'): ManifestV3Export {
  const { background, browser_specific_settings, minimum_chrome_version, ...shared } = structuredClone(manifest);
  // Chrome's panel reaches its tab by itself: there the extension has no background at all.
  const own = browser === 'chrome' ? { minimum_chrome_version } : { background, browser_specific_settings };
  return { ...shared, ...own, version } as ManifestV3Export;
}

/** Content scripts are named `*.iife.ts`: crxjs builds those whole, without a loader that would lose the race with the page. */
const extension = (browser: 'chrome' | 'firefox'): UserConfig => ({
  ...common,
  plugins: [preact(), crx({ manifest: manifestFor(browser), browser })],
  build: {
    ...common.build,
    outDir: `dist/${browser}`,
    modulePreload: false,
    rollupOptions: { input: { panel: 'extension/panel/panel.html' } },
  },
});

/** The npm package: ES modules. Declarations are added by the build script. */
const library: UserConfig = {
  ...common,
  plugins: [preact()],
  publicDir: false,
  build: {
    ...common.build,
    outDir: 'dist/npm',
    lib: {
      entry: { index: 'inspector/index.ts', noop: 'inspector/noop.ts', log: 'inspector/log.ts' },
      formats: ['es'],
    },
    minify: true,
  },
};

/** The companion for Node.js: it depends on nothing. */
const server: UserConfig = {
  ...common,
  publicDir: false,
  build: {
    ...common.build,
    target: 'node20',
    outDir: 'dist/npm',
    emptyOutDir: false,
    lib: { entry: { server: 'inspector/server/index.ts' }, formats: ['es'] },
    rollupOptions: { external: /^node:/ },
    minify: false,
  },
};

/** The inspector as one classic script. */
const scriptTag: UserConfig = {
  ...common,
  plugins: [preact()],
  publicDir: false,
  build: {
    ...common.build,
    outDir: 'dist/npm',
    emptyOutDir: false,
    lib: {
      entry: 'inspector/sioscope.iife.ts',
      formats: ['iife'],
      name: 'sioscopeScript',
      fileName: () => 'sioscope.iife.js',
    },
  },
};

/** The command line, for Node, whole in one file. */
const cli: UserConfig = {
  ...common,
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ...common.build,
    outDir: 'dist/cli',
    ssr: 'inspector/cli/main.ts',
    rollupOptions: { output: { entryFileNames: 'sioscope.js', banner: '#!/usr/bin/env node' } },
  },
};

/** The page for saved logs: one file, which works from any place, from disk too. */
const viewer: UserConfig = {
  ...common,
  root: 'inspector/viewer',
  base: './',
  plugins: [preact(), inlinePage()],
  publicDir: false,
  build: {
    ...common.build,
    outDir: resolve('dist/viewer'),
    modulePreload: false,
    rollupOptions: { output: { format: 'iife', codeSplitting: false } },
  },
};

/** The demo's page. `demo-production` is built as an application ships: the inspector must vanish from it. */
const demo = (production: boolean): UserConfig => ({
  ...common,
  root: 'examples/demo/page',
  plugins: [preact()],
  publicDir: false,
  resolve: { alias: { sioscope: resolve(production ? 'inspector/noop.ts' : 'inspector/index.ts') } },
  build: { ...common.build, outDir: resolve(production ? 'dist/demo-production' : 'dist/demo') },
});

const products: Record<string, () => UserConfig> = {
  chrome: () => extension('chrome'),
  firefox: () => extension('firefox'),
  npm: () => library,
  server: () => server,
  'script-tag': () => scriptTag,
  cli: () => cli,
  viewer: () => viewer,
  demo: () => demo(false),
  'demo-production': () => demo(true),
};

export default defineConfig(({ mode }) => {
  const product = products[mode];
  if (!product) throw new Error(`vite --mode must be one of: ${Object.keys(products).join(', ')}`);
  return product();
});
