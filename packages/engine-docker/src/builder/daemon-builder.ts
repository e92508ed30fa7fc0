/**
 * A builder outside the engine: stage 9, make, on a separate daemon. The result is then loaded into
 * the engine.
 *
 *   solve, exporter `image`     the daemon makes the image and keeps it; nothing is sent
 *                               -> digests of config and manifest
 *   does the engine have it?    by one of these digests
 *                               -> yes: it gets its names, done
 *   otherwise send it           result/send-image.ts
 *                               -> the engine's id
 *
 * Invariant: nothing is sent that the engine already has. The engine decides which digest is the
 * id: containerd's image store identifies images by their manifest.
 */
import type { SolveResult } from '@smolfaas/buildkit';
import type { Builder, ChosenBuilder } from '@smolfaas/core';
import { imagesIn, type OfferBases } from './bases/offer-bases.js';
import type { ImageStore } from '../images/image-store.js';
import { exporterAttrs } from './exporter-attrs.js';
import { sendImage } from './result/send-image.js';
import { type Daemon, solveOnDaemon } from './solve.js';
import type { Destination } from './solve-build.js';

/** @param offer passes the daemon the base images that only the engine has */
export function daemonBuilder(who: ChosenBuilder, daemon: Daemon, store: ImageStore, offer: OfferBases): Builder {
  return {
    ...who,
    async build(request, onEvent, signal) {
      const { build, contentStores } = await offer(request, signal);
      const keep: Destination = { exporter: { type: 'image', attrs: exporterAttrs(build) }, contentStores };
      const result = await solveOnDaemon(daemon, build, keep, onEvent, signal);
      const present = await known(result, store, signal);
      if (present !== undefined) for (const tag of request.tags) await store.tag(present, tag, signal);
      const relatives = [...imagesIn(request), ...request.tags];
      const id = present ?? (await sendImage(daemon, { build, contentStores, result, relatives }, store, signal));
      const { steps } = result;
      return { id, steps: steps.length, cached: steps.filter((step) => step.cached).length };
    },
  };
}

/** The engine's id of an image that it already has. */
async function known({ exporterResponse }: SolveResult, store: ImageStore, signal: AbortSignal) {
  for (const key of ['containerimage.config.digest', 'containerimage.digest']) {
    const digest = exporterResponse[key];
    const id = digest === undefined ? undefined : await store.imageId(digest, signal);
    if (id !== undefined) return id;
  }
  return undefined;
}
