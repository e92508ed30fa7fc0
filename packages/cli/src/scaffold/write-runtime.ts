/**
 * Writes a new runtime package from the files below templates/runtime. They are a complete runtime
 * with the id `hello`; the new id replaces it. So the template is tested like any runtime, and
 * users get tested code.
 *
 * Invariant: a directory that is not empty is refused before the first file is written. So
 * everything in the directory is from SmolFaaS, or nothing.
 *
 * Gotcha: npm leaves files called `.gitignore` out of packages, so the template's has no dot.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isSmolfaasError, SmolfaasError, systemCode } from '@smolfaas/core';

/** Marks the id in texts and file names of the template, and nothing else there. */
const ID = /\bhello\b/g;

/** The version range in the template for packages of SmolFaaS, which all have one version. */
const RANGE = /("@smolfaas\/\w+": )"[^"]*"/g;

/** Name of the package with a runtime of this id, and of the directory for it. */
export function packageName(id: string): string {
  return `smolfaas-runtime-${id}`;
}

/** The package to write, and its directory. */
export interface NewPackage {
  readonly id: string;
  /** Version of the CLI, and so of the packages that the new one depends on. */
  readonly version: string;
  readonly folder: string;
  /** Directory of the CLI's package, which contains the template. */
  readonly cliRoot: string;
}

/**
 * @returns the paths written, relative to the folder, sorted
 * @throws folder-unusable when the folder is not empty, not a directory, or not writable
 */
export function writeRuntime({ id, version, folder, cliRoot }: NewPackage): string[] {
  const template = join(cliRoot, 'templates', 'runtime');
  try {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length > 0) throw unusable(folder, 'it is not empty');
    const written = filesBelow(template).map((path) => {
      const text = readFileSync(join(template, path), 'utf8').replaceAll(RANGE, `$1"^${version}"`).replaceAll(ID, id);
      const target = path.replaceAll(ID, id).replace(/^gitignore$/, '.gitignore');
      mkdirSync(dirname(join(folder, target)), { recursive: true });
      writeFileSync(join(folder, target), text);
      return target;
    });
    return written.sort();
  } catch (error) {
    const code = isSmolfaasError(error) ? undefined : systemCode(error);
    if (code === undefined) throw error;
    throw unusable(folder, code === 'EEXIST' || code === 'ENOTDIR' ? 'it is not a directory' : code, error);
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

function unusable(path: string, why: string, cause?: unknown): SmolfaasError<'folder-unusable'> {
  return new SmolfaasError('folder-unusable', { path, why }, cause === undefined ? undefined : { cause });
}
