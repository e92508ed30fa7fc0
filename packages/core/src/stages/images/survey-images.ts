/**
 * The beginning of every `smolfaas images …`: read the sources, look at the engine, and find out what all functions need.
 *
 * No lock of the project is taken and nothing is written down: images belong to the engine and not to a project.
 */
import { SmolfaasError } from '../../contract/errors.js';
import type { Observed } from '../../contract/observed.js';
import type { PipelineContext } from '../../contract/pipeline.js';
import { type Candidate, discoverFunctions } from '../discover/discover.js';
import { observe } from '../preflight/look-around.js';
import { type Survey, surveySources } from '../survey.js';
import { type Needs, neededImages } from './needed-images.js';

export interface ImageSurvey {
  readonly observed: Observed;
  readonly survey: Survey;
  readonly needs: Needs;
}

/**
 * @param only names of the functions that count; all when there is none
 * @throws unknown-function, functions-dir-*, engine-*, state-newer
 */
export async function surveyImages(context: PipelineContext, only: readonly string[] = []): Promise<ImageSurvey> {
  const { settings, engine } = context;
  const discovered = await discoverFunctions(settings.functionsDir, settings.imagePrefix);
  const candidates = chosen(discovered.candidates, only);
  const observed = await observe(context, []);
  const store = engine.state.openReadonly(settings.stateDb);
  try {
    const survey = await surveySources(candidates, context, observed.images, store);
    const sources = [...survey.sources.values()];
    const needs = await neededImages(sources, candidates.length > 0, context, observed);
    return { observed, survey, needs };
  } finally {
    store?.close();
  }
}

function chosen(candidates: readonly Candidate[], only: readonly string[]): readonly Candidate[] {
  const known = candidates.map(({ name }) => name);
  const names = only.filter((name) => !known.includes(name));
  if (names.length > 0) throw new SmolfaasError('unknown-function', { names, known });
  return only.length === 0 ? candidates : candidates.filter(({ name }) => only.includes(name));
}
