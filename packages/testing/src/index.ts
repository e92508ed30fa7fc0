/** The door of @smolfaas/testing: what the author of a runtime needs to test one without Docker. */
export { memoryTree } from './memory-tree.js';
export { readableRecipe } from './readable-recipe.js';
