/**
 * Names the builder that a build would use, without making it ready: for `check`.
 *
 * The engine's own BuildKit is only asked whether it is there, without gRPC, which takes longer to
 * load than the whole answer. builder/buildkit-manager.ts decides in the same way when a build
 * needs the builder, with the connection that the build then uses.
 */
import type { DockerTarget } from '@smolfaas/buildkit';
import { hasBuildKit } from '@smolfaas/buildkit/has-buildkit.js';
import type { BuilderSpec, ChosenBuilder } from '@smolfaas/core';
import { failureOf } from './connection/failure.js';

/**
 * `endpoint` is the engine's address, for messages.
 * @throws SmolfaasError engine-*; the signal's reason when it is aborted
 */
export async function chooseBuilder(
  spec: BuilderSpec,
  { target, endpoint }: { readonly target: DockerTarget; readonly endpoint: string },
  signal: AbortSignal,
): Promise<ChosenBuilder> {
  if (spec.kind === 'engine' || (spec.kind === 'auto' && (await asked(target, endpoint, signal)))) {
    return { kind: 'engine' };
  }
  if (spec.kind === 'address') return { kind: 'address', address: spec.address };
  return { kind: 'container', name: spec.container.name };
}

async function asked(target: DockerTarget, endpoint: string, signal: AbortSignal): Promise<boolean> {
  try {
    return await hasBuildKit(target, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw failureOf(error, { endpoint, call: 'ask for BuildKit' });
  }
}
