/**
 * What building one function fetches: images, and downloads that are not images.
 *
 * A recipe is finished data, so SmolFaaS reads the needs from it, for every runtime. A graph names
 * its sources; the runtime that read a Dockerfile returns its stages.
 *
 * Gotcha: a base that a manifest declares is not necessarily used by this function.
 */
import { fullReference } from '@smolfaas/llb/reference.js';
import { imagesOf, sourcesOf } from '@smolfaas/llb';
import type { ImageOrigin, ImageUse } from '../contract/images.js';
import type { Observed } from '../contract/observed.js';
import type { RecipeImage } from '../contract/runtime.js';
import type { ChosenBase } from '../desired/bases.js';
import type { DesiredImage } from '../desired/desired-image.js';
import { frontendReference } from '../recipe/frontend.js';
import type { Recipes } from '../recipe/recipes.js';
import { dockerfileNeeds } from '../recipe/dockerfile-images.js';

/** One image of one function. */
export interface FunctionImage {
  readonly reference: string;
  readonly origin: ImageOrigin;
  readonly uses: readonly ImageUse[];
}

export interface FunctionNeeds {
  readonly function: string;
  readonly images: readonly FunctionImage[];
  /** The addresses of everything else that the build fetches. */
  readonly downloads: readonly string[];
  /** Lines of a Dockerfile whose image cannot be determined. */
  readonly unknown: readonly { readonly line: number; readonly written: string }[];
}

/** @throws what prepareRecipe throws */
export async function functionNeeds(
  desired: DesiredImage,
  recipes: Recipes,
  observed: Observed,
): Promise<FunctionNeeds> {
  const { prepared } = await recipes(desired);
  const { image } = prepared.recipe;
  if (image.kind === 'dockerfile') return ofDockerfile(desired.function, image, observed);
  return ofGraph(desired.function, image.definition, desired.bases.get(prepared.runtime) ?? []);
}

function ofGraph(fn: string, definition: Uint8Array, bases: readonly ChosenBase[]): FunctionNeeds {
  const images = imagesOf(definition).map((reference): FunctionImage => {
    const chosen = bases.filter((base) => fullReference(base.reference) === reference);
    const uses = chosen.map(({ key }): ImageUse => ({ role: 'base', function: fn, key }));
    if (uses.length === 0) uses.push({ role: 'base', function: fn });
    return { reference, origin: chosen[0]?.origin ?? 'recipe', uses };
  });
  const downloads = sourcesOf(definition).filter((source) => !/^(docker-image|local|oci-layout):/.test(source));
  return { function: fn, images, downloads, unknown: [] };
}

function ofDockerfile(
  fn: string,
  { filename, attrs, frontend, stages }: Extract<RecipeImage, { kind: 'dockerfile' }>,
  { engine, images: here }: Observed,
): FunctionNeeds {
  const need = (reference: string, role: ImageUse['role']): FunctionImage => {
    return { reference, origin: 'dockerfile', uses: [{ role, function: fn }] };
  };
  const own = frontend === undefined ? [] : [need(frontendReference(frontend, here), 'frontend')];
  if (stages === undefined)
    return { function: fn, images: own, downloads: [], unknown: [{ line: 1, written: filename }] };
  const { images, downloads, unknown } = dockerfileNeeds(stages, attrs['target'], engine.platform);
  return {
    function: fn,
    images: [...images.map((reference) => need(reference, 'dockerfile')), ...own],
    downloads,
    unknown,
  };
}
