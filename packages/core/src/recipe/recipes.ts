/**
 * The recipes of one run; each is made at most once. Listing images, checking them against a lock
 * file, recognising unchanged recipes, and building all share the same value.
 *
 * The code that calls runtimes is imported with the first recipe, because most runs build nothing.
 */
import type { DesiredImage } from '../desired/desired-image.js';
import type { FunctionSource } from '../source/read-source.js';
import type { PreparedSource } from './prepare-source.js';

/** Returns the recipe of a function; rejects with what prepareRecipe throws. */
export type Recipes = (image: DesiredImage) => Promise<PreparedSource>;

/** Creates the recipes of one run. */
export function recipesOfRun(): Recipes {
  const made = new WeakMap<FunctionSource, Promise<PreparedSource>>();
  return (image) => {
    const known = made.get(image.source);
    if (known !== undefined) return known;
    const asked = import('./prepare-source.js').then(({ prepareSource }) => prepareSource(image));
    made.set(image.source, asked);
    return asked;
  };
}
