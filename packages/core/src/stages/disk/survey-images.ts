/**
 * Looks at what this project has in the engine's image store: everything that `prune` decides by and `du` counts.
 *
 * Two quick questions for each image, since any may be the base of a Dockerfile of ours. An engine that is asked for its whole disk usage
 * instead walks every container and volume it has, which takes seconds to minutes.
 */
import type { ObservedImage } from '../../contract/observed.js';
import type { GenerationRecord } from '../../contract/state-store.js';
import { functionContainers } from '../decide/function-containers.js';
import type { Home } from '../preflight/home.js';
import type { Site } from '../preflight/site.js';
import { usedBases } from './base-images.js';
import type { Details } from './layers.js';
import { type JudgedImage, judgeImages, ownImages } from './own-images.js';

export interface ImageSurvey {
  readonly images: readonly JudgedImage[];
  readonly bases: readonly ObservedImage[];
  readonly details: Details;
}

/** @param keep how many former images of each function are worth keeping */
export async function surveyImages(site: Site, home: Home, keep: number): Promise<ImageSurvey> {
  const { context, project, observed } = site;
  const { functions } = context.engine;
  const history = home.state?.history ?? [];
  const own = ownImages(observed, project, context.settings.imagePrefix);
  const [details, used] = await Promise.all([
    functions.imageDetails(
      observed.images.map(({ id }) => id),
      context.signal,
    ),
    functions.usedImages(context.signal),
  ]);
  const images = judgeImages({
    images: own,
    used,
    history,
    functions: knownFunctions(site, home, history),
    keep,
    lastTagged: (id) => details.get(id)?.lastTagged ?? 0,
  });
  return { images, bases: usedBases(site, history, details), details };
}

function knownFunctions(site: Site, home: Home, history: readonly GenerationRecord[]): ReadonlySet<string> {
  const { observed, project, context } = site;
  const containers = functionContainers(observed, project.id, context.settings.imagePrefix, undefined);
  return new Set([...home.directories, ...history.map((one) => one.function), ...containers.keys()]);
}
