/**
 * The builder inside Docker Engine: stage 9, make, on the engine's own BuildKit. The image is in the engine when the solve ends, under
 * all its tags at once; a build that fails leaves the tags where they were.
 */
import { type Builder, SmolfaasError } from '@smolfaas/core';
import { type Daemon, solve } from './solve.js';

/** Nothing has to be made ready. */
export function engineBuilder(engine: Daemon): Builder {
  return {
    kind: 'engine',
    async build(request, onEvent, signal) {
      const { imageId: id, steps } = await solve(engine, request, {}, onEvent, signal);
      if (id === undefined) {
        const message = 'the build ended without an image';
        throw new SmolfaasError('build-failed', { function: request.function, message, ofBuilder: true });
      }
      return { id, steps: steps.length, cached: steps.filter((step) => step.cached).length };
    },
  };
}
