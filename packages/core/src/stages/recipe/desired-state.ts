/**
 * The whole of what a run wants there to be, once sources are read and records known (desired/desired.ts).
 *
 * Place in the flow: the last step before decide. Most runs ask no runtime for it; the first one of a new version asks those whose recipe
 * keys have moved (equal-recipes.ts).
 */
import type { GenerationRecord } from '../../contract/state-store.js';
import { type Desired, desiredFunction, type Infrastructure } from '../desired/desired.js';
import { desiredImage } from '../desired/desired-image.js';
import type { Site } from '../preflight/site.js';
import type { Survey } from '../survey.js';
import { labelKeys } from './equal-recipes.js';
import type { Recipes } from './recipes.js';

/** @param recorded the newest good generation of each function */
export async function desiredState(
  infrastructure: Infrastructure,
  { sources, failures }: Survey,
  { context, project, observed }: Pick<Site, 'context' | 'project' | 'observed'>,
  recorded: readonly GenerationRecord[],
  recipes: Recipes,
): Promise<Desired> {
  const { settings, signal } = context;
  const basis = { project, settings, images: observed.images };
  const images = [...sources.values()].map((source) => desiredImage(source, basis));
  const { parallel, lockChangedAt } = settings;
  const keys = await labelKeys(images, { recorded, recipes, lockChangedAt, parallel, signal });
  const functions = images.map((image) => desiredFunction(image, basis, keys.get(image.function)));
  return { ...infrastructure, functions: new Map(functions.map((one) => [one.function, one])), failures };
}
