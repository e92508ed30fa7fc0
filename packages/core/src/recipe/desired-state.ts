/**
 * Computes everything that a run wants to exist, once sources are read and records known
 * (desired/desired.ts).
 *
 * This is the last step before decide. Most runs query no runtime for it. The first run of a new
 * version queries those whose recipe keys have moved (equal-recipes.ts).
 */
import type { GenerationRecord } from '../contract/state-store.js';
import { type Desired, desiredFunction, type DesiredInfrastructure } from '../desired/desired.js';
import { desiredImage } from '../desired/desired-image.js';
import type { Observation } from '../observed/observed-project.js';
import type { Sources } from '../source/read-sources.js';
import { labelKeys } from './equal-recipes.js';
import type { Recipes } from './recipes.js';

/** @param recorded the latest successful generation of each function */
export async function desiredState(
  infrastructure: DesiredInfrastructure,
  sources: Sources,
  { context, project, observed }: Pick<Observation, 'context' | 'project' | 'observed'>,
  recorded: readonly GenerationRecord[],
  recipes: Recipes,
): Promise<Desired> {
  const { settings, signal } = context;
  const basis = { project, settings, images: observed.images };
  const images = [...sources.functions.values()].map((source) => desiredImage(source, basis));
  const { parallel, lockChangedAt } = settings;
  const keys = await labelKeys(images, { recorded, recipes, lockChangedAt, parallel, signal });
  const functions = images.map((image) => desiredFunction(image, basis, keys.get(image.function)));
  const named = functions.map((one) => [one.function, one] as const);
  const { failures, outside } = sources;
  return { ...infrastructure, functions: new Map(named), failures, outside };
}
