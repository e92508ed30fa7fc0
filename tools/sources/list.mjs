/**
 * The source files that people write: TypeScript of packages and end-to-end tests, scripts of tools and benchmarks.
 * Which they are is asked here by every check of comments. Left out: generated code, and the functions that end-to-end tests deploy.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { sourceFiles } from '../doors/workspace.mjs';

const SCRIPTS = ['tools', 'bench', 'packages/cli/tools'];
const DEPLOYED = ['corpus', 'corpus-refused', 'dockerfiles', 'frameworks'].map((folder) => join('e2e', folder) + sep);

/** Paths relative to the root of the repository, with `/`. */
export function sourcesIn(root) {
  const packages = readdirSync(join(root, 'packages')).map((folder) => join(root, 'packages', folder, 'src'));
  const typescript = [...packages.filter(existsSync), join(root, 'e2e')].flatMap(sourceFiles);
  const scripts = SCRIPTS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .map((name) => join(root, folder, String(name)))
      .filter((path) => path.endsWith('.mjs')),
  );
  return [...typescript, ...scripts]
    .map((path) => relative(root, path))
    .filter((path) => !DEPLOYED.some((folder) => path.startsWith(folder)))
    .map((path) => path.replaceAll(sep, '/'));
}
