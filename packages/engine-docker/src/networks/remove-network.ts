/**
 * Removes our network, unless somebody else's container is on it.
 *
 *   DELETE /networks/<id>   204 | 404 gone | 403 (409 on other engines) containers are attached
 *
 * Our own containers may still be detaching just after their removal; that passes, so it is waited for. A foreign guest does
 * not pass: it is named at once and keeps its network. It is looked for before anything is removed: Podman was seen to remove a network by its
 * id from below a running container.
 *
 * What would surprise: Engine 20.10 was seen to count an endpoint that no container has, after a hundred containers had been removed. Nobody
 * is named then, and only a restart of the engine makes it count anew.
 */
import { LABEL, SmolfaasError } from '@smolfaas/core';
import type { Connection } from '../connection/connection.js';
import { statusOf } from '../connection/failure.js';
import { nameOf } from '../connection/observed-values.js';
import { retryWhile } from '../connection/retry.js';

/** By id; gone already is fine. @throws SmolfaasError removal-blocked with the names of the attached containers, engine-* */
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

/** Names of the containers on the network, with and without our label. */
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
      .map((entry) => nameOf(entry.Names))
      .sort();
  return { foreign: names(false), own: names(true) };
}
