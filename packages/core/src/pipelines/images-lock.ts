/**
 * `smolfaas images lock`: records which image each reference means today, so that it means the same
 * later and on other machines.
 *
 * SmolFaaS locks the images that the engine has, and pulls missing ones first. An image made on
 * this machine has no registry digest. It is locked by its id, which is valid on this machine only.
 */
import { SmolfaasError } from '../contract/errors.js';
import type { LockedImage, NeededImage } from '../contract/images.js';
import type { LockOutcome } from '../contract/outcome.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { pinOf } from '../desired/image-locks.js';
import { presentImage } from '../desired/local-image.js';
import { usersOf } from '../images/needed-images.js';
import { pullImages } from '../images/pull-images.js';
import { needsOfProject } from '../images/project-needs.js';
import { writeLock } from '../images/write-lock.js';
import { observe } from '../observed/observe-project.js';

/**
 * Writes the lock file.
 * @throws what keeps a function's needs from being determined, image-pull-failed, images-missing
 * under --offline, lock-file-unwritable, functions-dir-*, engine-*, interrupted
 */
export async function lock(context: PipelineContext): Promise<LockOutcome> {
  const { settings, emit } = context;
  const { needs, sources, observed } = await needsOfProject(context);
  for (const error of [...sources.failures.values(), ...needs.failures.values()]) throw error;
  for (const { function: fn, line, written } of needs.unknown) {
    emit({
      type: 'warning',
      function: fn,
      notice: { code: 'image-untold', facts: { line, written, purpose: 'lock' } },
    });
  }
  const fetched = await fetchMissing(needs.images, context);
  const images = fetched ? (await observe(context, [])).images : observed.images;
  const entries = needs.images.map((image): [string, LockedImage] => {
    const { id = '', digest } = presentImage(image.reference, images) ?? {};
    const usedBy = usersOf(image);
    return [image.reference, { ...(digest !== undefined && { digest }), id, usedBy }];
  });
  writeLock(settings.lockFile, { images: new Map(entries) });
  const before = settings.lock?.images ?? new Map<string, LockedImage>();
  return {
    path: settings.lockFile,
    images: entries.map(([reference, locked]) => ({ reference, locked, ...moved(before.get(reference), locked) })),
    dropped: [...before.keys()].filter((reference) => !entries.some(([one]) => one === reference)).sort(),
  };
}

function moved(before: LockedImage | undefined, now: LockedImage): { before?: string } {
  return before === undefined || pinOf(before) === pinOf(now) ? {} : { before: pinOf(before) };
}

/** Fetches what is missing, and returns whether it fetched anything. */
async function fetchMissing(needed: readonly NeededImage[], context: PipelineContext): Promise<boolean> {
  const missing = needed.filter(({ present }) => present === undefined);
  if (missing.length === 0) return false;
  if (context.settings.offline) {
    const facts = missing.map((image) => ({ reference: image.reference, usedBy: usersOf(image) }));
    throw new SmolfaasError('images-missing', { missing: facts });
  }
  const pulls = missing.map(({ reference }) => ({ reference, source: reference }));
  for (const error of (await pullImages(pulls, context)).values()) throw error;
  return true;
}
