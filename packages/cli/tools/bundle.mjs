/**
 * Bundles the built CLI: from some 400 modules to a few dozen files in dist/bundle. Finding and
 * opening modules one by one takes a quarter of the time of a run that has nothing to do.
 *
 *   dist of all packages (tsc) + libraries  ->  dist/bundle/
 *                                               entry points, chunks (one for each lazy import),
 *                                               THIRD-PARTY.txt
 *
 * Invariants:
 *  1. Lazy imports stay lazy: a dynamic import begins a chunk of its own, so a command still loads
 *     only what it uses.
 *  2. Runtimes are plug-ins and never bundled; nothing here imports them.
 *  3. Nothing is minified: names and line breaks are kept, so that stack traces are readable.
 *     Source maps are beside the chunks for `node --enable-source-maps`.
 *
 * Gotchas:
 *  1. better-sqlite3 is native code and remains outside the bundle.
 *  2. oclif needs TypeScript only where it compiles commands.
 *  3. bundle-parts.json lists the modules of each chunk; tests of start-up read it.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licences } from './licences.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const ENTRIES = [
  'argv/command-first',
  'process/node-version',
  'process/broken-streams',
  'process/user-places',
  'completion/answer',
  'commands/index',
  'main',
];

/** What CommonJS libraries expect and an ES module does not have. */
const COMMONJS = `import { createRequire as bundleRequire } from 'node:module';
import { fileURLToPath as bundlePath } from 'node:url';
const require = bundleRequire(import.meta.url);
const __filename = bundlePath(import.meta.url);
const __dirname = bundlePath(new URL('.', import.meta.url));`;

/**
 * Parts of dockerode that the CLI does not use: its classic builds, packing their directories, and
 * SSH (see engine-docker's connection/dockerode).
 */
const UNUSED = /dockerode\/lib\/(session|buildkit)\.js$|docker-modem\/lib\/ssh\.js$|\/tar-fs\/index\.js$/;

const withoutUnused = {
  name: 'without-unused',
  setup: ({ onLoad }) =>
    onLoad({ filter: UNUSED }, ({ path }) => ({
      contents: `module.exports = () => { throw new Error(${JSON.stringify(`${UNUSED.exec(path)[0]} is not part of the bundle`)}); };`,
    })),
};

const { metafile, outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ENTRIES.map((entry) => `dist/${entry}.js`),
  outbase: 'dist',
  outdir: 'dist/bundle',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: ['better-sqlite3', 'typescript'],
  banner: { js: COMMONJS },
  alias: { 'readable-stream': 'node:stream' }, // the same code, which Node has already loaded
  plugins: [withoutUnused],
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  write: false,
  logLevel: 'warning',
});
const licence = join(root, 'dist/bundle/THIRD-PARTY.txt');
// Not called LICENSES: pnpm would take it for the package's own licence and leave it out of the
// tarball.
const bundle = [...outputFiles, { path: licence, contents: Buffer.from(licences(root, Object.keys(metafile.inputs))) }];
replaceFiles(join(root, 'dist/bundle'), bundle);
const parts = Object.entries(metafile.outputs).map(([chunk, { inputs }]) => [chunk, Object.keys(inputs)]);
writeFileSync(join(root, 'dist/bundle-parts.json'), JSON.stringify(Object.fromEntries(parts), null, 1));

/**
 * Makes the directory hold exactly these files. A CLI that runs meanwhile finds each file whole: one
 * that is unchanged is not touched, another one is replaced by renaming, and those that are no
 * longer needed are removed last.
 */
function replaceFiles(directory, files) {
  for (const { path, contents } of files) {
    if (existsSync(path) && readFileSync(path).equals(contents)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, contents);
    renameSync(`${path}.new`, path);
  }
  const wanted = new Set(files.map(({ path }) => path));
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isDirectory() && !wanted.has(path)) rmSync(path);
  }
}
