/**
 * Stage 4, desired: what the builder is created from. Pure.
 *
 * The images of a builder container are chosen like every base image (bases.ts), under the keys
 * `buildkitd` and `buildkitd-rootless`. If the user configures only the first, SmolFaaS tries no
 * other. If a lock file locks the first, the rootless image counts only if it is locked too. No
 * moving tag then decides what runs builds.
 *
 * Gotcha: `--offline` changes neither image, even if one is not present. It would otherwise change
 * the hash and so replace the container.
 */
import { fullReference } from '@smolfaas/llb/reference.js';
import type { BuilderContainerSpec, BuilderSpec } from '../contract/buildkit-manager.js';
import { LABEL, type Project } from '../contract/labels.js';
import type { ObservedImage } from '../contract/observed.js';
import type { Settings } from '../contract/settings.js';
import { builderVolume } from './object-names.js';
import { runnableReference } from './image-locks.js';
import { localImage } from './local-image.js';
import { type ChosenBase, explainBases } from './bases.js';
import { builderRegistries } from './builder-registries.js';

const ROOTED = 'buildkitd';
const ROOTLESS = 'buildkitd-rootless';

const IMAGES = {
  bases: {
    [ROOTED]: { image: 'moby/buildkit:v0.25.2', standIn: 'smolfaas.local/base/buildkitd:0.25' },
    [ROOTLESS]: { image: 'moby/buildkit:v0.25.2-rootless', standIn: 'smolfaas.local/base/buildkitd-rootless:0.25' },
  },
};

/** The settings that affect the builder. */
export type BuilderSettings = Pick<Settings, 'builder' | 'buildkitName' | 'bases' | 'registries' | 'host'> &
  Partial<Pick<Settings, 'lock' | 'offline'>>;

/** The settings that affect its images. */
type ImageSettings = Pick<Settings, 'bases'> & Partial<Pick<Settings, 'lock'>>;

/** The spec of the builder that these settings select. */
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

/**
 * Images from which a builder container may be created: those that are present. If none is, the one
 * that works on most hosts.
 */
export function builderImages(settings: ImageSettings, images: readonly ObservedImage[]): readonly ChosenBase[] {
  const { rooted, rootless } = choose(settings, images);
  const wanted = rootless === undefined ? [rooted] : [rooted, rootless];
  const here = wanted.filter(({ reference }) => localImage(reference, images) !== undefined);
  return here.length === 0 ? [rooted] : here;
}

/** Both choices; `rootless` is undefined when it must not be tried. */
function choose({ bases, lock }: ImageSettings, images: readonly ObservedImage[]) {
  const chosen = explainBases(IMAGES, bases, images);
  const of = (key: keyof typeof IMAGES.bases): ChosenBase =>
    chosen.find((one) => one.key === key) ?? { key, reference: IMAGES.bases[key].image, origin: 'official' };
  const [rooted, rootless] = [of(ROOTED), of(ROOTLESS)];
  const onlyRooted = bases[ROOTED] !== undefined && bases[ROOTLESS] === undefined;
  const isLocked = ({ reference }: ChosenBase) => lock?.images.get(fullReference(reference)) !== undefined;
  const isRefused = onlyRooted || (isLocked(rooted) && !isLocked(rootless));
  return { rooted, rootless: isRefused ? undefined : rootless };
}

/** The spec of the builder container. */
export function builderContainer(
  settings: BuilderSettings,
  project: Project,
  images: readonly ObservedImage[],
): BuilderContainerSpec {
  const { buildkitName: name, lock, offline, host } = settings;
  const { rooted, rootless } = choose(settings, images);
  const pinned = ({ reference }: ChosenBase) => runnableReference(reference, lock, images);
  return {
    name,
    volume: builderVolume(name),
    image: pinned(rooted),
    rootlessImage: rootless && pinned(rootless),
    labels: {
      [LABEL.project]: project.id,
      [LABEL.functionsDir]: project.functionsDir,
      [LABEL.role]: 'builder',
    },
    ...(offline === true && { offline }),
    reach: { registries: builderRegistries(settings), trust: host.ca, ...(host.proxy && { proxy: host.proxy }) },
  };
}
