/**
 * Stage 6, recipe, for a function whose source was read: its file tree, and the recipe that its
 * runtime makes from it.
 */
import type { SourceTree } from '../contract/runtime.js';
import type { DesiredImage } from '../desired/desired-image.js';
import { sourceTree } from '../source/fingerprint/source-tree.js';
import { type Prepared, prepareRecipe } from './recipe.js';

export interface PreparedSource {
  readonly prepared: Prepared;
  readonly tree: SourceTree;
}

/** @throws what prepareRecipe throws */
export async function prepareSource({ source, bases }: DesiredImage): Promise<PreparedSource> {
  const { function: fn, dir, fingerprint, candidates, choice, shared } = source;
  const tree = sourceTree(fn, dir, fingerprint.entries, shared);
  const request = { function: fn, tree, candidates: candidates.runtimes, bases, ...choice };
  return { prepared: await prepareRecipe(request), tree };
}
