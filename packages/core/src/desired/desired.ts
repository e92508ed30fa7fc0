/**
 * Stage 4, desired: what a run wants to exist: network, router, builder and functions, as one value
 * that is created once. Pure.
 *
 *     sources + settings + images of the engine  ->  Desired  ->  decide, deploy, check, images
 *
 * Everything else that a run knows describes what exists. Code that needs to know what something
 * should be reads it here and does not derive it again.
 */
import type { BuilderContainerSpec, BuilderSpec } from '../contract/buildkit-manager.js';
import type { RouterSpec } from '../contract/caddy-manager.js';
import type { SmolfaasError } from '../contract/errors.js';
import { LABEL, type Labels, type Project } from '../contract/labels.js';
import type { ObservedImage } from '../contract/observed.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { Settings } from '../contract/settings.js';
import type { GivenSecret } from '../source/given/given.js';
import { builderContainer, builderSpec } from './builder-spec.js';
import { type FunctionSpec, functionSpec } from './container-spec.js';
import type { DesiredImage } from './desired-image.js';
import { type FunctionSettings, type FunctionSettingsSource, functionSettings } from './function-settings.js';
import { routerSpec } from './router-spec.js';

/** What all functions share. */
export interface DesiredInfrastructure {
  readonly network: { readonly name: string; readonly labels: Labels };
  readonly router: { readonly spec: RouterSpec; readonly hash: string };
  readonly builder: {
    readonly spec: BuilderSpec;
    /**
     * A builder container from these settings, even if they request none: an existing one is
     * compared with it.
     */
    readonly container: BuilderContainerSpec;
    readonly hash: string;
  };
}

/** One function as it should be. */
export interface DesiredFunction extends DesiredImage {
  readonly settings: FunctionSettings;
  readonly spec: FunctionSpec;
  /** The recipe key in the labels of its image and containers, see recipe/equal-recipes.ts. */
  readonly labelKey: string;
  /** The values of its secrets; undefined in a run that reads none. */
  readonly secrets?: readonly GivenSecret[];
}

export interface Desired extends DesiredInfrastructure {
  /** By name. */
  readonly functions: ReadonlyMap<string, DesiredFunction>;
  /** Functions whose directory exists but cannot be used: they keep what they have. */
  readonly failures: ReadonlyMap<string, SmolfaasError>;
  /** Functions with a directory that the run is not about: they stay as they are. */
  readonly outside: readonly string[];
}

/** What the value depends on besides the sources. */
export interface DesiredBasis {
  readonly project: Project;
  readonly settings: FunctionSettingsSource & Pick<Settings, 'bases' | 'lock' | 'imagePrefix' | 'network'>;
  readonly images: readonly ObservedImage[];
}

/** The part that needs no source. */
export function desiredInfrastructure(
  { settings, engine }: Pick<PipelineContext, 'settings' | 'engine'>,
  project: Project,
  images: readonly ObservedImage[],
): DesiredInfrastructure {
  const router = routerSpec(settings, project, images);
  const container = builderContainer(settings, project, images);
  const { id, functionsDir } = project;
  return {
    network: {
      name: settings.network,
      labels: {
        [LABEL.project]: id,
        [LABEL.functionsDir]: functionsDir,
        [LABEL.role]: 'network',
        ...(settings.name !== undefined && { [LABEL.name]: settings.name }),
      },
    },
    router: { spec: router, hash: engine.router.specHash(router) },
    builder: {
      spec: builderSpec(settings, project, images),
      container,
      hash: engine.builder.specHash(container),
    },
  };
}

/**
 * The desired state of one function.
 * @param labelKey the recipe key in the labels of its image and containers, if it differs
 */
export function desiredFunction(
  image: DesiredImage,
  { project, settings: all }: DesiredBasis,
  labelKey = image.recipeKey,
): DesiredFunction {
  const { function: fn, source } = image;
  const { given } = source;
  const settings = functionSettings(fn, source.candidates.runtimes[0].manifest, all, given?.env);
  const { imagePrefix, network } = all;
  const { contentHash } = source.fingerprint;
  const spec = functionSpec({ project, imagePrefix, network, function: fn, contentHash, labelKey }, settings);
  return { ...image, settings, spec, labelKey, ...(given?.secrets && { secrets: given.secrets }) };
}
