/**
 * Bundles the built CLI: from some 800 modules to some fifty files in dist/bundle. Finding and
 * opening modules one by one takes a quarter of the time of a run that has nothing to do.
 *
 *   dist of all packages (tsc) + libraries  ->  dist/bundle/
 *                                               entry points, chunks (see chunks.mjs),
 *                                               THIRD-PARTY.txt
 *
 * Invariants:
 *  1. A lazy import stays lazy. Its module may lie in a file that is loaded already, but it is run
 *     only when it is imported (strictExecutionOrder), and no library comes with it that it does
 *     not need.
 *  2. Runtimes are plug-ins and never bundled; nothing here imports them.
 *  3. Nothing is minified: names and line breaks are kept, so that stack traces are readable.
 *     Source maps are beside the chunks for `node --enable-source-maps`.
 *
 * Gotchas:
 *  1. better-sqlite3 is native code and remains outside the bundle.
 *  2. oclif needs TypeScript only where it compiles commands.
 *  3. bundle-parts.json lists the modules of each chunk; tests of start-up read it.
 *  4. The version of rolldown is the one that vite brings, so that an installation has one copy.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { chunkOf } from './chunks.mjs';
import { licences } from './licences.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = (entry) => join(root, `dist/${entry}.js`);

/** What bin/run.js loads before it knows whether there is a command to run. */
const BEFORE = [
  'argv/command-first',
  'process/node-version',
  'process/broken-streams',
  'process/user-places',
  'completion/answer',
];
/** What every command loads. */
const COMMANDS = ['main', 'commands/index'];

/** What CommonJS libraries expect and an ES module does not have. */
const COMMONJS = `import { fileURLToPath as bundlePath } from 'node:url';
const __filename = bundlePath(import.meta.url);
const __dirname = bundlePath(new URL('.', import.meta.url));`;
const USES_COMMONJS = /\b__(?:dir|file)name\b/;

/**
 * Parts of dockerode that the CLI does not use: its classic builds, packing their directories, and
 * SSH (see engine-docker's connection/dockerode).
 */
const UNUSED = /dockerode\/lib\/(session|buildkit)\.js$|docker-modem\/lib\/ssh\.js$|\/tar-fs\/index\.js$/;

const commonJs = new Set();

const libraryParts = {
  name: 'library-parts',
  load: {
    filter: { id: UNUSED },
    handler: (id) =>
      `module.exports = () => { throw new Error(${JSON.stringify(`${UNUSED.exec(id)[0]} is not part of the bundle`)}); };`,
  },
  transform: {
    filter: { id: /node_modules/, code: USES_COMMONJS },
    handler(_code, id) {
      commonJs.add(id);
    },
  },
};

const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries([...BEFORE, ...COMMANDS].map((entry) => [entry, built(entry)])),
  platform: 'node',
  external: ['better-sqlite3', 'typescript'],
  resolve: { alias: { 'readable-stream': 'node:stream' } }, // the same code, which Node has already loaded
  plugins: [libraryParts],
  preserveEntrySignatures: 'allow-extension',
  transform: { target: 'node20.19' },
  checks: { ineffectiveDynamicImport: false, pluginTimings: false },
});
const { output } = await bundle.generate({
  format: 'esm',
  banner: ({ moduleIds }) => (moduleIds.some((id) => commonJs.has(id)) ? COMMONJS : ''),
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  comments: false,
  minify: false,
  sourcemap: true,
  sourcemapExcludeSources: true,
  strictExecutionOrder: true,
  codeSplitting: {
    groups: [
      {
        name: chunkOf(BEFORE.map(built), COMMANDS.map(built)),
        debugName: 'modules of SmolFaaS',
        includeDependenciesRecursively: false,
      },
    ],
  },
});
await bundle.close();

const folder = join(root, 'dist/bundle');
const chunks = output.filter(({ type }) => type === 'chunk');
const parts = chunks.map(({ fileName, modules }) => [
  `dist/bundle/${fileName}`,
  Object.keys(modules).map((path) => relative(root, path)),
]);
// Not called LICENSES: pnpm would take it for the package's own licence and leave it out of the
// tarball.
const thirdParty = licences(
  root,
  parts.flatMap(([, paths]) => paths),
);
replaceFiles(folder, [
  ...output.map((file) => ({ path: join(folder, file.fileName), contents: Buffer.from(file.code ?? file.source) })),
  { path: join(folder, 'THIRD-PARTY.txt'), contents: Buffer.from(thirdParty) },
]);
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
