/**
 * Finds the known name that the user probably meant, for the suggestion in a message. Pure.
 */
import { closest, distance } from 'fastest-levenshtein';

/**
 * The name with the same letters in another order, or the nearest, if it differs in at most every
 * third letter.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const swapped = known.find((one) => sorted(one) === sorted(name));
  if (swapped !== undefined) return swapped;
  const found = closest(name, known);
  return distance(name, found) <= Math.max(1, Math.ceil(name.length / 3)) ? found : undefined;
}

const sorted = (name: string): string => name.split('').sort().join('');
