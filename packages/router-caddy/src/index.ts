/**
 * Entry point of @smolfaas/router-caddy: the router, for any container engine that implements
 * `RouterEngine`.
 */
export { createCaddyManager } from './manager.js';
export type { RouterEngine } from './router-engine.js';
