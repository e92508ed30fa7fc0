/**
 * Which images does `prune` remove? Pure: takes judged images and limits, returns a list.
 *
 * First it chooses all old ones. If the rest, without the bases, still exceeds the limit, it
 * chooses former ones, the oldest first. It stops when the rest fits, or only needed images are
 * left.
 */
import { bytesOnlyIn, type Details } from './layers.js';
import type { JudgedImage } from './own-images.js';

export interface ImageLimits {
  /** The bytes that this project's images may take in addition to their bases. */
  readonly maxBytes?: number | undefined;
}

/** The images to remove, in the order in which to remove them. Layers of `bases` do not count. */
export function chooseImages(
  judged: readonly JudgedImage[],
  bases: readonly string[],
  details: Details,
  { maxBytes = Number.POSITIVE_INFINITY }: ImageLimits,
): readonly JudgedImage[] {
  const chosen = judged.filter(({ verdict }) => verdict === 'old');
  const former = judged.filter(({ verdict }) => verdict === 'former').sort((a, b) => b.age - a.age);
  const size = (): number => {
    const stay = judged.filter((image) => !chosen.includes(image)).map(({ id }) => id);
    return bytesOnlyIn(stay, bases, details);
  };
  for (const image of former) {
    if (size() <= maxBytes) break;
    chosen.push(image);
  }
  return chosen;
}
