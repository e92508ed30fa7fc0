/**
 * The beginning of every `smolfaas images …`: read the sources, look at the engine, and find out what all functions need.
 *
 * No lock of the project is taken and nothing is written down: images belong to the engine and not to a project.
 */
import type { Observed } from '../../contract/observed.js';
import type { PipelineContext } from '../../contract/pipeline.js';
import { discoverFunctions } from '../discover/discover.js';
import { observe } from '../preflight/look-around.js';
import { type Survey, surveySources } from '../survey.js';
import { type Needs, neededImages } from './needed-images.js';

export interface ImageSurvey {
  readonly observed: Observed;
  readonly survey: Survey;
  readonly needs: Needs;
}

/** @throws functions-dir-*, engine-*, state-newer */
export async function surveyImages(context: PipelineContext): Promise<ImageSurvey> {
  const { settings, engine } = context;
  const { candidates } = await discoverFunctions(settings.functionsDir, settings.imagePrefix);
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
