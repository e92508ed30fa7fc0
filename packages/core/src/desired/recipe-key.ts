/**
 * Stage 4, desired: when must a recipe be computed again although the source did not change?
 *
 * The recipe key answers that without loading any runtime's code. It is the SHA-256 over everything
 * besides the source that a recipe can depend on: the identity of the runtime packages, their
 * chosen base images, settings, the contract number, and the lock file's digests for the function's
 * images.
 *
 * Gotcha: it covers all candidates, not only the winner. A runtime that comes first may decline,
 * and only its code could decide that. A change in any candidate therefore counts, and SmolFaaS
 * recognises an up-to-date function without an import.
 */
import { CONTRACT, type SharedSource } from '../contract/runtime.js';
import type { InstalledRuntime } from '../contract/installed-runtime.js';
import type { FunctionChoice } from '../contract/settings.js';
import { canonicalHash } from './canonical-hash.js';
import { type Bases, references } from './bases.js';

/** The values that a recipe key covers. */
export interface RecipeKeyInput {
  /** Runtimes whose globs match, in order of precedence. */
  readonly candidates: readonly InstalledRuntime[];
  readonly bases: Bases;
  /** Settings of this function; those of other functions do not matter. */
  readonly choice: Partial<Pick<FunctionChoice, 'settings' | 'maps'>>;
  /** Digests and ids in the lock file, by reference, of the images that this function uses. */
  readonly pins: Readonly<Record<string, string>>;
  /** Where the function and what it shares are; files are part of the content hash. */
  readonly shared?: SharedSource | undefined;
}

/** The key, hex. */
export function recipeKey({
  candidates,
  bases,
  choice: { settings = {}, maps },
  pins,
  shared: layout,
}: RecipeKeyInput): string {
  const runtimes = candidates.map(({ manifest: { id }, identity }) => ({ id, identity, bases: references(bases, id) }));
  const locked = Object.keys(pins).length === 0 ? {} : { pins };
  const shared = layout && { shared: { dir: layout.dir, paths: layout.paths } };
  const chosen = { settings, ...(maps !== undefined && { maps }), ...shared };
  return canonicalHash({ contract: CONTRACT, runtimes, ...chosen, ...locked });
}
