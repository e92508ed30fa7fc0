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
export { chooseBases } from './desired/bases.js';
export { type BuilderSettings, builderContainer, builderSpec } from './desired/builder-spec.js';
export {
  type FunctionIdentity,
  type InstanceIdentity,
  containerSpec,
  functionSpec,
} from './desired/container-spec.js';
export { FUNCTION_PORT, type FunctionSettings, functionSettings } from './desired/function-settings.js';
export { type RouterSettings, routerSpec } from './desired/router-spec.js';
export { bind, type BindBasis, type BindSubject, type Given } from './make/bind.js';
export { type ReadyRequest, type ReadyTools, waitUntilReady } from './deploy/ready.js';
