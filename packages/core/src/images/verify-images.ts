/**
 * Before a run starts anything: are the images that it needs present, and are they the right ones?
 *
 * | setting | question | if not |
 * |---|---|---|
 * | `--locked` | is every image of every function in the lock file? | lock-file-incomplete |
 * | a lock file | does the name in the engine mean the locked image? | image-not-the-locked (1) |
 * | `--offline` | is everything here that builds and router need? | images-missing (2) |
 *
 * 1. A missing image is pulled by its digest.
 * 2. Covers the builds and the router of this run; one error lists everything that is missing.
 *
 * A build uses the image that the engine has under a name before it queries any registry. So the
 * verified image is the one used, even if a Dockerfile's frontend does not support digests.
 */
import { type NeededBy, SmolfaasError } from '../contract/errors.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { Plan } from '../decide/plan.js';
import type { Desired } from '../desired/desired.js';
import type { Observation } from '../observed/observed-project.js';
import type { Recipes } from '../recipe/recipes.js';
import { isLockedImage, pinOf, lockedReference } from '../desired/image-locks.js';
import { localImage } from '../desired/local-image.js';
import { type Needs, neededImages, usersOf } from './needed-images.js';
import { pullImages } from './pull-images.js';

/**
 * @throws lock-file-incomplete, image-not-the-locked, images-missing, image-pull-failed, engine-*
 */
export async function verifyImages(
  plan: Plan,
  desired: Desired,
  recipes: Recipes,
  observation: Observation,
): Promise<void> {
  const needs = await requirePresent(plan, desired, recipes, observation);
  if (needs !== undefined && !observation.context.settings.offline) await fetchLocked(needs, observation);
}

/**
 * The checks of the table above, without pulling anything. Returns what builds and router need;
 * undefined when the run has neither.
 * @throws lock-file-incomplete, image-not-the-locked, images-missing
 */
export async function requirePresent(
  plan: Plan,
  desired: Desired,
  recipes: Recipes,
  observation: Observation,
): Promise<Needs | undefined> {
  const { context, observed } = observation;
  const { settings } = context;
  const toBuild = new Set(plan.functions.filter(({ action }) => action === 'build').map((one) => one.function));
  const isBuilt = ({ function: fn }: { readonly function: string }) => toBuild.has(fn);
  const router = plan.router.action === 'ensure';
  const functions = [...desired.functions.values()];
  if (settings.locked)
    requireComplete(await neededImages(functions, recipes, router, context, observed), settings.lockFile);
  const built = functions.filter(isBuilt);
  if (built.length === 0 && !router) return undefined;
  const needs = await neededImages(built, recipes, router, context, observed);
  requireLocked(needs, settings.lockFile);
  if (settings.offline) requireHere(needs, context);
  return needs;
}

/**
 * Requires that each image is in the lock file, with each of its users: recipe keys depend on that.
 */
function requireComplete({ images, unknown }: Needs, path: string): void {
  const lacking = images.flatMap((image): NeededBy[] => {
    const without = usersOf(image).filter((user) => image.locked?.usedBy.includes(user) !== true);
    return without.length === 0 ? [] : [{ reference: image.reference, usedBy: without }];
  });
  const untold = unknown.map(({ function: fn, written }) => ({ reference: written, usedBy: [fn] }));
  const missing = [...lacking, ...untold];
  if (missing.length > 0) throw new SmolfaasError('lock-file-incomplete', { path, missing });
}

/** Refuses another image under a locked name, and an image locked by its id that is gone. */
function requireLocked({ images }: Needs, path: string): void {
  const differing = images.flatMap((image) => {
    const { reference, locked, present } = image;
    if (locked === undefined || isLockedImage(locked, present)) return [];
    if (present === undefined && locked.digest !== undefined) return []; // pulled later, or reported as missing
    return [{ reference, usedBy: usersOf(image), locked: pinOf(locked), present: present?.digest ?? present?.id }];
  });
  if (differing.length > 0) throw new SmolfaasError('image-not-the-locked', { path, differing });
}

function requireHere({ images, downloads, unknown }: Needs, { emit }: PipelineContext): void {
  for (const { function: fn, line, written } of unknown) {
    const facts = { line, written, purpose: 'offline' } as const;
    emit({ type: 'warning', function: fn, notice: { code: 'image-untold', facts } });
  }
  const absent = images.filter(({ present }) => present === undefined);
  const missing = [...absent.map((image) => ({ reference: image.reference, usedBy: usersOf(image) })), ...downloads];
  if (missing.length > 0) throw new SmolfaasError('images-missing', { missing });
}

/**
 * Pulls by digest, because a tag may mean another image by now. An image that is present without
 * its tag is tagged again.
 */
async function fetchLocked({ images }: Needs, { context, observed }: Observation): Promise<void> {
  const { settings, engine, signal } = context;
  const absent = images.filter(({ present, locked }) => present === undefined && locked?.digest !== undefined);
  const pulls = absent.map(({ reference }) => ({ reference, source: lockedReference(reference, settings.lock) }));
  const here = pulls.filter(({ source }) => localImage(source, observed.images) !== undefined);
  for (const { source, reference } of here) await engine.images.tag(source, reference, signal);
  const failures = await pullImages(
    pulls.filter((one) => !here.includes(one)),
    context,
  );
  for (const error of failures.values()) throw error;
}
