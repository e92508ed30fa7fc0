/**
 * Gives a new generation the settled name, after the old one has released it.
 *
 *   POST /containers/<id>/rename?name=…   204 | 409 the name is still taken
 */
import type { Connection } from '../connection/connection.js';
import { mayBeFreed } from './create-container.js';
import { retryWhile } from '../connection/retry.js';

/**
 * Renames. Waits while the former holder of the name is being removed.
 * @throws SmolfaasError foreign-object, engine-*
 */
export function renameContainer(engine: Connection, id: string, name: string, signal: AbortSignal): Promise<void> {
  const rename = () =>
    engine.call(`rename container to ${name}`, signal, (docker, abortSignal) =>
      docker.getContainer(id).rename({ name, abortSignal }),
    );
  return retryWhile((error) => mayBeFreed(engine, name, error, signal), signal, rename);
}
