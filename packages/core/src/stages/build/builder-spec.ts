/**
 * Stage 8, solve: what the builder is made from. Pure.
 *
 * The images of a builder container are chosen like every base image (bases.ts), under the keys `buildkitd` and `buildkitd-rootless`.
 * Who names only the first wants that one: no other is tried then.
 */
import type { BuilderContainerSpec, BuilderSpec } from '../../contract/buildkit-manager.js';
import { LABEL, type Project } from '../../contract/labels.js';
import type { ObservedImage } from '../../contract/observed.js';
import type { Settings } from '../../contract/settings.js';
import { builderVolume } from '../object-names.js';
import { type ChosenBase, chooseBases, explainBases } from './bases.js';
import { builderRegistries } from './builder-registries.js';

const ROOTED = 'buildkitd';
const ROOTLESS = 'buildkitd-rootless';

const IMAGES = {
  bases: {
    [ROOTED]: { image: 'moby/buildkit:v0.25.2', standIn: 'smolfaas.local/base/buildkitd:0.25' },
    [ROOTLESS]: { image: 'moby/buildkit:v0.25.2-rootless', standIn: 'smolfaas.local/base/buildkitd-rootless:0.25' },
  },
};

/** The settings that concern the builder. */
export type BuilderSettings = Pick<Settings, 'builder' | 'buildkitName' | 'bases' | 'registries' | 'host'>;

/** The spec of the builder that these settings ask for. */
export function builderSpec(
  settings: BuilderSettings,
  project: Project,
  images: readonly ObservedImage[],
): BuilderSpec {
  const { builder } = settings;
  if (builder.kind === 'address') return builder;
  if (builder.kind === 'engine') return { kind: 'engine' };
  return { kind: builder.kind, container: builderContainer(settings, project, images) };
}

/** The image of a builder container that has no choice of its own. */
export function builderImage({ bases }: Pick<Settings, 'bases'>, images: readonly ObservedImage[]): ChosenBase {
  const [chosen] = explainBases(IMAGES, bases, images);
  return chosen ?? { key: ROOTED, reference: IMAGES.bases[ROOTED].image, origin: 'official' };
}

/** The container of that builder. */
export function builderContainer(
  settings: BuilderSettings,
  project: Project,
  images: readonly ObservedImage[],
): BuilderContainerSpec {
  const { buildkitName: name, bases, host } = settings;
  const chosen = chooseBases(IMAGES, bases, images);
  const onlyRooted = bases[ROOTED] !== undefined && bases[ROOTLESS] === undefined;
  return {
    name,
    volume: builderVolume(name),
    image: chosen[ROOTED] ?? IMAGES.bases[ROOTED].image,
    rootlessImage: onlyRooted ? undefined : chosen[ROOTLESS],
    labels: {
      [LABEL.project]: project.id,
      [LABEL.functionsDir]: project.functionsDir,
      [LABEL.role]: 'builder',
    },
    reach: { registries: builderRegistries(settings), trust: host.ca, ...(host.proxy && { proxy: host.proxy }) },
  };
}
