/**
 * Finds abandoned images: their label names a project that has no container, network or volume left
 * on this engine.
 *
 * A project leaves them behind when its other objects were removed by hand, or when its database
 * was lost after that. Images are content-addressed, so SmolFaaS reuses one that fits. Their names
 * are free for any project (docs/decisions/0044).
 *
 * Invariant: an image without a SmolFaaS label is never abandoned, nor is one whose project still
 * has any object.
 */
import { LABEL } from '../contract/labels.js';
import type { Observed, ObservedImage } from '../contract/observed.js';
import { imageName } from '../desired/object-names.js';

/** Ids of projects that have a container, a network or a volume. */
export function livingProjects({ containers, networks, volumes }: Observed): ReadonlySet<string> {
  const ids = [...containers, ...networks, ...volumes].map(({ labels }) => labels[LABEL.project]);
  return new Set(ids.filter((id) => id !== undefined));
}

/** Whether this is the image of a function whose project has no other object left. */
export function isAbandoned({ labels }: Pick<ObservedImage, 'labels'>, living: ReadonlySet<string>): boolean {
  const id = labels[LABEL.project];
  return id !== undefined && labels[LABEL.function] !== undefined && !living.has(id);
}

/**
 * Abandoned images under this project's name prefix, with those names only: any other name may have
 * been set by a user.
 */
export function abandonedImages(observed: Observed, projectId: string, prefix: string): readonly ObservedImage[] {
  const living = livingProjects(observed);
  return observed.images.flatMap((image) => {
    if (image.labels[LABEL.project] === projectId || !isAbandoned(image, living)) return [];
    const repository = `${imageName(prefix, image.labels[LABEL.function] ?? '')}:`;
    // Podman prefixes local names
    const tags = image.tags.filter((tag) => tag.replace(/^localhost\//, '').startsWith(repository));
    return tags.length === 0 ? [] : [{ ...image, tags }];
  });
}
