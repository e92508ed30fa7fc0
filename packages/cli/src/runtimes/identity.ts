/**
 * The identity of a runtime in the recipe key: a function is rebuilt when the runtime that builds
 * it has changed.
 *
 * | package | identity |
 * |---|---|
 * | below node_modules | `name@version`: a published package never changes under its version |
 * | elsewhere (a workspace, or `smolfaas plugins link`) | the same, and a hash of its files: its version does not change while its code does |
 *
 * The hash covers the package's code (package-code.ts). These are a handful of small files, read only
 * for such packages.
 *
 * Gotcha: changes in what the module imports from other packages are not detected. The recipe's own
 * digest catches those that matter, once it is computed.
 */
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { codeIn } from './package-code.js';

/** The package that contributes a runtime. */
export interface RuntimePackage {
  readonly name: string;
  readonly version: string;
  /** Directory of its package.json. */
  readonly root: string;
}

/** @throws the file system's own error when a package under development has no built files yet */
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
