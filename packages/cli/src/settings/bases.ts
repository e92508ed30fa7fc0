/**
 * Base images that the user chooses: `bases` of the project file, and before it environment
 * variables (`SMOLFAAS_BASE_NODE_BUILD=…` replaces the base `node-build` of any runtime that
 * declares one). Runtimes define the keys. An unknown key is not an error, since its runtime may be
 * installed later; one of the project file is a warning.
 */
import type { RuntimeManifest } from '@smolfaas/core';
import { nearest } from '../text/nearest.js';
import { imageReference } from './check-value.js';

const PREFIX = 'SMOLFAAS_BASE_';

/**
 * Keys in lower case with `-`, as in manifests.
 * @param chosen in the project file
 * @throws bad-flag for a reference with blanks
 */
export function bases(
  env: Readonly<Record<string, string | undefined>>,
  chosen: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const set = Object.entries(env).flatMap(([name, value]): [string, string][] => {
    if (!name.startsWith(PREFIX) || value === undefined || value === '') return [];
    return [[name.slice(PREFIX.length).toLowerCase().replaceAll('_', '-'), imageReference(name, value)]];
  });
  const all = new Map([...Object.entries(chosen), ...set]);
  return Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Warnings about keys of the project file that no installed runtime declares. */
export function strayBases(
  chosen: Readonly<Record<string, string>>,
  manifests: readonly Pick<RuntimeManifest, 'bases'>[],
): readonly string[] {
  const known = manifests.flatMap(({ bases: declared = {} }) => Object.keys(declared));
  return Object.keys(chosen)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const meant = nearest(key, known);
      return `bases.${key} of the project file: no runtime here has this base${meant === undefined ? '' : `; did you mean ${meant}?`}`;
    });
}
