/**
 * The door of @smolfaas/testing: what the author of a runtime needs to test one without Docker, a source tree out of an object and a
 * recipe as text. Nothing here is loaded by the CLI.
 */
export { memoryTree } from './memory-tree.js';
export { readableRecipe } from './readable-recipe.js';
