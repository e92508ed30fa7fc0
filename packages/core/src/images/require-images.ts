/**
 * Decides whether a run has to check images before it starts (verify-images.ts): only with a lock
 * file, or without a network.
 *
 * Other runs load no code for it, because determining what a function needs means calling its
 * runtime.
 */
import { SmolfaasError } from '../contract/errors.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { Plan } from '../decide/plan.js';
import type { Desired } from '../desired/desired.js';
import type { Observation } from '../observed/observed-project.js';
import type { Recipes } from '../recipe/recipes.js';

/** `--locked` needs a lock file. @throws lock-file-missing */
export function requireLockFile({ settings }: PipelineContext): void {
  if (settings.locked && settings.lock === undefined) {
    throw new SmolfaasError('lock-file-missing', { path: settings.lockFile });
  }
}

/**
 * @throws lock-file-incomplete, image-not-the-locked, images-missing, image-pull-failed, engine-*
 */
export async function requireImages(
  plan: Plan,
  desired: Desired,
  recipes: Recipes,
  observation: Observation,
): Promise<void> {
  const { lock, offline } = observation.context.settings;
  if (lock === undefined && !offline) return;
  const { verifyImages } = await import('./verify-images.js');
  await verifyImages(plan, desired, recipes, observation);
}
