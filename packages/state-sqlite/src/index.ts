/**
 * Entry point of @smolfaas/state-sqlite: the records kept between two runs, and the lock that keeps
 * concurrent runs apart.
 */
export { sqliteState } from './state-access.js';
