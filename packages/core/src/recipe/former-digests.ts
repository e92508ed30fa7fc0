/**
 * Stage 6, recipe: does a digest that version 0.1.0 recorded belong to this recipe?
 *
 * That version hashed the whole recipe, with its remarks. Runtimes have learnt more remarks since,
 * which change no image. So the digest is compared with those of the recipe without the remarks
 * that may be new.
 *
 * Invariant: a runtime appends its new failure hints, so the former ones are the first of them.
 */
import type { Recipe } from '../contract/runtime.js';
import { canonicalHash } from '../desired/canonical-hash.js';

/** Whether the digest is that of the whole recipe, as a former version of its runtime made it. */
export function isFormerDigest(digest: string, recipe: Recipe): boolean {
  return formerRecipes(recipe).some((former) => canonicalHash(former) === digest);
}

function formerRecipes(recipe: Recipe): readonly Partial<Recipe>[] {
  const { failureHints = [], notes = [] } = recipe;
  const core = Object.fromEntries(
    Object.entries(recipe).filter(([name]) => !['outputHints', 'notes', 'failureHints'].includes(name)),
  );
  const said = [{}, { notes: [] }, { notes }];
  const hinted = failureHints.map((_, at) => ({ failureHints: failureHints.slice(0, at + 1) }));
  return said.flatMap((remarks) =>
    [{}, { failureHints: [] }, ...hinted].map((hints) => ({ ...core, ...remarks, ...hints })),
  );
}
