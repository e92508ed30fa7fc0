/**
 * Base images from environment variables: `SMOLFAAS_BASE_NODE_BUILD=…` replaces the base
 * `node-build` of any runtime that declares one. Runtimes define the keys. An unknown key is not an
 * error, since its runtime may be installed later.
 */
import { SmolfaasError } from '@smolfaas/core';

const PREFIX = 'SMOLFAAS_BASE_';

/** Keys in lower case with `-`, as in manifests. @throws bad-flag for a reference with blanks */
export function bases(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const chosen = Object.entries(env).flatMap(([name, value]): [string, string][] => {
    if (!name.startsWith(PREFIX) || value === undefined || value === '') return [];
    if (/\s/.test(value)) throw new SmolfaasError('bad-flag', { flag: name, value, why: 'must be an image reference' });
    return [[name.slice(PREFIX.length).toLowerCase().replaceAll('_', '-'), value]];
  });
  return Object.fromEntries(chosen.sort(([a], [b]) => (a < b ? -1 : 1)));
}
