/**
 * Provides the image for a builder container: uses the engine's, or pulls it from its registry.
 * Under `--offline` SmolFaaS contacts no registry.
 */
import { type BuilderContainerSpec, isSmolfaasError, SmolfaasError } from '@smolfaas/core';
import type { ContainerEngine } from '@smolfaas/core/container-engine.js';

/**
 * Local first: queries a registry only when the engine has no image of this name.
 * @throws builder-image-missing, engine-*
 */
export async function provideImage(
  engine: Pick<ContainerEngine, 'imageId' | 'pull'>,
  reference: string,
  { offline = false }: Pick<BuilderContainerSpec, 'offline'>,
  signal: AbortSignal,
): Promise<void> {
  if ((await engine.imageId(reference, signal)) !== undefined) return;
  if (offline) {
    const facts = { reference, registry: '', why: 'unknown', fetcher: 'engine' } as const;
    throw new SmolfaasError('builder-image-missing', { ...facts, message: 'no registry is asked under --offline' });
  }
  try {
    await engine.pull(reference, signal);
  } catch (error) {
    if (!isSmolfaasError(error, 'image-pull-failed')) throw error;
    throw new SmolfaasError('builder-image-missing', error.facts, { cause: error });
  }
}
