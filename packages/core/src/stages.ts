/**
 * A door of @smolfaas/core for whoever walks the stages one at a time instead of calling a pipeline, such as a test that builds and starts a
 * single function (`@smolfaas/testing`). The same functions as in `up`, so what is seen there is what users get.
 *
 *   chooseBases -> bind -> (build) -> containerSpec -> (start) -> waitUntilReady
 *   builderSpec -> (ensure)
 *   routerSpec  -> (ensure)
 *
 * It is no second way into the product: nothing here remembers, locks or cleans up.
 */
export { chooseBases } from './stages/build/bases.js';
export { type BuilderSettings, builderContainer, builderSpec } from './stages/build/builder-spec.js';
export { bind, type BindRequest } from './stages/build/bind.js';
export { type RouterSettings, routerSpec } from './stages/routes/router-spec.js';
export { type ContainerInput, containerSpec, FUNCTION_PORT } from './stages/run/container-spec.js';
export { type ReadyRequest, type ReadyTools, waitUntilReady } from './stages/run/ready.js';
