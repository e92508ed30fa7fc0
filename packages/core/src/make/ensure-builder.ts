/**
 * Stage 9, make: ensures the builder while network and router are being ensured. Only functions
 * that need a build wait for the builder.
 */
import type { Builder } from '../contract/buildkit-manager.js';
import type { Plan } from '../decide/plan.js';
import type { Desired } from '../desired/desired.js';
import { ownBuilder } from '../observed/own-objects.js';
import type { Observation } from '../observed/observed-project.js';

/** Undefined when nothing has to be built. @throws what BuildKitManager.ensure throws */
export async function ensureBuilder(
  { builder }: Plan,
  desired: Desired,
  observation: Observation,
): Promise<Builder | undefined> {
  if (builder.action === 'nothing') return undefined;
  const { context, project, observed } = observation;
  const { engine, settings, emit, signal } = context;
  const { spec } = desired.builder;
  const container = ownBuilder(observed, project, settings.buildkitName);
  const ready = await engine.builder.ensure(spec, container, (event) => emit({ type: 'builder', ...event }), signal);
  // SmolFaaS configures only builder containers. A user who configured a mirror must learn that
  // this builder ignores it.
  const hosts = ready.kind === 'container' ? [] : Object.keys(settings.registries);
  if (hosts.length > 0)
    emit({ type: 'note', notice: { code: 'registries-unheard', facts: { hosts, builder: ready.kind } } });
  return ready;
}
