/**
 * Whether the engine has an image, in whatever spelling of its name. Pure.
 *
 * Engines print short names (`node:24-slim`), some print full ones
 * (`docker.io/library/node:24-slim`). A reference with a digest is found by the digest alone,
 * whatever tag it carries: that is the purpose of a digest.
 *
 * Gotchas: every run checks this for each function, and every function has its own images, so only
 * names with the same last part are expanded. Only one file of the llb package is imported, because
 * its index loads everything for building graphs.
 */
import { fullReference, hostOfReference, repositoryOf } from '@smolfaas/llb/reference.js';
import type { PresentImage } from '../contract/images.js';
import type { ObservedImage } from '../contract/observed.js';

/** The image with this name, if the engine has it. */
export function localImage(reference: string, images: readonly ObservedImage[]): ObservedImage | undefined {
  const wanted = fullReference(reference);
  const digest = digestIn(wanted);
  if (digest !== undefined) return images.find((image) => digestFor(wanted, image) === digest);
  const end = lastPart(wanted);
  const isName = (tag: string) => lastPart(tag) === end && fullReference(tag) === wanted;
  return images.find(({ tags }) => tags.some(isName));
}

/** The digest under which the registry of this reference knows the image. */
export function digestFor(reference: string, { digests = [] }: ObservedImage): string | undefined {
  const repository = repositoryOf(fullReference(reference));
  const end = lastPart(repository);
  const isSame = (name: string) =>
    lastPart(repositoryOf(name)) === end && repositoryOf(fullReference(name)) === repository;
  return digests.filter(isSame).map(digestIn)[0];
}

/** An image in the form that `NeededImage` uses. */
export function presentImage(reference: string, images: readonly ObservedImage[]): PresentImage | undefined {
  const image = localImage(reference, images);
  if (image === undefined) return undefined;
  const { id, bytes } = image;
  const digest = digestFor(reference, image);
  return { id, ...(digest !== undefined && { digest }), ...(bytes !== undefined && { bytes }) };
}

/** The `sha256:…` of a reference, if it has one. */
export function digestIn(reference: string): string | undefined {
  const at = reference.indexOf('@');
  return at < 0 ? undefined : reference.slice(at + 1);
}

/** Host in the names of locally assembled images; it does not exist. */
const LOCAL_HOST = 'smolfaas.local';

/** Host of the registry; undefined for a name that no registry can have. */
export function registryOf(reference: string): string | undefined {
  const host = hostOfReference(reference);
  return host === LOCAL_HOST ? undefined : host;
}

/**
 * `node:24-slim` from `docker.io/library/node:24-slim`; the same in every spelling that engines
 * print.
 */
const lastPart = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);
