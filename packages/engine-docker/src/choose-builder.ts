/**
 * Names the builder that a build would use, without making it ready: for `check`.
 *
 * The engine's own BuildKit is only asked whether it is there, without gRPC, which takes longer to
 * load than the whole answer. A build asks over the connection that it then uses
 * (builder/buildkit-manager.ts).
 */
import type { DockerTarget } from '@smolfaas/buildkit';
import { hasBuildKit } from '@smolfaas/buildkit/has-buildkit.js';
import type { BuilderSpec, ChosenBuilder } from '@smolfaas/core';
import { outsideOf } from './builder/outside-of.js';
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
  const outside = await outsideOf(spec, () => asked(target, endpoint, signal));
  if (outside === undefined) return { kind: 'engine' };
  if (outside.kind === 'address') return { kind: 'address', address: outside.address };
  return { kind: 'container', name: outside.container.name };
}

async function asked(target: DockerTarget, endpoint: string, signal: AbortSignal): Promise<boolean> {
  try {
    return await hasBuildKit(target, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw failureOf(error, { endpoint, call: 'ask for BuildKit' });
  }
}
