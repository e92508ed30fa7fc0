/**
 * Removes a named volume created by SmolFaaS. The caller has checked its label.
 *
 *   DELETE /volumes/<name>   204 | 404 gone | 409 a container, running or not, mounts it
 */
import { SmolfaasError } from '@smolfaas/core';
import type { Connection } from '../connection/connection.js';
import { statusOf } from '../connection/failure.js';
import { containerName } from '../connection/observed-values.js';
import { retryWhile } from '../connection/retry.js';

/**
 * Removes it; already gone is fine.
 * @throws SmolfaasError removal-blocked with the names of the containers that mount it, engine-*
 */
export async function removeVolume(engine: Connection, name: string, signal: AbortSignal): Promise<void> {
  const mayPass = async (error: unknown) =>
    statusOf(error) === 409 && (await mounters(engine, name, signal)).length === 0;
  try {
    await retryWhile(mayPass, signal, () =>
      engine.call(`remove volume ${name}`, signal, (docker, abortSignal) =>
        docker.getVolume(name).remove({ abortSignal }),
      ),
    );
  } catch (error) {
    if (statusOf(error) === 404) return;
    if (statusOf(error) !== 409) throw error;
    const blockers = await mounters(engine, name, signal);
    throw new SmolfaasError('removal-blocked', { kind: 'volume', name, blockers }, { cause: error });
  }
}

async function mounters(engine: Connection, volume: string, signal: AbortSignal): Promise<readonly string[]> {
  const filters = { volume: [volume] };
  const entries = await engine.call(`list containers with volume ${volume}`, signal, (docker, abortSignal) =>
    docker.listContainers({ all: true, filters, abortSignal }),
  );
  return entries.map((entry) => containerName(entry.Names)).sort();
}
