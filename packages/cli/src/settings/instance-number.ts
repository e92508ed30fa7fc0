/**
 * The value of `--instance`: a number from 1. Pure. Whether such an instance runs is decided by the
 * pipeline, which knows the containers.
 */
import { SmolfaasError } from '@smolfaas/core';

/** @throws bad-flag */
export function instanceNumber(value: string | undefined): { readonly instance?: number } {
  if (value === undefined) return {};
  if (/^[1-9]\d{0,4}$/.test(value)) return { instance: Number(value) };
  throw new SmolfaasError('bad-flag', { flag: '--instance', value, why: 'no number from 1' });
}
