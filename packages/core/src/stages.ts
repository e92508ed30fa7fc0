/**
 * Public entry point of @smolfaas/core for callers that run the stages one at a time instead of
 * calling a pipeline. An example is a test that builds and starts a single function
 * (`@smolfaas/testing`). These are the functions that `up` calls, so such a test sees what users
 * get.
 *
 *   chooseBases -> bind -> (build) -> containerSpec -> (start) -> waitUntilReady
 *   builderSpec -> (ensure)
 *   routerSpec  -> (ensure)
 *
 * It does not replace the pipelines: nothing here records, locks or cleans up.
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
export { hostSettingsOf, type SettingsSubject } from './make/host-settings.js';
export { type ReadyRequest, type ReadyTools, waitUntilReady } from './deploy/ready.js';
