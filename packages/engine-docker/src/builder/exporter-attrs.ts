/**
 * Options of a daemon's exporters `image` and `docker`. Pure.
 *
 * Place in the flow: stage 9, the result of a builder outside the engine. Both exporters of one
 * build get the same options. Otherwise the image that is sent would not be the one named by the
 * digest.
 *
 *   compression          uncompressed: packing and unpacking would take longer than sending to
 *                        the next process
 *   source-date-epoch    the time of each line of the history (BuildKit 0.11)
 *   rewrite-timestamp    no file above the base is younger than that (BuildKit 0.13)
 *
 * Gotchas:
 *  - Files of a SmolFaaS graph already have fixed times, so nothing is rewritten there. Without the
 *    config of its base, which only the frontend passes to the exporter, BuildKit would rewrite the
 *    base's layers too.
 *  - Older daemons ignore options that they do not know.
 */
import type { BuildRequest } from '@smolfaas/core';

/** 1970, in seconds. The same as every other time that SmolFaaS sets. */
const EPOCH = '0';

export function exporterAttrs({ input }: Pick<BuildRequest, 'input'>): Readonly<Record<string, string>> {
  const compression = 'uncompressed';
  if (input.kind === 'llb') return { compression, 'source-date-epoch': EPOCH };
  const epoch = input.attrs['build-arg:SOURCE_DATE_EPOCH'] ?? EPOCH;
  return { compression, 'source-date-epoch': epoch, 'rewrite-timestamp': 'true' };
}
