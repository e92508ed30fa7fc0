/**
 * The door of @smolfaas/testing: what the author of a runtime needs to test one without Docker, a source tree out of an object, a
 * recipe as text, and the list of checks that every runtime passes; on an engine that the test hands in, also the checks that build and run.
 * Nothing here is loaded by the CLI.
 */
export { runtimeConformance } from './conformance/conformance.js';
export type { Check, ConformanceSubject, Example } from './conformance/subject.js';
export { runtimeEngineConformance } from './engine/engine-conformance.js';
export type { EngineCheck, EngineConformance, EngineTools } from './engine/tools.js';
export { memoryTree } from './memory-tree.js';
export { readableRecipe } from './readable-recipe.js';
