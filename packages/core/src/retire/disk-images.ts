/**
 * Reads what this project has in the engine's image store: the data behind the decisions of `prune`
 * and the sums of `du`.
 *
 * SmolFaaS makes two quick queries about all images, since any may be the base of a function's
 * Dockerfile. Querying the engine's whole disk usage instead would take seconds to minutes, because
 * the engine then walks every container and volume.
 */
import type { ObservedImage } from '../contract/observed.js';
import type { GenerationRecord } from '../contract/state-store.js';
import { functionContainers } from '../observed/function-containers.js';
import type { ProjectDirectory } from '../observed/project-directory.js';
import type { Observation } from '../observed/observed-project.js';
import { usedBases } from './base-images.js';
import type { Details } from './layers.js';
import { type JudgedImage, judgeImages, ownImages } from './own-images.js';

export interface DiskImages {
  readonly images: readonly JudgedImage[];
  readonly bases: readonly ObservedImage[];
  readonly details: Details;
}

/** @param keep how many former images to keep per function */
export async function readDiskImages(
  observation: Observation,
  directory: ProjectDirectory,
  keep: number,
): Promise<DiskImages> {
  const { context, project, observed } = observation;
  const { engine } = context;
  const history = directory.recorded?.history ?? [];
  const own = ownImages(observed, project, context.settings.imagePrefix);
  const [details, used] = await Promise.all([
    engine.images.details(
      observed.images.map(({ id }) => id),
      context.signal,
    ),
    engine.images.used(context.signal),
  ]);
  const images = judgeImages({
    images: own,
    used,
    history,
    functions: knownFunctions(observation, directory, history),
    keep,
    lastTagged: (id) => details.get(id)?.lastTagged ?? 0,
  });
  return { images, bases: usedBases(observation, history, details), details };
}

function knownFunctions(
  observation: Observation,
  directory: ProjectDirectory,
  history: readonly GenerationRecord[],
): ReadonlySet<string> {
  const { observed, project, context } = observation;
  const containers = functionContainers(observed, project.id, context.settings.imagePrefix, undefined);
  return new Set([...directory.functions, ...history.map((one) => one.function), ...containers.keys()]);
}
