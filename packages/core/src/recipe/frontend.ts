/**
 * Stage 6, recipe: which Dockerfile frontend a build uses, and whether that frontend is new enough.
 *
 * The builder's own frontend is as old as the builder. Engine 20.10 has version 1.2, which supports
 * neither heredocs nor `COPY --link`. Its errors ("unknown flag", or a heredoc word taken for an
 * instruction) name neither the cause nor a remedy. So SmolFaaS compares what a Dockerfile needs
 * with what the engine supports before it sends anything. It translates the errors of later engines
 * afterwards.
 *
 * Gotcha: a builder cannot find a local image by digest, because it has none. A frontend that is
 * allowed by its image id is therefore passed by its tag.
 */
import { normaliseReference } from '@smolfaas/llb/reference.js';
import { isSmolfaasError, SmolfaasError } from '../contract/errors.js';
import type { ObservedImage } from '../contract/observed.js';
import type { FrontendNeed, RecipeImage } from '../contract/runtime.js';

/** Engines up to this API version (20.10) have frontend 1.2 and a builder of the same age. */
const OLD_API = [1, 41] as const;

/**
 * What the builder inside an engine of this API version lacks for this image; empty for an image
 * that is not built from a Dockerfile.
 */
export function unmetNeeds(image: RecipeImage, apiVersion: string): readonly FrontendNeed[] {
  if (image.kind !== 'dockerfile' || !isOld(apiVersion)) return [];
  const { needs = [], frontend } = image;
  return frontend === undefined ? needs : needs.filter(({ builder }) => builder);
}

/** @throws dockerfile-needs-frontend */
export function refuseUnmetNeeds(fn: string, image: RecipeImage, apiVersion: string): void {
  const needs = unmetNeeds(image, apiVersion);
  if (needs.length > 0 && image.kind === 'dockerfile') throw needsFrontend(fn, image.filename, needs);
}

/**
 * Adds the lines that the frontend did not understand, if the Dockerfile has such lines. Any other
 * error is returned unchanged. Pure.
 */
export function withUnmetNeeds(error: unknown, fn: string, image: RecipeImage): unknown {
  if (!isSmolfaasError(error, 'build-failed') || image.kind !== 'dockerfile') return error;
  const part = notUnderstood(error.facts.message);
  const meant = part === undefined ? [] : (image.needs ?? []).filter(({ feature }) => feature.includes(part));
  return meant.length === 0 ? error : needsFrontend(fn, image.filename, meant, error);
}

/**
 * What the frontend rejected, as written in a Dockerfile: a flag, an option of a mount, or a
 * heredoc that it took for an instruction.
 */
function notUnderstood(message: string): string | undefined {
  const flag = /unknown flag: (?:--)?([\w-]+)/i.exec(message)?.[1];
  if (flag !== undefined) return `--${flag}`;
  const option = /unexpected key '([\w-]+)' (?:in|for mount type)/i.exec(message)?.[1];
  if (option !== undefined) return `,${option}=`;
  return /unknown instruction/i.test(message) ? '<<' : undefined;
}

/**
 * The reference by which the builder finds a frontend allowed as `name@digest` or
 * `name:tag@digest`.
 */
export function frontendReference(allowed: string, images: readonly ObservedImage[]): string {
  const [name = allowed, digest] = allowed.split('@');
  const wanted = normaliseReference(name);
  const tags = images.filter(({ id }) => id === digest).flatMap((image) => image.tags);
  return tags.find((tag) => isSame(tag, wanted)) ?? allowed;
}

function isSame(tag: string, wanted: string): boolean {
  try {
    const name = normaliseReference(tag);
    return name === wanted || name.startsWith(`${wanted.replace(/:latest$/, '')}:`);
  } catch {
    return false;
  }
}

function isOld(apiVersion: string): boolean {
  const [major = 0, minor = 0] = apiVersion.split('.').map(Number);
  return major < OLD_API[0] || (major === OLD_API[0] && minor <= OLD_API[1]);
}

const needsFrontend = (fn: string, path: string, needs: readonly FrontendNeed[], cause?: unknown) =>
  new SmolfaasError('dockerfile-needs-frontend', { function: fn, path, needs }, { cause });
