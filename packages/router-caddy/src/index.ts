/**
 * The door of @smolfaas/router-caddy: the router of whoever has a container engine.
 */
export { createCaddyManager } from './manager.js';
export type { RouterEngine } from './router-engine.js';
