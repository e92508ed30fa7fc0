/**
 * The cache of our own builder container, if it runs: `du` counts it and `prune` takes from it. The engine's own build cache is none of ours
 * (docs/decisions/0030), nor is that of a daemon that the user runs.
 *
 * What must stay true: nothing is started or replaced for this. A builder that does not run, or would have to be made anew for today's
 * settings, is left for the next build; its cache has limits of its own.
 */
import type { BuilderCache } from '../../contract/buildkit-manager.js';
import { LABEL } from '../../contract/labels.js';
import { builderContainer } from '../build/builder-spec.js';
import { ownBuilder } from '../own-objects.js';
import type { Site } from '../preflight/site.js';

/** Undefined when there is none to speak of. @throws what BuildKitManager.ensure throws */
export async function ownBuilderCache({ context, project, observed }: Site): Promise<BuilderCache | undefined> {
  const { engine, settings, signal } = context;
  const container = ownBuilder(observed, project, settings.buildkitName);
  if (container?.state !== 'running') return undefined;
  const spec = builderContainer(settings, project, observed.images);
  if (container.labels[LABEL.specHash] !== engine.builder.specHash(spec)) return undefined;
  const builder = await engine.builder.ensure(
    { kind: 'container', container: spec },
    container,
    () => undefined,
    signal,
  );
  return builder.cache;
}
