/**
 * Entry point of @smolfaas/testing, for authors of runtimes and engines.
 *
 * For the author of a runtime: a source tree made from an object, a recipe as text, and the checks
 * that every runtime passes, all without Docker. On an engine that the test passes in, also the
 * checks that build and run. For the author of an engine: checks of every manager of the contract.
 * The CLI loads nothing from here.
 */
export { runtimeConformance } from './conformance/conformance.js';
export type { Check, ConformanceSubject, Example } from './conformance/subject.js';
export { runtimeEngineConformance } from './engine/engine-conformance.js';
export type { EngineCheck, EngineConformance, EngineTools } from './engine-tools.js';
export type { BuildKitManagerSubject } from './managers/build-fixture.js';
export { buildKitManagerConformance } from './managers/buildkit-manager.js';
export { caddyManagerConformance } from './managers/caddy-manager.js';
export { functionManagerConformance } from './managers/function-manager.js';
export type { EngineObjects } from './managers/sweep.js';
export type { FunctionManagerSubject } from './managers/function-fixture.js';
export { type HostPortsSubject, hostPortsConformance, type TakenPort } from './managers/host-ports.js';
export { type ImageManagerSubject, imageManagerConformance } from './managers/image-manager.js';
export type { CaddyManagerSubject } from './managers/router-fixture.js';
export { stateAccessConformance } from './managers/state-access.js';
export { hostGiven } from './host-given.js';
export { memoryTree } from './memory-tree.js';
export { readableRecipe } from './readable-recipe.js';
