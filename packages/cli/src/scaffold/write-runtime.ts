/**
 * Writes a new runtime package: the files below templates/runtime, which are a whole runtime with the id `hello`, with the new id in
 * its place. So the template is tested like any runtime, and what a user gets has been tested.
 *
 * What must stay true: all or nothing of it is ours. A directory that holds anything is refused before the first file is written.
 * What would surprise: npm leaves files called `.gitignore` out of packages, so the template's has no dot.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isSmolfaasError, SmolfaasError, systemCode } from '@smolfaas/core';

const TEMPLATE = fileURLToPath(new URL('../../templates/runtime', import.meta.url));

/** Stands for the id in texts and file names of the template, and for nothing else there. */
const ID = /\bhello\b/g;

/** The range in the template for packages of SmolFaaS, which all carry one version. */
const RANGE = /("@smolfaas\/\w+": )"[^"]*"/g;

/** The package that holds a runtime of this id, and the directory that it is written to. */
export function packageName(id: string): string {
  return `smolfaas-runtime-${id}`;
}

/**
 * @returns the paths written, relative to the folder, sorted
 * @throws folder-unusable when the folder holds something, is no directory, or cannot be written to
 */
export function writeRuntime(to: { readonly id: string; readonly version: string; readonly folder: string }): string[] {
  const { id, version, folder } = to;
  try {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length > 0) throw unusable(folder, 'it is not empty');
    const written = templateFiles().map((path) => {
      const text = readFileSync(join(TEMPLATE, path), 'utf8').replaceAll(RANGE, `$1"^${version}"`).replaceAll(ID, id);
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

function templateFiles(): string[] {
  return readdirSync(TEMPLATE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name).slice(TEMPLATE.length + 1));
}

function unusable(path: string, why: string, cause?: unknown): SmolfaasError<'folder-unusable'> {
  return new SmolfaasError('folder-unusable', { path, why }, cause === undefined ? undefined : { cause });
}
