/**
 * Removes the project's network, unless a foreign container is attached to it.
 *
 *   DELETE /networks/<id>   204 | 404 gone | 403 (409 on other engines) containers are attached
 *
 * Containers created by SmolFaaS may still be detaching just after their removal. That passes, so
 * SmolFaaS waits for it. A foreign container does not pass: the error names it at once, and the
 * network is kept. SmolFaaS looks for such containers before it removes anything, because Podman
 * can remove a network by its id from below a running container.
 *
 * Gotcha: after a hundred containers had been removed, Engine 20.10 was seen to count an endpoint
 * without a container. The error then names no container, and only a restart of the engine corrects
 * the count.
 */
import { LABEL, SmolfaasError } from '@smolfaas/core';
import type { Connection } from '../connection/connection.js';
import { statusOf } from '../connection/failure.js';
import { containerName } from '../connection/observed-values.js';
import { retryWhile } from '../connection/retry.js';

/**
 * Removes it by id; already gone is fine.
 * @throws SmolfaasError removal-blocked with the names of the attached containers, engine-*
 */
export async function removeNetwork(engine: Connection, id: string, signal: AbortSignal): Promise<void> {
  const attempt = async () => {
    const { foreign } = await guests(engine, id, signal);
    if (foreign.length > 0) throw blocked(id, foreign);
    await engine.call(`remove network ${id}`, signal, (docker, abortSignal) =>
      docker.getNetwork(id).remove({ abortSignal }),
    );
  };
  try {
    await retryWhile(isInUse, signal, attempt);
  } catch (error) {
    if (statusOf(error) === 404) return;
    if (!isInUse(error)) throw error;
    const { foreign, own } = await guests(engine, id, signal);
    throw blocked(id, foreign.length > 0 ? foreign : own, error);
  }
}

function blocked(name: string, blockers: readonly string[], cause?: unknown): SmolfaasError {
  return new SmolfaasError('removal-blocked', { kind: 'network', name, blockers }, { cause });
}

function isInUse(error: unknown): boolean {
  return statusOf(error) === 403 || statusOf(error) === 409;
}

/** Names of the containers on the network, with and without SmolFaaS labels. */
async function guests(
  engine: Connection,
  id: string,
  signal: AbortSignal,
): Promise<{ readonly foreign: readonly string[]; readonly own: readonly string[] }> {
  const filters = { network: [id] };
  const entries = await engine.call(`list containers on network ${id}`, signal, (docker, abortSignal) =>
    docker.listContainers({ filters, abortSignal }),
  );
  const names = (mine: boolean) =>
    entries
      .filter((entry) => (entry.Labels?.[LABEL.project] !== undefined) === mine)
      .map((entry) => containerName(entry.Names))
      .sort();
  return { foreign: names(false), own: names(true) };
}
