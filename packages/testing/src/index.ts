/**
 * The door of @smolfaas/testing: what the author of a runtime needs to test one without Docker, a source tree out of an object, a
 * recipe as text, and the list of checks that every runtime passes. Nothing here is loaded by the CLI.
 */
export { runtimeConformance } from './conformance/conformance.js';
export type { Check, ConformanceSubject, Example } from './conformance/subject.js';
export { memoryTree } from './memory-tree.js';
export { readableRecipe } from './readable-recipe.js';
