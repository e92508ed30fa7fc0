/**
 * Assertions that all manager suites share: a call fails with a code of the contract, and a verb
 * reacts to an aborted signal.
 */
import assert from 'node:assert/strict';
import { type ErrorCode, type ErrorFacts, isSmolfaasError } from '@smolfaas/core';

/**
 * The facts of the error with this code. Fails when the call succeeds, or fails with another error.
 */
export async function failsWith<C extends ErrorCode>(
  code: C,
  call: Promise<unknown>,
  because: string,
): Promise<ErrorFacts[C]> {
  const error = await reasonOf(call, `${because}: expected ${code}, but the call succeeded`);
  assert.ok(isSmolfaasError(error, code), `${because}: expected ${code}, got ${String(error)}`);
  return error.facts;
}

/**
 * Calls each verb with an already aborted signal: each must throw its reason, the very same object.
 */
export async function hearsAbort(verbs: Readonly<Record<string, (signal: AbortSignal) => Promise<unknown>>>) {
  const reason = new Error('stopped by the conformance suite');
  for (const [name, verb] of Object.entries(verbs)) {
    const error = await reasonOf(verb(AbortSignal.abort(reason)), `${name} goes on with an aborted signal`);
    assert.equal(error, reason, `${name} must throw the reason of its signal, and threw ${String(error)}`);
  }
}

async function reasonOf(call: Promise<unknown>, otherwise: string): Promise<unknown> {
  const outcome = await call.then(
    () => ({ failed: false, error: undefined }),
    (error: unknown) => ({ failed: true, error }),
  );
  assert.ok(outcome.failed, otherwise);
  return outcome.error;
}
