/**
 * Who a runtime is, as it enters the recipe key: a function is rebuilt when the runtime that builds it has changed.
 *
 * A published package never changes under its version, so `name@version` says it all. A package that lies outside of
 * node_modules (a workspace, or `smolfaas plugins link`) is being worked on, and its version stands still; there the files
 * beside and below its module are hashed too: code and JSON, without what it installed and what starts with a dot. That is a
 * handful of small files, read only for such packages. Changes in what the module imports from other packages are not seen;
 * the recipe's own digest catches those that matter, once it is computed.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** The package that contributes a runtime. */
export interface RuntimePackage {
  readonly name: string;
  readonly version: string;
  /** Directory of its package.json. */
  readonly root: string;
}

/** @throws the file system's own error when a package under work has no built files yet */
export function identityOf(source: RuntimePackage, module: string): string {
  const published = `${source.name}@${source.version}`;
  if (realpathSync(source.root).split(sep).includes('node_modules')) return published;
  return `${published}+${hashOfFiles(dirname(join(source.root, module)))}`;
}

function hashOfFiles(folder: string): string {
  const hash = createHash('sha256');
  for (const file of codeIn(folder)) {
    const bytes = readFileSync(file);
    hash.update(`${file.slice(folder.length)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Sorted. A module may lie at the root of its package, beside everything that was ever installed or built there. */
function codeIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && !name.startsWith('.'))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return codeIn(path);
      return entry.isFile() && /\.([cm]?js|json)$/.test(entry.name) ? [path] : [];
    })
    .sort();
}
