/**
 * Stages 5 to 8 as deploying sees them: get the image of a plan, and what is to be remembered of it.
 *
 * The code that builds is imported with the first build: most runs find little changed, and should not wait for it.
 */
import type { GenerationRecord, ReadyRecord } from '../../contract/state-store.js';
import type { Version } from '../build/build-image.js';
import type { FunctionPlan } from '../decide/plan.js';
import { publishedPackage } from '../detect/last-runtime.js';
import { imageTags } from '../object-names.js';
import type { FunctionSource } from '../read-source.js';
import type { DeployTools } from './deploy-tools.js';

/** The image that a plan starts: built now, or one that is there, which gets its names back. */
export async function obtainVersion(plan: FunctionPlan, source: FunctionSource, tools: DeployTools): Promise<Version> {
  const { context, observed } = tools.site;
  const { engine, settings, emit, signal } = context;
  const onSource = (one: FunctionSource) => void tools.tried.set(plan.function, one);
  onSource(source);
  if (plan.action === 'build' || plan.image === undefined) {
    emit({ type: 'function', function: plan.function, phase: 'building' });
    const { buildImage } = await import('../build/build-image.js');
    const version = await buildImage(source, tools.site, {
      store: tools.store,
      builder: tools.ground.builder,
      onSource,
    });
    emit({ type: 'function', function: plan.function, phase: 'built', detail: version.runtime });
    return version;
  }
  const tags = imageTags(settings.imagePrefix, plan.function, source.fingerprint.contentHash, source.recipeKey);
  const present = observed.images.find(({ id }) => id === plan.image)?.tags ?? [];
  for (const tag of tags.filter((one) => !present.includes(one))) await engine.functions.tag(plan.image, tag, signal);
  return knownVersion(plan.image, source, tools);
}

/** What is known about an image that was not built now. Without a record, the first candidate stands for its runtime. */
export function knownVersion(image: string, source: FunctionSource, { recorded, site }: DeployTools): Version {
  const { contentHash } = source.fingerprint;
  const { recipeKey } = source;
  const record = recorded.get(source.function);
  const fits = record?.contentHash === contentHash && record.recipeKey === recipeKey && record.imageId === image;
  const [first] = source.candidates.runtimes;
  const unknown = { runtime: first.manifest.id, recipeDigest: undefined, builtAt: site.context.now() };
  const { runtime, recipeDigest, builtAt } = fits ? { ...unknown, ...record } : unknown;
  const maker = source.candidates.runtimes.find(({ manifest }) => manifest.id === runtime);
  const runtimePackage = (fits ? record.runtimePackage : undefined) ?? (maker && publishedPackage(maker));
  return { image, contentHash, recipeKey, runtime, runtimePackage, recipeDigest, builtAt };
}

/** How a generation of this version is remembered. */
export function recordOf(
  fn: string,
  generation: number,
  specHash: string,
  version: Version,
  ready: ReadyRecord,
): GenerationRecord {
  const { image: imageId, recipeDigest, contentHash, recipeKey, runtime, runtimePackage, builtAt } = version;
  const known = { function: fn, generation, runtime, contentHash, recipeKey, imageId, specHash, builtAt, ready };
  return {
    ...known,
    ...(runtimePackage !== undefined && { runtimePackage }),
    ...(recipeDigest !== undefined && { recipeDigest }),
  };
}
