/**
 * Connects to the first of the found candidates that responds.
 *
 * Place in the flow: the first thing a command does. Only default sockets yield several candidates.
 * A stale socket file of a removed engine must not hide the one that runs. When none responds, the
 * most informative reason is thrown: an existing but forbidden socket says more than a dead one.
 */
import { isSmolfaasError } from '@smolfaas/core';
import type { Endpoint } from '../endpoint/endpoint.js';
import { type Connection, dialEngine } from './connection.js';

/**
 * Dials one after the other and returns the first that responds.
 * @throws SmolfaasError engine-permission, engine-unreachable, engine-hangs, engine-too-old,
 *   engine-died, engine-error
 */
export async function connectFirst(endpoints: readonly Endpoint[], signal: AbortSignal): Promise<Connection> {
  const failures: unknown[] = [];
  for (const endpoint of endpoints) {
    try {
      return await dialEngine(endpoint, signal);
    } catch (error) {
      signal.throwIfAborted();
      failures.push(error);
    }
  }
  throw failures.find((error) => isSmolfaasError(error, 'engine-permission')) ?? failures[0];
}
