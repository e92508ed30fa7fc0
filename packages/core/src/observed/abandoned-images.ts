/**
 * Images without a living owner: their label names a project that has no container, network or
 * volume left on this engine.
 *
 * They are what a project leaves whose other objects were removed by hand, or whose database was
 * lost after that. Images are content-addressed, so one that fits is reused, and its names are free
 * for any project (docs/decisions/0044).
 *
 * Invariant: an image of a project that still has any object is never among them, nor one that
 * carries no SmolFaaS label.
 */
import { LABEL } from '../contract/labels.js';
import type { Observed, ObservedImage } from '../contract/observed.js';
import { imageName } from '../desired/object-names.js';

/** Ids of projects that have a container, a network or a volume. */
export function livingProjects({ containers, networks, volumes }: Observed): ReadonlySet<string> {
  const ids = [...containers, ...networks, ...volumes].map(({ labels }) => labels[LABEL.project]);
  return new Set(ids.filter((id) => id !== undefined));
}

/** Whether the image is a function's, and its project lives no more. */
export function isAbandoned({ labels }: Pick<ObservedImage, 'labels'>, living: ReadonlySet<string>): boolean {
  const id = labels[LABEL.project];
  return id !== undefined && labels[LABEL.function] !== undefined && !living.has(id);
}

/**
 * Abandoned images under names with our prefix, with these names only: another name may be
 * somebody's own.
 */
export function abandonedImages(observed: Observed, projectId: string, prefix: string): readonly ObservedImage[] {
  const living = livingProjects(observed);
  return observed.images.flatMap((image) => {
    if (image.labels[LABEL.project] === projectId || !isAbandoned(image, living)) return [];
    const repository = `${imageName(prefix, image.labels[LABEL.function] ?? '')}:`;
    // as Podman writes it
    const tags = image.tags.filter((tag) => tag.replace(/^localhost\//, '').startsWith(repository));
    return tags.length === 0 ? [] : [{ ...image, tags }];
  });
}
