/**
 * Stage 8, solve: what a runtime knows about failing steps goes with the failure.
 *
 * Package managers say what went wrong in their own words, and not what to do about it here. Only the runtime knows both, so its recipe
 * carries pairs of words and advice; everything between it and the user passes the advice on and understands none of it.
 */
import { isSmolfaasError, SmolfaasError } from '../../contract/errors.js';
import type { FailureHint } from '../../contract/runtime.js';

/** The error with the hint of the first entry whose words are in the step's output; any other error as it is. Pure. */
export function withFailureHint(error: unknown, known: readonly FailureHint[] = []): unknown {
  if (!isSmolfaasError(error, 'build-step-failed')) return error;
  const { log } = error.facts;
  const fitting = known.find(({ output }) => log.some((line) => line.includes(output)));
  if (fitting === undefined) return error;
  return new SmolfaasError('build-step-failed', { ...error.facts, hint: fitting.hint }, { cause: error.cause });
}
