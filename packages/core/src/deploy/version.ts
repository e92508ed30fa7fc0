/**
 * Stages 6 to 9 as deploy uses them: obtain the image of a plan, and what to record about it.
 *
 * The code that builds is imported with the first build: most runs find few changes and should not
 * wait for it.
 */
import type { GenerationRecord, ReadyRecord } from '../contract/state-store.js';
import type { FunctionPlan } from '../decide/plan.js';
import { specHash } from '../desired/container-spec.js';
import type { DesiredFunction } from '../desired/desired.js';
import { publishedPackage } from '../source/detect/last-runtime.js';
import type { Version } from '../make/build-image.js';
import { imageTags } from '../desired/object-names.js';
import type { DeployTools } from './deploy-tools.js';

/**
 * The image that a plan starts: built now, or an existing one, which gets its missing names again.
 */
export async function obtainVersion(
  plan: FunctionPlan,
  desired: DesiredFunction,
  tools: DeployTools,
): Promise<Version> {
  const { context, observed } = tools.observation;
  const { engine, settings, emit, signal } = context;
  const onChange = (one: DesiredFunction) => void tools.tried.set(plan.function, one);
  onChange(desired);
  if (plan.action === 'build' || plan.image === undefined) {
    emit({ type: 'function', function: plan.function, phase: 'building' });
    const { buildImage } = await import('../make/build-image.js');
    const { store, recipes, infrastructure } = tools;
    const version = await buildImage(desired, tools.observation, {
      store,
      recipes,
      builder: infrastructure.builder,
      onChange,
    });
    emit({ type: 'function', function: plan.function, phase: 'built', detail: version.runtime });
    return version;
  }
  const tags = imageTags(settings.imagePrefix, plan.function, desired.spec.contentHash, desired.labelKey);
  const present = observed.images.find(({ id }) => id === plan.image)?.tags ?? [];
  for (const tag of tags.filter((one) => !present.includes(one))) await engine.images.tag(plan.image, tag, signal);
  return knownVersion(plan.image, desired, tools);
}

/**
 * What is known about an existing image. Without a record, the first candidate counts as its
 * runtime.
 */
export function knownVersion(image: string, desired: DesiredFunction, { recorded, observation }: DeployTools): Version {
  const record = recorded.get(desired.function);
  const fits =
    record?.contentHash === desired.spec.contentHash &&
    (record.labelKey ?? record.recipeKey) === desired.labelKey &&
    record.imageId === image;
  const { runtimes } = desired.source.candidates;
  const unknown = { runtime: runtimes[0].manifest.id, recipeDigest: undefined, builtAt: observation.context.now() };
  const { runtime, recipeDigest, builtAt } = fits ? { ...unknown, ...record } : unknown;
  const maker = runtimes.find(({ manifest }) => manifest.id === runtime);
  const runtimePackage = (fits ? record.runtimePackage : undefined) ?? (maker && publishedPackage(maker));
  return { desired, image, runtime, runtimePackage, recipeDigest, builtAt };
}

/** The record of a generation of this version. */
export function recordOf(generation: number, version: Version, ready: readonly ReadyRecord[]): GenerationRecord {
  const { desired, image: imageId, recipeDigest, runtime, runtimePackage, builtAt } = version;
  const { function: fn, spec, recipeKey, labelKey, pins } = desired;
  return {
    function: fn,
    generation,
    runtime,
    contentHash: spec.contentHash,
    recipeKey,
    ...(labelKey !== recipeKey && { labelKey }),
    pins,
    imageId,
    specHash: specHash(spec, imageId),
    builtAt,
    instances: ready.length,
    ready,
    ...(runtimePackage !== undefined && { runtimePackage }),
    ...(recipeDigest !== undefined && { recipeDigest }),
  };
}
