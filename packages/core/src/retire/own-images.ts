/**
 * Which images of the engine are ours, and which of those is needed by what? Pure.
 *
 * | an image of ours | verdict | why |
 * |---|---|---|
 * | a container was made from it, whoever's | `used` | the engine would refuse, and rightly so |
 * | it is the one that a record names | `recorded` | the next `up` starts it without a build |
 * | it has a name that we did not give | `named` | somebody tagged it, perhaps to push it somewhere |
 * | one of the last good ones of its function | `former` | kept, to go back to |
 * | anything else | `old` | nobody needs it |
 *
 * What must stay true: an image without the label of our project, or of one that has nothing else
 * left, and a function's name is never in this list, so base images and other people's images
 * cannot be judged at all.
 */
import { LABEL, type Project } from '../contract/labels.js';
import type { Observed, ObservedImage } from '../contract/observed.js';
import type { GenerationRecord } from '../contract/state-store.js';
import { abandonedImages } from '../observed/abandoned-images.js';

export type Verdict = 'used' | 'recorded' | 'named' | 'former' | 'old';

export interface OwnImage extends ObservedImage {
  readonly function: string;
}

export interface JudgedImage extends OwnImage {
  readonly verdict: Verdict;
  /** Its place among the images of its function that are neither used nor recorded, from the newest, 0, on. */
  readonly age: number;
}

/** What images are judged by. */
export interface JudgeInput {
  readonly images: readonly OwnImage[];
  /** Ids of images that containers were made from. */
  readonly used: ReadonlySet<string>;
  /** Of each function the newest first, so the first one is the record. */
  readonly history: readonly GenerationRecord[];
  /** Functions with a directory, a record or a container; of any other there is nothing to go back to. */
  readonly functions: ReadonlySet<string>;
  readonly keep: number;
  /** When an image was last given a name, for those that no record places in time. */
  lastTagged(id: string): number;
}

/**
 * Images of this project's functions, and those under its names that no living project has
 * (abandoned-images.ts).
 */
export function ownImages(observed: Observed, project: Project, prefix: string): readonly OwnImage[] {
  const labelled = observed.images.filter(({ labels }) => labels[LABEL.project] === project.id);
  return [...labelled, ...abandonedImages(observed, project.id, prefix)].flatMap((image) => {
    const fn = image.labels[LABEL.function];
    return fn === undefined ? [] : [{ ...image, function: fn }];
  });
}

/** A verdict for each image; they are sorted by function, and within it from the newest to the oldest. */
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
 * Those of removed functions that are no longer needed: all but the `keep` that were named last, of all
 * these functions together. One function may come back, and its image then starts without a build;
 * every function that ever was does not.
 */
export function oldOfRemoved(
  images: readonly OwnImage[],
  { used, keep, lastTagged }: Pick<JudgeInput, 'used' | 'keep' | 'lastTagged'>,
): readonly OwnImage[] {
  const free = images.filter((image) => !used.has(image.id) && !isNamed(image));
  return free.toSorted((a, b) => lastTagged(b.id) - lastTagged(a.id) || (a.id < b.id ? -1 : 1)).slice(keep);
}

/** The image of each function's newest good generation. */
function newestOf(history: readonly GenerationRecord[]): ReadonlySet<string> {
  const newest = new Map(history.toReversed().map((one) => [one.function, one.imageId]));
  return new Set(newest.values());
}

/** Whether it has a name besides `<prefix>-<fn>:<hash>` and `:latest`. Podman writes `localhost/` in front of ours. */
function isNamed({ tags, function: fn }: OwnImage): boolean {
  return tags.some((tag) => {
    const [, name] = /^(?:localhost\/|docker\.io\/library\/)?([^/:]+):(?:[0-9a-f]{12}|latest)$/.exec(tag) ?? [];
    return name === undefined || !name.endsWith(`-${fn}`);
  });
}
