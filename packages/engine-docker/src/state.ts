/**
 * The database of a project, as the engine has it, for programs that read it before they connect an
 * engine.
 */
export { sqliteState } from '@smolfaas/state-sqlite';
