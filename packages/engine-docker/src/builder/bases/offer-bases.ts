/**
 * Offers the engine's base images to a daemon outside it. The engine's images win over those of a
 * registry, as with the engine's own BuildKit (core/make/bind.ts). Some are in no registry at all.
 *
 *   llb          each source `docker-image://NAME` whose image the engine has
 *                becomes `oci-layout://NAME@<manifest>`
 *   dockerfile   each such base image of its stages becomes a named context,
 *                `context:NAME=oci-layout://…`
 *
 * The daemon keys steps by the layers below them, so they stay cached whichever way a base image
 * arrived.
 */
import { repositoryOf } from '@smolfaas/llb/reference.js';
import type { SolveRequest } from '@smolfaas/buildkit';
import type { BuildRequest } from '@smolfaas/core';
import { imagesOf, lineageOf, rewrite, withLayouts } from '@smolfaas/llb';
import type { BuildOnBase } from '../solve-request.js';
import { type EngineLayouts, engineLayouts, type LayoutSources } from './engine-layouts.js';

/** A build whose base images the daemon can get, and the store with those of the engine. */
export interface Offered {
  readonly build: BuildOnBase;
  readonly contentStores: NonNullable<SolveRequest['contentStores']>;
}

/** Adds to a build what its daemon needs to get the base images. */
export type OfferBases = (request: BuildRequest, signal: AbortSignal) => Promise<Offered>;

/** Name of the only store: everything in it is found by digest. */
const STORE = 'smolfaas-engine';

/** `close` removes the files that were read. */
export function offerBases(sources: LayoutSources): { offer: OfferBases; close(): void } {
  const layouts = engineLayouts(sources);
  const offer: OfferBases = async (request, signal) => {
    const found = await layoutsOf(imagesIn(request), layouts, signal);
    const base = layouts.configOf(found.get(baseOf(request) ?? '') ?? '');
    const build = { ...request, input: withBases(request, found), ...(base && { base }) };
    return { build, contentStores: { [STORE]: layouts.store } };
  };
  return { offer, close: () => layouts.close() };
}

/** Full references of all images that a build uses. */
export function imagesIn({ input }: BuildRequest): readonly string[] {
  return input.kind === 'llb' ? imagesOf(input.definition) : (input.images ?? []);
}

/** Full reference of the image that the graph's result is based on. */
function baseOf({ input }: BuildRequest): string | undefined {
  const image = input.kind === 'llb' ? lineageOf(input.definition)?.image : undefined;
  return image?.op.case === 'source' ? image.op.value.identifier.split('docker-image://')[1] : undefined;
}

/** Manifests by full reference, for the images that the engine has. */
async function layoutsOf(
  references: readonly string[],
  layouts: EngineLayouts,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    references.map(async (reference): Promise<[string, string][]> => {
      const digest = await layouts.manifestOf(reference, signal);
      return digest === undefined ? [] : [[reference, digest]];
    }),
  );
  return new Map(found.flat());
}

/**
 * Also sets the contexts for a frontend that cannot return its graph and is called without one.
 * Pure.
 */
export function withBases(
  { input }: Pick<BuildRequest, 'input'>,
  found: ReadonlyMap<string, string>,
): BuildRequest['input'] {
  if (found.size === 0) return input;
  if (input.kind === 'llb') {
    const layout = (reference: string) => {
      const digest = found.get(reference);
      return digest === undefined ? undefined : { ref: `${repositoryOf(reference)}@${digest}`, store: STORE };
    };
    return { ...input, definition: rewrite(input.definition, withLayouts(layout)).bytes };
  }
  const contexts = Object.fromEntries(
    [...found].map(([name, digest]) => [`context:${contextName(name)}`, `oci-layout://${STORE}@${digest}`]),
  );
  const { rewrite: changes } = input;
  const attrsWithoutGraph = { ...changes?.attrsWithoutGraph, ...contexts };
  return {
    ...input,
    attrs: { ...input.attrs, ...contexts },
    ...(changes && { rewrite: { ...changes, attrsWithoutGraph } }),
  };
}

/**
 * The form in which the Dockerfile frontend looks up named contexts: without Docker Hub's host and
 * namespace, and without `:latest`.
 */
export function contextName(reference: string): string {
  return reference.replace(/^docker\.io\/(library\/)?/, '').replace(/:latest$/, '');
}
