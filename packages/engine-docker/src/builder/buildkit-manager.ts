/**
 * BuildKitManager: stage 8, solve, on the BuildKit inside Docker Engine.
 *
 * One build is: take the shared connection, send the solve, tell its progress, give the image's id. The image is in the engine
 * when the solve ends, under all its tags at once; a build that fails leaves the tags where they were.
 */
import type { BuildKitTarget } from '@smolfaas/buildkit';
import type { BuildEvent, BuildKitManager, BuildRequest, BuiltImage } from '@smolfaas/core';
import { SmolfaasError } from '@smolfaas/core';
import { buildEvent } from './build-event.js';
import { buildFailure } from './build-failure.js';
import { sharedClient, type SharedClient } from './shared-client.js';
import { solveRequest } from './solve-request.js';

/** A manager that holds a connection. */
export interface ClosableBuilder extends BuildKitManager {
  close(): void;
}

/** @param endpoint the engine's address in words, for errors */
export function buildKitManager(target: BuildKitTarget, endpoint: string): ClosableBuilder {
  const client = sharedClient(target);
  return {
    build: (request, onEvent, signal) => build(client, endpoint, request, onEvent, signal),
    close: () => client.close(),
  };
}

async function build(
  shared: SharedClient,
  endpoint: string,
  request: BuildRequest,
  onEvent: (event: BuildEvent) => void,
  signal: AbortSignal,
): Promise<BuiltImage> {
  try {
    const client = await shared.get(signal);
    const { imageId: id, steps } = await client.solve({
      ...solveRequest(request),
      signal,
      onProgress(progress) {
        const event = buildEvent(progress);
        if (event) onEvent(event);
      },
    });
    if (id === undefined) {
      const message = 'the build ended without an image';
      throw new SmolfaasError('build-failed', { function: request.function, message });
    }
    return { id, steps: steps.length, cached: steps.filter((step) => step.cached).length };
  } catch (error) {
    signal.throwIfAborted();
    throw buildFailure(error, { function: request.function, endpoint });
  }
}
