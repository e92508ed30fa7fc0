/**
 * Stage 4, desired: when must a recipe be computed again although the source did not change?
 *
 * The recipe key answers that without loading any runtime's code: SHA-256 over everything besides the source that a
 * recipe can depend on, which is the identity of the runtime packages, the base images chosen for them, settings, the
 * number of the contract, and the digests that a lock file pins the function's images to.
 *
 * What would surprise: it covers all candidates, not only the winner. A runtime that comes first may decline, and only
 * its code could tell; so a change in any of them counts, and a function that is up to date stays so without an import.
 */
import { CONTRACT } from '../contract/runtime.js';
import type { InstalledRuntime } from '../contract/installed-runtime.js';
import type { FunctionChoice } from '../contract/settings.js';
import { canonicalHash } from './canonical-hash.js';
import { type Bases, references } from './bases.js';

/** What a recipe key is taken over. */
export interface RecipeKeyInput {
  /** Runtimes whose globs match, in order of precedence. */
  readonly candidates: readonly InstalledRuntime[];
  readonly bases: Bases;
  /** Settings of this function; another function's are none of its business. */
  readonly choice: Partial<Pick<FunctionChoice, 'settings' | 'maps'>>;
  /** Digests and ids of the lock file, by reference, of the images that this function uses. */
  readonly pins: Readonly<Record<string, string>>;
}

/** The key, hex. */
export function recipeKey({ candidates, bases, choice: { settings = {}, maps }, pins }: RecipeKeyInput): string {
  const runtimes = candidates.map(({ manifest: { id }, identity }) => ({ id, identity, bases: references(bases, id) }));
  const locked = Object.keys(pins).length === 0 ? {} : { pins };
  return canonicalHash({ contract: CONTRACT, runtimes, settings, ...(maps !== undefined && { maps }), ...locked });
}
