/**
 * A builder outside of the engine: stage 8, solve, on a daemon of its own, whose result then goes into the engine.
 *
 *   solve, exporter `image`     the daemon makes the image and keeps it; nothing is sent      -> digests of config and manifest
 *   has the engine it?          by one of them                                               -> yes: it gets its names, done
 *   solve, exporter `docker`    all cached by now; the image comes as a tar, layer by layer   -> straight into the engine's `load`
 *
 * What must stay true: nothing of an image is written to a file or held in memory here, and nothing is sent that the engine has: the second
 * exporter always sends all layers. The engine's own word counts for the id: an image store of containerd knows images by their manifest.
 */
import type { SolveResult } from '@smolfaas/buildkit';
import { type Builder, type BuildRequest, type ImageManager, SmolfaasError } from '@smolfaas/core';
import type { Offered, OfferBases } from './bases/offer-bases.js';
import type { ImageStore } from './builder-engine.js';
import { exporterAttrs } from './exporter-attrs.js';
import { type Daemon, solve } from './solve.js';
import type { Destination } from './solve-build.js';

/** @param offer gives the daemon the base images that only the engine has */
export function daemonBuilder(kind: Builder['kind'], daemon: Daemon, store: ImageStore, offer: OfferBases): Builder {
  return {
    kind,
    async build(request, onEvent, signal) {
      const { build, contentStores } = await offer(request, signal);
      const keep: Destination = { exporter: { type: 'image', attrs: exporterAttrs(build) }, contentStores };
      const made = await solve(daemon, build, keep, onEvent, signal);
      const present = await known(made, store, signal);
      if (present !== undefined) for (const tag of request.tags) await store.engine.tag(present, tag, signal);
      const id = present ?? (await send(daemon, { ...build, tags: request.tags }, contentStores, store, signal));
      const { steps } = made;
      return { id, steps: steps.length, cached: steps.filter((step) => step.cached).length };
    },
  };
}

/** The engine's id of an image that it has already. */
async function known({ exporterResponse }: SolveResult, { engine }: ImageStore, signal: AbortSignal) {
  for (const key of ['containerimage.config.digest', 'containerimage.digest']) {
    const digest = exporterResponse[key];
    const id = digest === undefined ? undefined : await engine.imageId(digest, signal);
    if (id !== undefined) return id;
  }
  return undefined;
}

async function send(
  daemon: Daemon,
  build: BuildRequest,
  contentStores: Offered['contentStores'],
  { engine, images }: ImageStore,
  signal: AbortSignal,
): Promise<string> {
  let failure: unknown;
  const receive = (tar: Parameters<ImageManager['load']>[0]) =>
    images.load(tar, signal).catch((error: unknown) => {
      failure ??= error;
      throw error;
    });
  const attrs = { ...exporterAttrs(build), name: build.tags.join(',') };
  const exporter = { type: 'docker', attrs, receive };
  const quiet = () => undefined;
  const sent = await solve(daemon, build, { exporter, contentStores }, quiet, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw failure ?? error;
  });
  const id = await engine.imageId(build.tags[0] ?? sent.imageId ?? '', signal);
  if (id !== undefined) return id;
  const message = 'the engine does not have the image that was sent to it';
  throw new SmolfaasError('build-failed', { function: build.function, message });
}
