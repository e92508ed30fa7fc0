/**
 * The door of @smolfaas/core: the contract for runtimes and engines, and the three pipelines for whoever gives commands.
 * Runtimes import types from here and nothing else.
 */
export type * from './contract/buildkit-manager.js';
export type * from './contract/caddy-manager.js';
export type * from './contract/engine.js';
export * from './contract/errors.js';
export type * from './contract/events.js';
export type * from './contract/function-manager.js';
export type * from './contract/host-ports.js';
export type * from './contract/image.js';
export type * from './contract/installed-runtime.js';
export * from './contract/labels.js';
export type * from './contract/observed.js';
export type * from './contract/outcome.js';
export type * from './contract/pipeline.js';
export * from './contract/runtime.js';
export type * from './contract/settings.js';
export type * from './contract/state-store.js';
export { byPrecedence } from './stages/detect/detect.js';
export { quoteName } from './stages/quote-name.js';
