/**
 * Bundles a benchmark program the way the CLI is shipped (docs/decisions/0007), so that it is not measured with a start-up that no user has.
 */
import { createRequire } from 'node:module';

/** esbuild belongs to the CLI's package, and its version with it. */
const { build } = createRequire(new URL('../../packages/cli/package.json', import.meta.url))('esbuild');

const COMMONJS = `import { createRequire as bundleRequire } from 'node:module';
const require = bundleRequire(import.meta.url);`;

/** Writes the program at `entry`, an absolute path, as one module to `outfile`. */
export async function bundle(entry, outfile) {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    banner: { js: COMMONJS },
    logLevel: 'warning',
  });
}
