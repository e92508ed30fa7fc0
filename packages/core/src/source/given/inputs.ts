/**
 * Stages 1 to 3: joins the inputs of functions (given.ts) with their sources, or the problems with
 * them.
 *
 * `up` refuses to begin if there is a problem. For `check`, it is a fault of one function.
 */
import { type InputProblem, SmolfaasError } from '../../contract/errors.js';
import type { Sources } from '../read-sources.js';
import type { FunctionInputs } from './given.js';

/** @throws function-input-missing if there are any */
export function refuseProblems(problems: readonly InputProblem[]): void {
  if (problems.length > 0) throw new SmolfaasError('function-input-missing', { problems });
}

/** The sources, with the inputs of their functions. */
export function withInputs(sources: Sources, inputs: ReadonlyMap<string, FunctionInputs>): Sources {
  const functions = [...sources.functions].map(([fn, source]) => {
    const given = inputs.get(fn);
    return [fn, given === undefined ? source : { ...source, given }] as const;
  });
  return { ...sources, functions: new Map(functions) };
}

/** For `check`: a function with a problem is one whose source cannot be used. */
export function withoutProblems(sources: Sources, problems: readonly InputProblem[]): Sources {
  const failures = new Map(sources.failures);
  const functions = new Map(sources.functions);
  for (const fn of new Set(problems.map((one) => one.function))) {
    const own = problems.filter((one) => one.function === fn);
    failures.set(fn, new SmolfaasError('function-input-missing', { problems: own }));
    functions.delete(fn);
  }
  return { ...sources, functions, failures };
}
