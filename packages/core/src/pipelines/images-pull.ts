/**
 * `smolfaas images pull`: fetches missing images and, with `update`, newer versions that a registry
 * may have.
 *
 * Tags move. A build uses the image that the engine has, so tags move only with this command. It
 * reports each change with the digest before and after. With `update`, it also updates an existing
 * lock file. Without `update`, it follows the lock file.
 */
import { fullReference } from '@smolfaas/llb/reference.js';
import { SmolfaasError } from '../contract/errors.js';
import type { ImageLock, LockedImage, PresentImage } from '../contract/images.js';
import type { ObservedImage } from '../contract/observed.js';
import type { PulledImage, PullOutcome } from '../contract/outcome.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { isLockedImage, pinOf, lockedReference } from '../desired/image-locks.js';
import { presentImage, registryOf } from '../desired/local-image.js';
import { usersOf } from '../images/needed-images.js';
import { pullImages } from '../images/pull-images.js';
import { needsOfProject } from '../images/project-needs.js';
import { writeLock } from '../images/write-lock.js';
import { observe } from '../observed/observe-project.js';

export interface PullRequest {
  /** The images to pull; all needed ones if empty. */
  readonly references: readonly string[];
  /** Whether to query the registry for images that are already present, too. */
  readonly update: boolean;
}

/**
 * Pulls images. The outcome includes those that could not be pulled.
 * @throws functions-dir-*, images-missing under --offline, engine-*, lock-file-unwritable,
 * interrupted
 */
export async function pull(context: PipelineContext, { references, update }: PullRequest): Promise<PullOutcome> {
  const { settings } = context;
  const { needs, observed } = await needsOfProject(context);
  const needed = needs.images.map(({ reference }) => reference);
  const wanted = references.length > 0 ? references.map(fullReference) : needed;
  const before = new Map(wanted.map((reference) => [reference, presentImage(reference, observed.images)]));
  const pulls = wanted.filter((reference) => isToPull(reference, before.get(reference), update, settings.lock));
  if (settings.offline && pulls.length > 0) {
    const users = new Map(needs.images.map((image) => [image.reference, usersOf(image)]));
    const missing = pulls.map((reference) => ({ reference, usedBy: users.get(reference) ?? [] }));
    throw new SmolfaasError('images-missing', { missing });
  }
  const lock = update ? undefined : settings.lock;
  const asked = pulls.map((reference) => ({ reference, source: lockedReference(reference, lock) }));
  const failures = await pullImages(asked, context);
  const after = pulls.length > 0 ? (await observe(context, [])).images : observed.images;
  const images = wanted.map((reference) => outcomeOf(reference, before.get(reference), after, pulls, failures));
  const moved = update ? movedLock(settings.lock, images, after) : undefined;
  if (moved !== undefined) writeLock(settings.lockFile, moved);
  return { images, ...(moved !== undefined && { lockFile: settings.lockFile }) };
}

/**
 * A name that no registry can have is pulled only when it is missing, so that the failure is
 * reported. A reference with a digest cannot move.
 */
function isToPull(
  reference: string,
  present: PresentImage | undefined,
  update: boolean,
  lock: ImageLock | undefined,
): boolean {
  if (present === undefined) return true;
  if (update) return registryOf(reference) !== undefined && !reference.includes('@');
  const locked = lock?.images.get(reference);
  return locked?.digest !== undefined && !isLockedImage(locked, present);
}

function outcomeOf(
  reference: string,
  present: PresentImage | undefined,
  after: readonly ObservedImage[],
  pulls: readonly string[],
  failures: ReadonlyMap<string, SmolfaasError>,
): PulledImage {
  const before = nameOf(present);
  const now = nameOf(presentImage(reference, after));
  const error = failures.get(reference);
  const facts = { reference, ...(before !== undefined && { before }), ...(now !== undefined && { now }) };
  if (error !== undefined) return { ...facts, status: 'failed', error };
  if (!pulls.includes(reference)) {
    return { ...facts, status: registryOf(reference) === undefined ? 'local' : 'present' };
  }
  if (before === now) return { ...facts, status: 'present' };
  return { ...facts, status: before === undefined ? 'pulled' : 'updated' };
}

const nameOf = (image: PresentImage | undefined): string | undefined => image?.digest ?? image?.id;

/** The lock with the current digests; undefined when none of them moved. */
function movedLock(
  lock: ImageLock | undefined,
  images: readonly PulledImage[],
  after: readonly ObservedImage[],
): ImageLock | undefined {
  const entries = new Map<string, LockedImage>(lock?.images);
  let moved = false;
  for (const { reference, now, status } of images) {
    const locked = entries.get(reference);
    if (locked?.digest === undefined || now === undefined || status === 'failed' || pinOf(locked) === now) continue;
    entries.set(reference, { ...locked, digest: now, id: presentImage(reference, after)?.id ?? '' });
    moved = true;
  }
  return moved ? { images: entries } : undefined;
}
