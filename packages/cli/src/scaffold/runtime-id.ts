/**
 * What a new runtime may be called. The id is what users write and read, a part of the package's name, and in the template the name
 * of a file, so it is narrower than what a manifest may say: it also has to be short.
 */
import { SmolfaasError } from '@smolfaas/core';

const VALID = /^[a-z][a-z0-9-]*$/;
const MAX = 40;

/** @returns undefined for a good id, else the error, with a good id that is near where there is one */
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

/** The package's name says already that it is a runtime. */
function isGood(id: string): boolean {
  return VALID.test(id) && id.length <= MAX && !id.endsWith('-') && !/^(smolfaas-)?runtime-/.test(id);
}
