/**
 * Finds images that are still right although their recipe key moved. Every new version of SmolFaaS
 * or of a runtime moves the recipe key of every function. Usually the recipe itself is unchanged,
 * so SmolFaaS keeps the image and its containers.
 *
 *     same content, another key, same pins, new recipe equals the recorded one
 *       ->  its labels keep the former key
 *
 * The record then holds both keys: the current one, so that the next run makes no recipe, and the
 * one in the labels.
 *
 * Gotchas:
 * 1. Images that a lock file pins are in the key but not in the recipe, so they are compared
 *    separately.
 * 2. Records of earlier versions do not contain pins. A lock file that has not changed since the
 *    build still shows them.
 */
import { isSmolfaasError } from '../contract/errors.js';
import type { GenerationRecord } from '../contract/state-store.js';
import { boundedMap } from '../async/bounded-map.js';
import { canonicalJson } from '../desired/canonical-hash.js';
import type { DesiredImage } from '../desired/desired-image.js';
import { isFormerDigest } from './former-digests.js';
import type { Recipes } from './recipes.js';

export interface EqualRecipeTools {
  readonly recorded: readonly GenerationRecord[];
  readonly recipes: Recipes;
  /** When the lock file was last written, in milliseconds since 1970; undefined without one. */
  readonly lockChangedAt: number | undefined;
  /** At most this many recipes are made at once. */
  readonly parallel: number;
  readonly signal: AbortSignal;
}

/**
 * Former keys by function: of images and containers that are right, but whose labels carry another
 * key than the current one.
 */
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

/** Whether the lock file pinned the same images when the record was made. Pure. */
function hasSamePins({ pins }: DesiredImage, record: GenerationRecord, lockChangedAt: number | undefined): boolean {
  if (record.pins !== undefined) return canonicalJson(record.pins) === canonicalJson(pins);
  return Object.keys(pins).length === 0 || (lockChangedAt !== undefined && lockChangedAt <= record.builtAt);
}

/**
 * Whether the recipe equals the recorded one. A recipe that cannot be made does not; the build
 * reports the reason.
 */
async function isRecorded(image: DesiredImage, { recipeDigest }: GenerationRecord, recipes: Recipes): Promise<boolean> {
  if (recipeDigest === undefined) return false;
  try {
    const { digest, recipe } = (await recipes(image)).prepared;
    return recipeDigest === digest || isFormerDigest(recipeDigest, recipe);
  } catch (error) {
    if (!isSmolfaasError(error)) throw error;
    return false;
  }
}
