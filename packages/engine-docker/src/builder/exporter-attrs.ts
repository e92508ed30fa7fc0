/**
 * Options of a daemon's exporters `image` and `docker`. Pure.
 *
 * Place in the flow: stage 9, the result of a builder outside of the engine. Both exporters of one build get the same ones: only then is the
 * image that is sent the one that was asked for by its digest.
 *
 *   compression          uncompressed: packing and unpacking would take longer than sending to the next process
 *   source-date-epoch    the time of each line of the history (BuildKit 0.11)
 *   rewrite-timestamp    no file above the base is younger than that (BuildKit 0.13)
 *
 * What would surprise: files of a graph of ours have fixed times already, so nothing is rewritten there; and without the config of its
 * base, which only the frontend tells the exporter, BuildKit would rewrite the layers of the base as well. Older daemons ignore what they do not know.
 */
import type { BuildRequest } from '@smolfaas/core';

/** 1970, in seconds. The same as all other times that we set. */
const EPOCH = '0';

export function exporterAttrs({ input }: Pick<BuildRequest, 'input'>): Readonly<Record<string, string>> {
  const compression = 'uncompressed';
  if (input.kind === 'llb') return { compression, 'source-date-epoch': EPOCH };
  const epoch = input.attrs['build-arg:SOURCE_DATE_EPOCH'] ?? EPOCH;
  return { compression, 'source-date-epoch': epoch, 'rewrite-timestamp': 'true' };
}
