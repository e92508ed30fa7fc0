/**
 * `smolfaas images`: which images does this project need, for which functions, and which of them
 * are present? It changes nothing and queries no registry.
 */
import type { ImagesOutcome } from '../contract/outcome.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { needsOfProject } from '../images/project-needs.js';

/**
 * Reports on every image that a build of any function, or the router, starts from.
 * @throws functions-dir-*, engine-*, state-newer, interrupted
 */
export async function images(context: PipelineContext): Promise<ImagesOutcome> {
  const { needs, sources } = await needsOfProject(context);
  const failures = [...sources.failures, ...needs.failures].map(([fn, error]) => ({ function: fn, error }));
  const { images: needed, downloads, unknown } = needs;
  return { images: needed, downloads, unknown, failures };
}
