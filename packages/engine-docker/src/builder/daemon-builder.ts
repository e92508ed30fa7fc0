/**
 * A builder outside of the engine: stage 9, make, on a daemon of its own, whose result then goes into the engine.
 *
 *   solve, exporter `image`     the daemon makes the image and keeps it; nothing is sent      -> digests of config and manifest
 *   has the engine it?          by one of them                                               -> yes: it gets its names, done
 *   else it is sent             result/send-image.ts                                         -> the engine's id
 *
 * What must stay true: nothing is sent that the engine has. The engine's own word counts for the id: an image store of containerd knows images
 * by their manifest.
 */
import type { SolveResult } from '@smolfaas/buildkit';
import type { Builder, ChosenBuilder } from '@smolfaas/core';
import { imagesIn, type OfferBases } from './bases/offer-bases.js';
import type { ImageStore } from '../images/image-store.js';
import { exporterAttrs } from './exporter-attrs.js';
import { sendImage } from './result/send-image.js';
import { type Daemon, solve } from './solve.js';
import type { Destination } from './solve-build.js';

/** @param offer gives the daemon the base images that only the engine has */
export function daemonBuilder(who: ChosenBuilder, daemon: Daemon, store: ImageStore, offer: OfferBases): Builder {
  return {
    ...who,
    async build(request, onEvent, signal) {
      const { build, contentStores } = await offer(request, signal);
      const keep: Destination = { exporter: { type: 'image', attrs: exporterAttrs(build) }, contentStores };
      const result = await solve(daemon, build, keep, onEvent, signal);
      const present = await known(result, store, signal);
      if (present !== undefined) for (const tag of request.tags) await store.tag(present, tag, signal);
      const relatives = [...imagesIn(request), ...request.tags];
      const id = present ?? (await sendImage(daemon, { build, contentStores, result, relatives }, store, signal));
      const { steps } = result;
      return { id, steps: steps.length, cached: steps.filter((step) => step.cached).length };
    },
  };
}

/** The engine's id of an image that it has already. */
async function known({ exporterResponse }: SolveResult, store: ImageStore, signal: AbortSignal) {
  for (const key of ['containerimage.config.digest', 'containerimage.digest']) {
    const digest = exporterResponse[key];
    const id = digest === undefined ? undefined : await store.imageId(digest, signal);
    if (id !== undefined) return id;
  }
  return undefined;
}
