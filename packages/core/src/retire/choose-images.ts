/**
 * Which images does `prune` remove? Pure: judged images and limits in, a list out.
 *
 * First all old ones go. If a limit is given and what stays above the bases is still larger, former ones follow, the one
 * that is furthest back first, until it fits or only images are left that somebody needs.
 */
import { bytesOnlyIn, type Details } from './layers.js';
import type { JudgedImage } from './own-images.js';

export interface ImageLimits {
  /** Bytes that our images may take above their bases. */
  readonly maxBytes?: number | undefined;
}

/** The images to remove, in the order in which to remove them. `bases` are images whose layers cost nothing more. */
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
