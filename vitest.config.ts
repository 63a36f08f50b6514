import preact from '@preact/preset-vite';
import { defineConfig } from 'vitest/config';

// Apart from vite.config.ts on purpose: the extension's plugin has no place in tests.
export default defineConfig({
  test: {
    projects: [
      {
        plugins: [preact()],
        test: { name: 'unit', environment: 'node', include: ['{shared,extension,inspector}/**/*.test.{ts,tsx}'] },
      },
      {
        test: {
          name: 'browser',
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Two cores: one browser at a time.
          fileParallelism: false,
          globalSetup: ['tests/harness/build.ts'],
        },
      },
    ],
  },
});
