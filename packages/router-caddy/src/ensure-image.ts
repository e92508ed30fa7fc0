/**
 * Makes the router's image available: uses the engine's, pulls it from its registry, or throws an
 * error that says why neither is possible.
 *
 * Place in the flow: first step of creating a router container (manager.ts). A name that no
 * registry serves (a stand-in image) is simply missing.
 */
import { isSmolfaasError, SmolfaasError } from '@smolfaas/core';
import type { RouterEngine } from './router-engine.js';

/**
 * Local first: queries a registry only when the engine has no image of this name.
 * @throws router-image-missing, registry-login-failed
 */
export async function ensureImage(engine: RouterEngine, reference: string, signal: AbortSignal): Promise<void> {
  if ((await engine.imageId(reference, signal)) !== undefined) return;
  try {
    await engine.pull(reference, signal);
  } catch (error) {
    if (!isSmolfaasError(error, 'image-pull-failed')) throw error;
    throw new SmolfaasError('router-image-missing', error.facts, { cause: error });
  }
}
