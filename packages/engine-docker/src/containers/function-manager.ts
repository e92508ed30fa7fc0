/**
 * FunctionManager on Docker: binds the contract's verbs to one connection. Each verb has its own
 * file.
 */
import type { FunctionManager } from '@smolfaas/core';
import type { Connection } from '../connection/connection.js';
import { inspectDetails } from './container-details.js';
import { changes } from './changes.js';
import { crashes } from './crashes.js';
import { diagnose } from './diagnose/diagnose.js';
import { logs } from './logs.js';
import { removeContainer } from './remove-container.js';
import { renameContainer } from './rename-container.js';
import { startFunction } from './start.js';
import { usage } from './usage.js';

/**
 * The manager of one engine. It keeps no state between calls, and any number of them may run at
 * once.
 */
export function functionManager(engine: Connection): FunctionManager {
  return {
    start: (spec, signal) => startFunction(engine, spec, signal),
    diagnose: (id, signal) => diagnose(engine, id, signal),
    details: (id, signal) => inspectDetails(engine, id, signal),
    usage: (id, signal) => usage(engine, id, signal),
    crashes: (ids, sinceMs, signal) => crashes(engine, ids, sinceMs, signal),
    logs: (id, request, signal) => logs(engine, id, request, signal),
    changes: (project, lookBackMs, signal) => changes(engine, project, lookBackMs, signal),
    rename: (id, name, signal) => renameContainer(engine, id, name, signal),
    remove: (id, graceMs, signal) => removeContainer(engine, id, graceMs, signal),
  };
}
