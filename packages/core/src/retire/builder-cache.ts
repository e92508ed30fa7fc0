/**
 * The cache of our own builder container, if it runs: `du` counts it and `prune` takes from it. The engine's own build cache is none of ours
 * (docs/decisions/0030), nor is that of a daemon that the user runs.
 *
 * What must stay true: nothing is started or replaced for this, whatever builder today's settings would want: it may be in the middle of a
 * build. One that does not run is left for the next build; its cache has limits of its own.
 */
import type { BuilderCache } from '../contract/buildkit-manager.js';
import { ownBuilder } from '../observed/own-objects.js';
import type { Observation } from '../observed/observed-project.js';

/** Undefined when there is none to speak of. @throws what BuildKitManager.cacheOf throws */
export async function ownBuilderCache({ context, project, observed }: Observation): Promise<BuilderCache | undefined> {
  const { engine, settings, signal } = context;
  const container = ownBuilder(observed, project, settings.buildkitName);
  return container?.state === 'running' ? engine.builder.cacheOf(container, signal) : undefined;
}
