/**
 * From the candidates that were found to one connected engine.
 *
 * Place in the flow: the first thing a command does. Only default sockets give several candidates; a stale socket file of an
 * engine that was removed must not hide the one that runs. When none answers, the most telling reason is thrown: a socket that
 * exists but is forbidden says more than one that is dead.
 */
import { isSmolfaasError } from '@smolfaas/core';
import type { Endpoint } from '../endpoint/endpoint.js';
import { type Connection, dial } from './connection.js';

/**
 * Dials one after the other and returns the first that answers.
 * @throws SmolfaasError engine-permission, engine-unreachable, engine-hangs, engine-too-old, engine-died, engine-error
 */
export async function connectFirst(endpoints: readonly Endpoint[], signal: AbortSignal): Promise<Connection> {
  const failures: unknown[] = [];
  for (const endpoint of endpoints) {
    try {
      return await dial(endpoint, signal);
    } catch (error) {
      signal.throwIfAborted();
      failures.push(error);
    }
  }
  throw failures.find((error) => isSmolfaasError(error, 'engine-permission')) ?? failures[0];
}
