/**
 * The door of @smolfaas/state-sqlite: what is remembered between two runs, and the lock that keeps them apart.
 */
export { sqliteState } from './state-access.js';
