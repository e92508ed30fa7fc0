/**
 * Which modules does a process load? Asked of the built CLI by tests of its start-up; give `options` to node and read
 * `loaded` once the process has ended.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.js';

export interface ModuleSpy {
  /** Command-line options for node. */
  readonly options: string[];
  /** Addresses of all ES modules and paths of all CommonJS modules, one on each line. */
  readonly loaded: () => string;
}

/** A loader hook that writes the address of every ES module, and at the end the names of all CommonJS modules. */
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
    loaded: () => readFileSync(join(folder, 'list'), 'utf8'),
  };
}
