/**
 * The image that was built from one version of a function, found by its labels. Pure.
 */
import { LABEL, type Labels } from '../contract/labels.js';
import type { ObservedImage } from '../contract/observed.js';

/**
 * A function's content and its recipe: both together determine whether an image is the right one.
 */
export interface FunctionVersion {
  readonly function: string;
  readonly contentHash: string;
  readonly recipeKey: string;
}

/** Whether these labels belong to an image of this version, whichever project built it. */
export function isVersion(labels: Labels, wanted: FunctionVersion): boolean {
  return hasContent(labels, wanted) && labels[LABEL.recipeKey] === wanted.recipeKey;
}

/** Whether these labels belong to an image of this content, whatever its recipe. */
export function hasContent(labels: Labels, wanted: Pick<FunctionVersion, 'function' | 'contentHash'>): boolean {
  return labels[LABEL.function] === wanted.function && labels[LABEL.contentHash] === wanted.contentHash;
}

/** A name of this version's image in the engine, other than its `latest` tag. */
export function versionName(wanted: FunctionVersion, images: readonly ObservedImage[]): string | undefined {
  const fitting = images.filter(({ labels }) => isVersion(labels, wanted));
  return fitting.flatMap(({ tags }) => tags).find((tag) => !tag.endsWith(':latest'));
}
