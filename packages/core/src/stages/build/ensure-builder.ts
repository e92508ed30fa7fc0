/**
 * Stage 8, solve: the builder, made ready while network and router are. Who has to be built waits for it; who has not, does not.
 */
import type { Builder } from '../../contract/buildkit-manager.js';
import type { Plan } from '../decide/plan.js';
import { ownBuilder } from '../own-objects.js';
import type { Site } from '../preflight/site.js';
import { builderSpec } from './builder-spec.js';

/** Undefined when nothing has to be built. @throws what BuildKitManager.ensure throws */
export async function ensureBuilder({ builder }: Plan, site: Site): Promise<Builder | undefined> {
  if (builder.action === 'nothing') return undefined;
  const { context, project, observed } = site;
  const { engine, settings, emit, signal } = context;
  const container = ownBuilder(observed, project, settings.buildkitName);
  const spec = builderSpec(settings, project, observed.images);
  return await engine.builder.ensure(spec, container, (event) => emit({ type: 'builder', ...event }), signal);
}
