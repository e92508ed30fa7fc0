/**
 * A new version of SmolFaaS, or of a runtime, moves the recipe key of every function, since it has another identity. Mostly it makes the
 * same recipe as before; then the image is still the right one, and its containers go on.
 *
 *     same content, another key  ->  same pins, and the recipe made anew is the recorded one?  ->  its labels keep the former key
 *
 * The record then holds both keys: the present one, so that the next run need not ask, and the one in the labels.
 *
 * What would surprise: images that a lock file pins are in the key and not in the recipe, so they are compared apart. Records of earlier
 * versions do not say what was pinned; a lock file that was not written since the build still says it.
 */
import { isSmolfaasError } from '../contract/errors.js';
import type { GenerationRecord } from '../contract/state-store.js';
import { boundedMap } from '../async/bounded-map.js';
import { canonicalJson } from '../desired/canonical-hash.js';
import type { DesiredImage } from '../desired/desired-image.js';
import type { Recipes } from './recipes.js';

export interface EqualRecipeTools {
  readonly recorded: readonly GenerationRecord[];
  readonly recipes: Recipes;
  /** When the lock file was written last, in milliseconds since 1970; undefined without one. */
  readonly lockChangedAt: number | undefined;
  /** How many recipes are made at once. */
  readonly parallel: number;
  readonly signal: AbortSignal;
}

/** The keys in the labels of images and containers that are right and carry another key than the present one, by function. */
export async function labelKeys(
  images: readonly DesiredImage[],
  { recorded, recipes, lockChangedAt, parallel, signal }: EqualRecipeTools,
): Promise<ReadonlyMap<string, string>> {
  const records = new Map(recorded.map((record) => [record.function, record]));
  const keys = await boundedMap(images, parallel, signal, async (image): Promise<[string, string][]> => {
    const record = records.get(image.function);
    if (record?.contentHash !== image.source.fingerprint.contentHash) return [];
    const labelKey = record.labelKey ?? record.recipeKey;
    if (record.recipeKey === image.recipeKey) return labelKey === image.recipeKey ? [] : [[image.function, labelKey]];
    const isSame = hasSamePins(image, record, lockChangedAt) && (await isRecorded(image, record, recipes));
    return isSame ? [[image.function, labelKey]] : [];
  });
  return new Map(keys.flat());
}

/** Pure. */
function hasSamePins({ pins }: DesiredImage, record: GenerationRecord, lockChangedAt: number | undefined): boolean {
  if (record.pins !== undefined) return canonicalJson(record.pins) === canonicalJson(pins);
  return Object.keys(pins).length === 0 || (lockChangedAt !== undefined && lockChangedAt <= record.builtAt);
}

/** A recipe that cannot be made is no longer the recorded one; why it cannot is told when it is to be built. */
async function isRecorded(image: DesiredImage, { recipeDigest }: GenerationRecord, recipes: Recipes): Promise<boolean> {
  if (recipeDigest === undefined) return false;
  try {
    const { digest, wholeDigest } = (await recipes(image)).prepared;
    return recipeDigest === digest || recipeDigest === wholeDigest;
  } catch (error) {
    if (!isSmolfaasError(error)) throw error;
    return false;
  }
}
