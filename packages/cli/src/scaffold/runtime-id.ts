/**
 * Checks the id of a new runtime. Users write and read the id; it is part of the package's name
 * and, in the template, of a file name. So the rule is stricter than the one for manifests: an id
 * also has to be short.
 */
import { SmolfaasError } from '@smolfaas/core';

const VALID = /^[a-z][a-z0-9-]*$/;
const MAX = 40;

/**
 * @returns undefined for a valid id; otherwise the error, with a similar valid id if there is one
 */
export function checkRuntimeId(id: string): SmolfaasError<'bad-runtime-id'> | undefined {
  if (isGood(id)) return undefined;
  const near = id
    .toLowerCase()
    .replace(/^(@[^/]*\/)?(smolfaas-)?(runtime-)?/, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '')
    .slice(0, MAX);
  return new SmolfaasError('bad-runtime-id', isGood(near) ? { id, suggestion: near } : { id });
}

/** The package's name already says that it is a runtime. */
function isGood(id: string): boolean {
  return VALID.test(id) && id.length <= MAX && !id.endsWith('-') && !/^(smolfaas-)?runtime-/.test(id);
}
