/**
 * Records which modules a process loads, for tests of the built CLI's start-up. Pass `options` to
 * node, and read `loaded` once the process has ended. A chunk of the bundle is listed as the
 * modules that it was made of.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './temporary-folder.js';

export interface ModuleSpy {
  /** Command-line options for node. */
  readonly options: string[];
  /** URLs of all ES modules and paths of all CommonJS modules and bundled modules, one per line. */
  readonly loaded: () => string;
}

const CLI = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Installs a loader hook that writes the URL of every ES module and, at the end, the names of all
 * CommonJS modules.
 */
export function moduleSpy(): ModuleSpy {
  const folder = temporaryFolder();
  const list = JSON.stringify(join(folder, 'list'));
  const hooks = `import { appendFileSync } from 'node:fs';
    export async function load(url, context, next) { appendFileSync(${list}, url + '\\n'); return next(url, context); }`;
  const preload = `import { register, createRequire } from 'node:module'; import { appendFileSync } from 'node:fs';
    register('data:text/javascript,' + ${JSON.stringify(encodeURIComponent(hooks))});
    process.on('exit', () => appendFileSync(${list}, Object.keys(createRequire('/').cache).join('\\n')));`;
  writeFileSync(join(folder, 'preload.mjs'), preload);
  return {
    options: ['--import', join(folder, 'preload.mjs')],
    loaded: () => {
      const modules = readFileSync(join(folder, 'list'), 'utf8').split('\n');
      return [...modules, ...bundledIn(modules)].join('\n');
    },
  };
}

/** tools/bundle.mjs writes the file: chunks with their modules, both relative to this package. */
function bundledIn(modules: readonly string[]): string[] {
  const parts: Record<string, readonly string[]> = JSON.parse(
    readFileSync(join(CLI, 'dist/bundle-parts.json'), 'utf8'),
  );
  const loaded = new Set(modules.filter((one) => one.startsWith('file:')).map((one) => fileURLToPath(one)));
  return Object.entries(parts)
    .filter(([chunk]) => loaded.has(resolve(CLI, chunk)))
    .flatMap(([, inputs]) => inputs.map((path) => resolve(CLI, path)));
}
