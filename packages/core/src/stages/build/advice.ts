/**
 * Stage 8, solve: a step that failed gets the advice that its runtime has for such an output.
 *
 * Tools say what they could not do; which base image or setting would change that only the runtime knows. It says so as data of the
 * recipe, so none of its code runs again.
 */
import { isSmolfaasError, SmolfaasError } from '../../contract/errors.js';
import type { Recipe } from '../../contract/runtime.js';

/** The same error, with a hint where one fits; any other error as it is. Pure. */
export function withAdvice(error: unknown, { advice = [] }: Pick<Recipe, 'advice'>): unknown {
  if (!isSmolfaasError(error, 'build-step-failed')) return error;
  const { log } = error.facts;
  const fitting = advice.find(({ output }) => log.some((line) => line.includes(output)));
  if (fitting === undefined) return error;
  return new SmolfaasError('build-step-failed', { ...error.facts, hint: fitting.hint }, { cause: error });
}
