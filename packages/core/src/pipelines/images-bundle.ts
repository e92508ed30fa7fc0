/**
 * `smolfaas images bundle`: writes one file with everything that `up --offline` needs on another
 * machine: the current images of the functions, the images they are built from, and the router's.
 *
 * Nothing is built or fetched here. Everything that is missing is reported at once, before the file
 * is created.
 */
import { SmolfaasError } from '../contract/errors.js';
import type { BundleOutcome } from '../contract/outcome.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { writeBundle } from '../images/bundle/bundle-file.js';
import type { BundledFunction } from '../images/bundle/manifest.js';
import { versionName } from '../observed/function-image.js';
import { type Needs, usersOf } from '../images/needed-images.js';
import { platformName } from '../images/platform-name.js';
import { type ProjectNeeds, needsOfProject } from '../images/project-needs.js';

export interface BundleRequest {
  /** Absolute path of the file to write. */
  readonly path: string;
  /** Names of functions; all if empty. */
  readonly functions: readonly string[];
}

/**
 * Writes a bundle.
 * @throws unknown-function, functions-not-built, images-missing, what keeps a function's needs from
 * being determined, bundle-unwritable, disk-full, functions-dir-*, engine-*, interrupted
 */
export async function bundle(context: PipelineContext, { path, functions }: BundleRequest): Promise<BundleOutcome> {
  const { engine, emit, signal } = context;
  const found = await needsOfProject(context, functions);
  for (const error of [...found.sources.failures.values(), ...found.needs.failures.values()]) throw error;
  const built = builtFunctions(found);
  const images = carriedImages(found.needs);
  for (const reference of images.left) {
    emit({ type: 'warning', notice: { code: 'image-not-bundled', facts: { reference } } });
  }
  const platform = platformName(found.observed.engine.platform);
  const manifest = { platform, images: images.carried, functions: built };
  const archive = await engine.images.save([...images.carried, ...built.map(({ name }) => name)], signal);
  const bytes = await writeBundle(path, manifest, archive, signal);
  return { path, bytes, images: images.carried, functions: built.map((one) => one.function) };
}

function builtFunctions({ desired, labelKeys, observed }: ProjectNeeds): readonly BundledFunction[] {
  const named = desired.map(({ function: fn, source, recipeKey }) => {
    const version = { function: fn, contentHash: source.fingerprint.contentHash, recipeKey };
    const labelled = { ...version, recipeKey: labelKeys.get(fn) ?? recipeKey };
    return { ...version, name: versionName(labelled, observed.images) ?? '' };
  });
  const unbuilt = named.filter(({ name }) => name === '').map((one) => one.function);
  if (unbuilt.length > 0) throw new SmolfaasError('functions-not-built', { functions: unbuilt.sort() });
  return named.sort((a, b) => (a.function < b.function ? -1 : 1));
}

/**
 * An image referenced by digest is found only by the digest, which an archive does not carry. So it
 * is left out.
 */
function carriedImages({ images }: Needs): { readonly carried: readonly string[]; readonly left: readonly string[] } {
  const missing = images.filter(({ present }) => present === undefined);
  if (missing.length > 0) {
    const facts = missing.map((image) => ({ reference: image.reference, usedBy: usersOf(image) }));
    throw new SmolfaasError('images-missing', { missing: facts });
  }
  const references = images.map(({ reference }) => reference);
  return {
    carried: references.filter((reference) => !reference.includes('@')),
    left: references.filter((reference) => reference.includes('@')),
  };
}
