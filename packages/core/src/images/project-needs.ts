/**
 * The first step of every `smolfaas images …`: read the sources, observe the engine, and determine
 * what all functions need.
 *
 * It takes no project lock and writes nothing, because images belong to the engine and not to a
 * project.
 */
import { SmolfaasError } from '../contract/errors.js';
import type { Observed } from '../contract/observed.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { type Candidate, discoverFunctions } from '../source/discover/discover.js';
import { observe } from '../observed/observe-project.js';
import { type DesiredImage, desiredImage } from '../desired/desired-image.js';
import { labelKeys } from '../recipe/equal-recipes.js';
import { recipesOfRun } from '../recipe/recipes.js';
import { type Sources, readSources } from '../source/read-sources.js';
import { type Needs, neededImages } from './needed-images.js';

export interface ProjectNeeds {
  readonly observed: Observed;
  readonly sources: Sources;
  readonly desired: readonly DesiredImage[];
  /** The recipe keys in the labels of their images, if they differ from the current ones. */
  readonly labelKeys: ReadonlyMap<string, string>;
  readonly needs: Needs;
}

/**
 * @param only names of the functions to include; all if empty
 * @throws unknown-function, functions-dir-*, engine-*, state-newer
 */
export async function needsOfProject(context: PipelineContext, only: readonly string[] = []): Promise<ProjectNeeds> {
  const { settings, engine } = context;
  const discovered = await discoverFunctions(settings.functionsDir, settings.imagePrefix, settings.functions);
  const { candidates } = discovered;
  const about = requireDirectories(candidates, only);
  const observed = await observe(context, []);
  const store = engine.state.openReadonly(settings.stateDb);
  try {
    const sources = await readSources(candidates, { ...context, ...about }, store);
    const basis = { settings, images: observed.images };
    const desired = [...sources.functions.values()].map((source) => desiredImage(source, basis));
    const recipes = recipesOfRun();
    const needs = await neededImages(desired, recipes, candidates.length > 0, context, observed);
    const { parallel, lockChangedAt } = settings;
    const recorded = store?.generations() ?? [];
    const keys = await labelKeys(desired, { recorded, recipes, lockChangedAt, parallel, signal: context.signal });
    return { observed, sources, desired, labelKeys: keys, needs };
  } finally {
    store?.close();
  }
}

/** @throws unknown-function */
function requireDirectories(candidates: readonly Candidate[], only: readonly string[]): Pick<PipelineContext, 'only'> {
  const known = candidates.map(({ name }) => name);
  const names = only.filter((name) => !known.includes(name));
  if (names.length > 0) throw new SmolfaasError('unknown-function', { names, known });
  return only.length === 0 ? {} : { only: new Set(only) };
}
