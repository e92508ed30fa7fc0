/**
 * Converts the arguments of `smolfaas wait` to the request that its pipeline takes, and the limit of
 * a whole run.
 */
import { SmolfaasError } from '@smolfaas/core';
import type { WaitRequest } from '@smolfaas/core/pipelines/wait.js';
import * as check from './check-value.js';

/** A content hash or its first digits; after it, as in the header, the generation. */
const VERSION = /^([0-9a-f]{4,64})(?:-g([1-9]\d{0,8}))?$/;

/** `--wait-timeout` in milliseconds; undefined without it. @throws bad-flag */
export function runTimeout(seconds: string | undefined): number | undefined {
  return seconds === undefined ? undefined : 1000 * check.wholeNumber('--wait-timeout', seconds, 1, 86_400);
}

/** @throws bad-flag */
export function waitRequest(
  fn: string,
  flags: { readonly for?: string | undefined; readonly timeout: string },
): WaitRequest {
  const timeoutMs = 1000 * check.wholeNumber('--timeout', flags.timeout, 1, 86_400);
  if (flags.for === undefined) return { function: fn, timeoutMs };
  const [, hash, generation] = VERSION.exec(flags.for) ?? [];
  if (hash === undefined) {
    const why = 'is no content hash: 4 to 64 of the digits 0-9a-f, such as 3f9c1b2a4d5e or 3f9c1b2a4d5e-g7';
    throw new SmolfaasError('bad-flag', { flag: '--for', value: flags.for, why });
  }
  const version = generation === undefined ? { hash } : { hash, generation: Number(generation) };
  return { function: fn, timeoutMs, version };
}
