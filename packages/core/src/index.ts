/**
 * Main entry point of @smolfaas/core: the contract for runtimes and engines, and the few functions
 * that engine and CLI share with the stages.
 *
 * Each pipeline has its own entry point (`@smolfaas/core/pipelines/up.js`), so that a command loads
 * no other command's code. Runtimes import types from here and nothing else.
 */
export type * from './contract/buildkit-manager.js';
export type * from './contract/caddy-manager.js';
export type * from './contract/coded.js';
export type * from './contract/condition.js';
export type * from './contract/disk.js';
export type * from './contract/drift.js';
export type * from './contract/engine.js';
export * from './contract/errors.js';
export type * from './contract/events.js';
export type * from './contract/findings.js';
export type * from './contract/function-manager.js';
export type * from './contract/host-ports.js';
export type * from './contract/image.js';
export type * from './contract/image-manager.js';
export type * from './contract/image-problem.js';
export type * from './contract/images.js';
export type * from './contract/inspection.js';
export type * from './contract/installed-runtime.js';
export * from './contract/labels.js';
export type * from './contract/logs.js';
export type * from './contract/network-manager.js';
export type * from './contract/notices.js';
export type * from './contract/observed.js';
export type * from './contract/outcome.js';
export type * from './contract/pipeline.js';
export type * from './contract/port-fault.js';
export type * from './contract/proxy-settings.js';
export type * from './contract/published.js';
export * from './contract/runtime.js';
export type * from './contract/readiness.js';
export type * from './contract/reasons.js';
export type * from './contract/rejections.js';
export type * from './contract/registries.js';
export type * from './contract/settings.js';
export type * from './contract/shell-manager.js';
export type * from './contract/shared.js';
export type * from './contract/state-store.js';
export type * from './contract/status.js';
export type * from './contract/volume-manager.js';
export { byPrecedence, precedenceOf } from './source/detect/precedence.js';
export { speaksOnlyHttp2, wrongListener } from './deploy/listeners.js';
export { firstFaulty } from './source/shared/shared-paths.js';
export { systemCode } from './source/errno.js';
export { namesIn } from './observed/function-names.js';
export { isAttached } from './observed/own-objects.js';
export { functionUrl, hasSubHosts } from './routes/route-table.js';
export { shortHash } from './desired/object-names.js';
export { sortedAddresses } from './desired/route-options.js';
export { isLoopback, loopbackOnly } from './desired/loopback.js';
export { boundedMap } from './async/bounded-map.js';
export { pause } from './async/pause.js';
export { timeText } from './formats/time-text.js';
export { type NameHolder, notOurs } from './observed/not-ours.js';
export type { OpenContext } from './observed/names-and-ports.js';
