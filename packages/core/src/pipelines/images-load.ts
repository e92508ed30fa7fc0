/**
 * `smolfaas images load`: loads a bundle into the engine and reports which of its function images
 * fit here.
 *
 *     check the whole file  ->  is it for this platform?  ->  the engine loads the archive
 *       ->  function images get their loaded name
 *
 * The engine is not touched before the file is known to be complete. A function's image carries the
 * label of the project that built it, and another label would make it another image. The loaded
 * name lets any project here use it (decision 0027).
 */
import { isSmolfaasError, SmolfaasError } from '../contract/errors.js';
import type { LoadedFit, LoadOutcome } from '../contract/outcome.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { type DesiredImage, desiredImage } from '../desired/desired-image.js';
import { discoverFunctions } from '../source/discover/discover.js';
import { checkBundle, readBundle } from '../images/bundle/bundle-file.js';
import type { BundledFunction } from '../images/bundle/manifest.js';
import { platformName } from '../images/platform-name.js';
import { loadedName } from '../desired/object-names.js';
import { observe } from '../observed/observe-project.js';
import { readSources } from '../source/read-sources.js';

/**
 * Loads a bundle.
 * @param path absolute
 * @throws bundle-unusable, bundle-other-platform, engine-*, disk-full, interrupted
 */
export async function load(context: PipelineContext, path: string): Promise<LoadOutcome> {
  const { engine, signal } = context;
  const manifest = await checkBundle(path, signal);
  const here = platformName((await observe(context, [])).engine.platform);
  if (manifest.platform !== here) {
    throw new SmolfaasError('bundle-other-platform', { path, bundle: manifest.platform, engine: here });
  }
  await readBundle(path, (archive) => engine.images.load(archive, signal), signal);
  for (const one of manifest.functions) await rename(one, context);
  const fits = await fitsOf(manifest.functions, context);
  return { images: manifest.images, functions: fits };
}

/**
 * Replaces the name that the other machine's project gave it. That name does not belong to this
 * project, even if both have the same prefix.
 */
async function rename(one: BundledFunction, { engine, signal }: PipelineContext): Promise<void> {
  await engine.images.tag(one.name, loadedName(one.function, one.contentHash, one.recipeKey), signal);
  await engine.images.remove(one.name, signal);
}

async function fitsOf(
  bundled: readonly BundledFunction[],
  context: PipelineContext,
): Promise<LoadOutcome['functions']> {
  const { settings } = context;
  const discovered = await discoverFunctions(settings.functionsDir, settings.imagePrefix, settings.functions).catch(
    (error: unknown) => {
      if (!isSmolfaasError(error, 'functions-dir-missing')) throw error;
      return { candidates: [] };
    },
  );
  const observed = await observe(context, []);
  const { functions } = await readSources(discovered.candidates, context, undefined);
  return bundled.map((one) => {
    const source = functions.get(one.function);
    const desired = source && desiredImage(source, { settings, images: observed.images });
    return { function: one.function, fit: fitOf(one, desired) };
  });
}

function fitOf(bundled: BundledFunction, desired: DesiredImage | undefined): LoadedFit {
  if (desired === undefined) return 'absent';
  if (bundled.contentHash !== desired.source.fingerprint.contentHash) return 'source';
  return bundled.recipeKey === desired.recipeKey ? 'ready' : 'recipe';
}
