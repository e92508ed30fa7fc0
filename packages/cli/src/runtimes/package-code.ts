/**
 * Which files of a package under development are its code: `.js`, `.cjs`, `.mjs` and `.json` beside
 * and below its module, without node_modules and without names that start with a dot.
 *
 * Both the identity of a runtime and the copy from which a changed one is imported are made from
 * exactly these files.
 */
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Absolute paths, sorted. @throws the file system's own error */
export function codeIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (isCodeFolder(entry)) return codeIn(path);
      return isCodeFile(entry) ? [path] : [];
    })
    .sort();
}

/**
 * A module may lie at the root of its package, beside everything that was installed or built there.
 */
export function isCodeFolder(entry: Dirent): boolean {
  return entry.isDirectory() && isOwn(entry.name);
}

export function isCodeFile(entry: Dirent): boolean {
  return entry.isFile() && isOwn(entry.name) && /\.([cm]?js|json)$/.test(entry.name);
}

const isOwn = (name: string): boolean => name !== 'node_modules' && !name.startsWith('.');
