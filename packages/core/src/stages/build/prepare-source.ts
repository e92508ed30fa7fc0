/**
 * Stage 5, recipe, for a function that was read: its tree, and what its runtime makes of it on this machine.
 */
import type { ObservedImage } from '../../contract/observed.js';
import type { SourceTree } from '../../contract/runtime.js';
import type { Settings } from '../../contract/settings.js';
import { sourceTree } from '../fingerprint/source-tree.js';
import type { FunctionSource } from '../read-source.js';
import { type Prepared, prepareRecipe } from './recipe.js';

export interface PreparedSource {
  readonly prepared: Prepared;
  readonly tree: SourceTree;
}

/** @throws what prepareRecipe throws */
export async function prepareSource(
  { function: fn, dir, fingerprint, candidates, choice }: FunctionSource,
  { bases }: Pick<Settings, 'bases'>,
  images: readonly ObservedImage[],
): Promise<PreparedSource> {
  const tree = sourceTree(fn, dir, fingerprint.entries);
  const own = { function: fn, tree, candidates: candidates.runtimes, ...choice };
  const request = { ...own, configuredBases: bases, images };
  return { prepared: await prepareRecipe(request), tree };
}
