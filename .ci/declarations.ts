/** The package's type declarations, rolled into one file per entry. */
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

const ENTRIES = {
  index: 'inspector/index.ts',
  noop: 'inspector/noop.ts',
  log: 'inspector/log.ts',
  server: 'inspector/server/index.ts',
};

export async function writeDeclarations(): Promise<void> {
  for (const [name, input] of Object.entries(ENTRIES)) {
    const bundle = await rollup({
      input,
      plugins: [dts()],
      external: [/\.css/, /^node:/],
      onwarn: (warning) => {
        throw new Error(warning.message);
      },
    });
    await bundle.write({ file: `dist/npm/${name}.d.ts`, format: 'es' });
    await bundle.close();
  }
}
