/**
 * Which command starts the function: `index.js`; if absent, package.json's `main`, then its `start`
 * script.
 *
 * The answer is needed before anything is built, and a `build` script may emit files that do not
 * exist yet. So with a build script the runtime trusts a named `main`, then a `start` script. With
 * neither of them it expects the build to emit `index.js`.
 */
import type { SourceTree } from '@smolfaas/core';
import type { BadPackage, Package } from './manifest.js';
import { startCommand } from './start-script.js';

/** The image's command as an argument list, or why there is none. */
export function entryOf(tree: SourceTree, pkg: Package): readonly string[] | BadPackage {
  if (tree.has('index.js')) return ['node', 'index.js'];
  const builds = pkg.scripts['build'] !== undefined;
  if (pkg.main !== undefined && (builds || resolves(tree, pkg.main))) return ['node', pkg.main];
  const start = startCommand(pkg.scripts);
  if (start !== undefined) return start;
  if (builds) return ['node', 'index.js'];
  const looked =
    pkg.main === undefined
      ? 'index.js, "main" and a "start" script'
      : `index.js, "main" (${pkg.main}) and a "start" script`;
  return {
    message: `nothing to start: looked for ${looked}`,
    hint: 'put the HTTP server (0.0.0.0:8000) into index.js, or name it in package.json: `npm pkg set main=server.js`',
  };
}

/** Node's own rule for `main`: the file, the file with .js, or index.js in the directory. */
function resolves(tree: SourceTree, main: string): boolean {
  const path = main.replace(/^\.\//, '').replace(/\/$/, '');
  return [path, `${path}.js`, `${path}.json`, `${path}/index.js`].some((candidate) => tree.has(candidate));
}
