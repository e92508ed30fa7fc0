/**
 * The builder inside Docker Engine: stage 9, make, on the engine's own BuildKit. When the solve
 * ends, the image is in the engine, under all its tags at once. A failed build leaves the tags
 * unchanged.
 */
import { type Builder, SmolfaasError } from '@smolfaas/core';
import { type Daemon, solveOnDaemon } from './solve.js';

/** Needs no preparation. */
export function engineBuilder(engine: Daemon): Builder {
  return {
    kind: 'engine',
    async build(request, onEvent, signal) {
      const { imageId: id, steps } = await solveOnDaemon(engine, request, {}, onEvent, signal);
      if (id === undefined) {
        const message = 'the build ended without an image';
        throw new SmolfaasError('build-failed', { function: request.function, message, ofBuilder: true });
      }
      return { id, steps: steps.length, cached: steps.filter((step) => step.cached).length };
    },
  };
}
