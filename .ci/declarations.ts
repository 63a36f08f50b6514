/** The package's type declarations, rolled into one file per entry. */
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

export async function writeDeclarations(): Promise<void> {
  for (const name of ['index', 'noop', 'log']) {
    const bundle = await rollup({
      input: `inspector/${name}.ts`,
      plugins: [dts()],
      external: [/\.css/],
      onwarn: (warning) => {
        throw new Error(warning.message);
      },
    });
    await bundle.write({ file: `dist/npm/${name}.d.ts`, format: 'es' });
    await bundle.close();
  }
}
