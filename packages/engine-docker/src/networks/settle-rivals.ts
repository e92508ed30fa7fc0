/**
 * Decides which of two projects keeps the network name that both have claimed at the same moment.
 *
 * Each project creates first and lists after that, so at least one of the two sees both networks.
 * All apply the same rule:
 *
 * | the other network             | result for this project                                   |
 * |-------------------------------|-----------------------------------------------------------|
 * | has a lower id, or containers | lost: the caller removes its own network                  |
 * | disappears                    | won                                                       |
 * | is still there, unused        | wait: its owner gives up, or is about to start its router |
 * | is still there after RIVAL_MS | lost: its owner may be slow, or was killed                |
 *
 * Invariant: never two winners. A project that did not see the other network continues at once. The
 * other project sees it, and never wins while that network exists. After a kill there may be no
 * winner, and the next run finds one owner.
 */
import type { NetworkInspectInfo } from 'dockerode';
import type { Connection } from '../connection/connection.js';

/** In milliseconds. Longer than an undisturbed run takes from its network to its router. */
export const RIVAL_MS = 10_000;

/**
 * @param own undefined when the engine gave the name to another network
 * @throws SmolfaasError engine-*
 */
export async function hasLost(
  engine: Connection,
  own: NetworkInspectInfo | undefined,
  others: readonly NetworkInspectInfo[],
  signal: AbortSignal,
): Promise<boolean> {
  if (others.length === 0) return false;
  if (own === undefined || others.some(({ Id }) => Id < own.Id)) return true;
  const filters = { network: others.map(({ Id }) => Id) };
  const guests = await engine.call('list containers on networks of one name', signal, (docker, abortSignal) =>
    docker.listContainers({ all: true, filters, abortSignal }),
  );
  return guests.length > 0;
}
