/**
 * The cache of this project's own builder container, if it runs: `du` counts it and `prune` frees
 * space from it. The engine's own build cache (docs/decisions/0030) and the cache of a daemon that
 * the user runs belong to other tools.
 *
 * Invariant: nothing is started or replaced for this, whatever builder the current settings
 * require, because the builder may be in the middle of a build. A builder that does not run is left
 * for the next build; its cache has limits of its own.
 */
import type { BuilderCache } from '../contract/buildkit-manager.js';
import { ownBuilder } from '../observed/own-objects.js';
import type { Observation } from '../observed/observed-project.js';

/** Undefined when no builder container runs. @throws what BuildKitManager.cacheOf throws */
export async function ownBuilderCache({ context, project, observed }: Observation): Promise<BuilderCache | undefined> {
  const { engine, settings, signal } = context;
  const container = ownBuilder(observed, project, settings.buildkitName);
  return container?.state === 'running' ? engine.builder.cacheOf(container, signal) : undefined;
}
