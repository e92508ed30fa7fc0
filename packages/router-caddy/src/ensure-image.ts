/**
 * The router's image: there already, or fetched from its registry, or a clear word that neither is possible.
 *
 * Place: first step of making a router container (manager.ts). A name that no registry can serve (a stand-in) is simply not there.
 */
import { isSmolfaasError, SmolfaasError } from '@smolfaas/core';
import type { RouterEngine } from './router-engine.js';

/** Local first: a registry is asked only when the engine has no image of this name. @throws router-image-missing, registry-login-failed */
export async function ensureImage(engine: RouterEngine, reference: string, signal: AbortSignal): Promise<void> {
  if ((await engine.imageId(reference, signal)) !== undefined) return;
  try {
    await engine.pull(reference, signal);
  } catch (error) {
    if (!isSmolfaasError(error, 'image-pull-failed')) throw error;
    throw new SmolfaasError('router-image-missing', error.facts, { cause: error });
  }
}
