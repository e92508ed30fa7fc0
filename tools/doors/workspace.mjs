/**
 * Reads the workspace into the values that the door check judges: its packages and their source files with their imports.
 * Generated code is left out: its imports are not a choice.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { findImports } from './imports.mjs';

/** `[{ folder, name, files }]` of every package below `root`/packages that has a `src`. Paths are relative to `root`. */
export function readWorkspace(root) {
  const folders = readdirSync(join(root, 'packages')).sort();
  return folders
    .filter((folder) => existsSync(join(root, 'packages', folder, 'src')))
    .map((folder) => {
      const { name } = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'));
      const files = sourceFiles(join(root, 'packages', folder, 'src')).map((path) => readSource(root, path));
      return { folder, name, files };
    });
}

/** The TypeScript files below `directory`, sorted, generated ones left out. */
export function sourceFiles(directory) {
  return readdirSync(directory, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts') && !name.split(sep).includes('gen'))
    .sort()
    .map((name) => join(directory, name));
}

/** A file with its imports; a relative import also carries the `target` file that it means. */
function readSource(root, path) {
  const imports = findImports(readFileSync(path, 'utf8')).map((found) =>
    found.specifier.startsWith('.')
      ? { ...found, target: relative(root, resolve(dirname(path), found.specifier)).replace(/\.js$/, '.ts') }
      : found,
  );
  return { path: relative(root, path), imports };
}
