/**
 * The door of @smolfaas/engine-docker: one function that gives core everything it needs from the outside.
 */
export { type ConnectOptions, connectEngine } from './connect-engine.js';
