/**
 * The recipes of one run: each is asked for at most once, whoever needs it. Listing images, holding them against a lock file, finding out
 * that a recipe is an old one, and building all start from the same value.
 *
 * The code that asks runtimes is imported with the first recipe: most runs find nothing to build.
 */
import type { DesiredImage } from '../desired/desired-image.js';
import type { FunctionSource } from '../source/read-source.js';
import type { PreparedSource } from './prepare-source.js';

/** The recipe of a function; rejects with what prepareRecipe throws. */
export type Recipes = (image: DesiredImage) => Promise<PreparedSource>;

/** A run's own. */
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
