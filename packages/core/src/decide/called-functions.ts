/**
 * Stage 7, decide: which functions will serve after the run, if all goes well. A router that is
 * created in this run gets their names as aliases, which the engine fixes at that moment. Pure.
 */
import type { Plan } from './plan.js';

/** The functions that the plan leaves with something that serves, sorted: names for a new router. */
export function calledFunctions({ functions, outside }: Pick<Plan, 'functions' | 'outside'>): readonly string[] {
  const inside = functions.filter(({ action, current }) => action !== 'remove' && (action !== 'keep' || current));
  const others = outside.filter(({ upstream }) => upstream !== undefined);
  return [...inside, ...others].map((one) => one.function).toSorted();
}
