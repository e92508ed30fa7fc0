/**
 * Fetches images in parallel, at most 4 at a time, because registries and network connections are
 * shared.
 *
 * An image that is locked by digest is fetched by digest and then tagged, so that every use of the
 * tag finds the locked image. A failed image does not stop the others; an engine error ends the
 * run.
 */
import { isSmolfaasError, SmolfaasError } from '../contract/errors.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { boundedMap } from '../async/bounded-map.js';

const AT_ONCE = 4;

/** One image to fetch. */
export interface Pull {
  /** The full name under which it is needed. */
  readonly reference: string;
  /** What SmolFaaS requests: the reference itself, or one with a digest. */
  readonly source: string;
}

/** @returns the failures, by reference. @throws engine-*, interrupted */
export async function pullImages(
  pulls: readonly Pull[],
  { engine, emit, now, signal }: PipelineContext,
): Promise<ReadonlyMap<string, SmolfaasError>> {
  const failures = new Map<string, SmolfaasError>();
  await boundedMap(pulls, AT_ONCE, signal, async ({ reference, source }) => {
    const began = now();
    emit({ type: 'image', reference, phase: 'pulling' });
    try {
      await engine.images.pull(
        source,
        (progress) => emit({ type: 'image', reference, phase: 'pulling', progress }),
        signal,
      );
      if (source !== reference) await engine.images.tag(source, reference, signal);
      emit({ type: 'image', reference, phase: 'pulled', ms: now() - began });
    } catch (error) {
      if (!isOfImage(error)) throw error;
      failures.set(reference, error);
      emit({ type: 'image', reference, phase: 'failed' });
    }
  });
  return failures;
}

const isOfImage = (error: unknown): error is SmolfaasError =>
  isSmolfaasError(error, 'image-pull-failed') || isSmolfaasError(error, 'registry-login-failed');
