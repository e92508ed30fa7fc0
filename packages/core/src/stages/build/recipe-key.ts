/**
 * Stage 5, recipe: when must a recipe be computed again although the source did not change?
 *
 * The recipe key answers that without loading any runtime's code: SHA-256 over everything besides the source that a
 * recipe can depend on, which is the identity of the runtime packages, the base images chosen for them, settings, the
 * number of the contract, and the digests that a lock file pins the function's images to.
 *
 * What would surprise: it covers all candidates, not only the winner. A runtime that comes first may decline, and only
 * its code could tell; so a change in any of them counts, and a function that is up to date stays so without an import.
 */
import { CONTRACT } from '../../contract/runtime.js';
import type { InstalledRuntime } from '../../contract/installed-runtime.js';
import type { ObservedImage } from '../../contract/observed.js';
import type { FunctionChoice } from '../../contract/settings.js';
import { canonicalHash } from '../canonical-hash.js';
import { chooseBases } from './bases.js';

/**
 * @param candidates runtimes whose globs match, in order of precedence
 * @param configured base images chosen by the user
 * @param choice settings of this function; another function's are none of its business
 * @param pins digests and ids of the lock file, by reference, of the images that this function uses
 */
export function recipeKey(
  candidates: readonly InstalledRuntime[],
  configured: Readonly<Record<string, string>>,
  images: readonly ObservedImage[],
  { settings = {}, maps }: Partial<Pick<FunctionChoice, 'settings' | 'maps'>> = {},
  pins: Readonly<Record<string, string>> = {},
): string {
  const runtimes = candidates.map(({ manifest, identity }) => ({
    id: manifest.id,
    identity,
    bases: chooseBases(manifest, configured, images),
  }));
  const locked = Object.keys(pins).length === 0 ? {} : { pins };
  return canonicalHash({ contract: CONTRACT, runtimes, settings, ...(maps !== undefined && { maps }), ...locked });
}
