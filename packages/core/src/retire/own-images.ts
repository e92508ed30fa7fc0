/**
 * Which images of the engine belong to this project, and what needs each of them? Pure.
 *
 * | an image of this project | verdict | why |
 * |---|---|---|
 * | a container of any project was made from it | `used` | the engine would rightly refuse |
 * | a record names it | `recorded` | the next `up` starts it without a build |
 * | it has a name that SmolFaaS did not give | `named` | a user tagged it, perhaps to push it |
 * | it is one of its function's last good ones | `former` | kept for a rollback |
 * | anything else | `old` | nothing needs it |
 *
 * Invariant: this list never contains an image without a function's name, or without the label of
 * this project or of one that has nothing else left. So base images and the images of other
 * projects and users are never judged.
 */
import { LABEL, type Project } from '../contract/labels.js';
import type { Observed, ObservedImage } from '../contract/observed.js';
import type { GenerationRecord } from '../contract/state-store.js';
import { abandonedImages } from '../observed/abandoned-images.js';

export type ImageVerdict = 'used' | 'recorded' | 'named' | 'former' | 'old';

export interface OwnImage extends ObservedImage {
  readonly function: string;
}

export interface JudgedImage extends OwnImage {
  readonly verdict: ImageVerdict;
  /**
   * Its position among the images of its function that are neither used nor recorded, from the
   * newest, 0, on.
   */
  readonly age: number;
}

/** What the verdicts are based on. */
export interface JudgeInput {
  readonly images: readonly OwnImage[];
  /** Ids of images that containers were created from. */
  readonly used: ReadonlySet<string>;
  /** Newest first for each function, so the first one is the record. */
  readonly history: readonly GenerationRecord[];
  /**
   * Functions with a directory, a record or a container; no former images are kept for any other.
   */
  readonly functions: ReadonlySet<string>;
  readonly keep: number;
  /** When an image last got a name; orders images without a record. */
  lastTagged(id: string): number;
}

/**
 * Images of this project's functions, and images under its names whose project has no other object
 * left (abandoned-images.ts).
 */
export function ownImages(observed: Observed, project: Project, prefix: string): readonly OwnImage[] {
  const labelled = observed.images.filter(({ labels }) => labels[LABEL.project] === project.id);
  return [...labelled, ...abandonedImages(observed, project.id, prefix)].flatMap((image) => {
    const fn = image.labels[LABEL.function];
    return fn === undefined ? [] : [{ ...image, function: fn }];
  });
}

/** A verdict for each image; sorted by function, then from newest to oldest. */
export function judgeImages(input: JudgeInput): readonly JudgedImage[] {
  const { images, history } = input;
  const recorded = newestOf(history);
  const ranks = new Map(history.toReversed().map(({ imageId }, rank) => [imageId, rank]));
  const newestFirst = (a: OwnImage, b: OwnImage): number =>
    (ranks.get(b.id) ?? -1) - (ranks.get(a.id) ?? -1) ||
    input.lastTagged(b.id) - input.lastTagged(a.id) ||
    (a.id < b.id ? -1 : 1);
  const functions = [...new Set(images.map((image) => image.function))].sort();
  return functions.flatMap((fn) => {
    let age = 0;
    const ofThis = images.filter((image) => image.function === fn).sort(newestFirst);
    return ofThis.map((image) => {
      const held = input.used.has(image.id) ? 'used' : recorded.has(image.id) ? 'recorded' : undefined;
      if (held !== undefined) return { ...image, verdict: held, age: 0 };
      const keep = input.functions.has(fn) ? input.keep : 0;
      const verdict = isNamed(image) ? 'named' : age < keep ? 'former' : 'old';
      return { ...image, verdict, age: age++ };
    });
  });
}

/**
 * Images of removed functions that are no longer needed: all but the `keep` last named ones,
 * counted over all these functions together. A restored function may then start without a build.
 * Keeping images for every function that ever existed would cost too much.
 */
export function oldOfRemoved(
  images: readonly OwnImage[],
  { used, keep, lastTagged }: Pick<JudgeInput, 'used' | 'keep' | 'lastTagged'>,
): readonly OwnImage[] {
  const free = images.filter((image) => !used.has(image.id) && !isNamed(image));
  return free.toSorted((a, b) => lastTagged(b.id) - lastTagged(a.id) || (a.id < b.id ? -1 : 1)).slice(keep);
}

/** The image of each function's latest good generation. */
function newestOf(history: readonly GenerationRecord[]): ReadonlySet<string> {
  const newest = new Map(history.toReversed().map((one) => [one.function, one.imageId]));
  return new Set(newest.values());
}

/**
 * Whether it has a name other than `<prefix>-<fn>:<hash>` and `:latest`. Podman adds `localhost/`
 * before these names.
 */
function isNamed({ tags, function: fn }: OwnImage): boolean {
  return tags.some((tag) => {
    const [, name] = /^(?:localhost\/|docker\.io\/library\/)?([^/:]+):(?:[0-9a-f]{12}|latest)$/.exec(tag) ?? [];
    return name === undefined || !name.endsWith(`-${fn}`);
  });
}
