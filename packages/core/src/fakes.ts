/**
 * A door of @smolfaas/core: an engine in memory, for tests of whatever is built on the contract, such as the pipelines.
 *
 * It is published, and kept to the contract by the conformance suites of `@smolfaas/testing`, which run over it as over the real engine
 * (docs/decisions/0010). Nothing of the product loads it.
 */
export { fakeEngine } from './fakes/engine.js';
export { type Behaviour, emptyWorld, type FakeContainer, moveTags, type World } from './fakes/world.js';
