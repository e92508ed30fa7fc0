/**
 * Public entry point of @smolfaas/core: an in-memory engine for tests of code that is built on the
 * contract, such as the pipelines.
 *
 * It is published. The conformance suites of `@smolfaas/testing` run over it as over the real
 * engine, which keeps it to the contract (docs/decisions/0010). No production code loads it.
 */
export { fakeEngine } from './fakes/engine.js';
export { type Behaviour, emptyWorld, type FakeContainer, moveTags, type World } from './fakes/world.js';
