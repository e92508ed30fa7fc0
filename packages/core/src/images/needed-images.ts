/**
 * All images that a project needs, each with all its users: those of the functions passed in, the
 * router's, and the builder's if a container builds.
 *
 * This needs the recipes, so it loads runtimes. A run that finds everything unchanged never calls
 * it. A function whose recipe cannot be made is reported separately, so the images of the others
 * are still listed.
 */
import { fullReference } from '@smolfaas/llb/reference.js';
import { isSmolfaasError, type NeededBy, type SmolfaasError } from '../contract/errors.js';
import type { ImageUse, NeededImage } from '../contract/images.js';
import type { Observed } from '../contract/observed.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { Settings } from '../contract/settings.js';
import { boundedMap } from '../async/bounded-map.js';
import { builderImages } from '../desired/builder-spec.js';
import type { DesiredImage } from '../desired/desired-image.js';
import { routerImage } from '../desired/router-spec.js';
import type { Recipes } from '../recipe/recipes.js';
import { type FunctionImage, type FunctionNeeds, functionNeeds } from './function-needs.js';
import { presentImage, registryOf } from '../desired/local-image.js';
import { BUILDER_USER, ROUTER_USER } from './lock-file.js';

export interface Needs {
  /** Sorted by reference. */
  readonly images: readonly NeededImage[];
  /** What builds download besides images, by address. */
  readonly downloads: readonly NeededBy[];
  /** Images that cannot be determined from a Dockerfile's text. */
  readonly unknown: readonly { readonly function: string; readonly line: number; readonly written: string }[];
  readonly failures: ReadonlyMap<string, SmolfaasError>;
}

/** @param router whether the router's image is needed as well */
export async function neededImages(
  desired: readonly DesiredImage[],
  recipes: Recipes,
  router: boolean,
  { settings, signal }: Pick<PipelineContext, 'settings' | 'signal'>,
  observed: Observed,
): Promise<Needs> {
  const failures = new Map<string, SmolfaasError>();
  const needs: FunctionNeeds[] = [];
  await boundedMap(desired, settings.parallel, signal, async (one) => {
    try {
      needs.push(await functionNeeds(one, recipes, observed));
    } catch (error) {
      if (!isSmolfaasError(error)) throw error;
      failures.set(one.function, error);
    }
  });
  needs.sort((a, b) => (a.function < b.function ? -1 : 1));
  const builder = settings.builder.kind === 'container' && desired.length > 0;
  const images = [
    ...needs.flatMap((one) => one.images),
    ...(router ? [ofRouter(settings, observed)] : []),
    ...(builder ? ofBuilder(settings, observed) : []),
  ];
  return {
    images: merge(images, settings, observed),
    downloads: byAddress(needs),
    unknown: needs.flatMap(({ function: fn, unknown }) => unknown.map((one) => ({ function: fn, ...one }))),
    failures,
  };
}

/** All users of an image, as lock files and messages name them. */
export function usersOf({ uses }: Pick<NeededImage, 'uses'>): readonly string[] {
  const users = uses.map(({ function: fn, role }) => fn ?? (role === 'builder' ? BUILDER_USER : ROUTER_USER));
  return [...new Set(users)].sort();
}

function ofRouter(settings: Settings, { images }: Observed): FunctionImage {
  const { reference, origin } = routerImage(settings, images);
  return { reference, origin, uses: [{ role: 'router' }] };
}

function ofBuilder(settings: Settings, { images }: Observed): readonly FunctionImage[] {
  return builderImages(settings, images).map(({ reference, origin }) => ({
    reference,
    origin,
    uses: [{ role: 'builder' }],
  }));
}

function merge(
  all: readonly FunctionImage[],
  { lock }: Pick<Settings, 'lock'>,
  { images }: Observed,
): readonly NeededImage[] {
  const uses = new Map<string, ImageUse[]>();
  const origins = new Map<string, FunctionImage['origin']>();
  for (const image of all) {
    const reference = fullReference(image.reference);
    uses.set(reference, [...(uses.get(reference) ?? []), ...image.uses]);
    if (!origins.has(reference)) origins.set(reference, image.origin);
  }
  return [...uses.keys()].sort().map((reference) => {
    const registry = registryOf(reference);
    const present = presentImage(reference, images);
    const locked = lock?.images.get(reference);
    return {
      reference,
      origin: origins.get(reference) ?? 'recipe',
      uses: uses.get(reference) ?? [],
      ...(registry !== undefined && { registry }),
      ...(present !== undefined && { present }),
      ...(locked !== undefined && { locked }),
    };
  });
}

function byAddress(needs: readonly FunctionNeeds[]): readonly NeededBy[] {
  const addresses = [...new Set(needs.flatMap(({ downloads }) => downloads))].sort();
  return addresses.map((reference) => {
    const users = needs.filter(({ downloads }) => downloads.includes(reference));
    return { reference, usedBy: users.map((one) => one.function) };
  });
}
