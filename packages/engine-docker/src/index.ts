/**
 * Entry point of @smolfaas/engine-docker: one function that provides core with everything outside
 * it.
 */
export { type ConnectOptions, connectEngine } from './connect-engine.js';
