/**
 * Two projects have created a network of one name at the same moment: which of them keeps it?
 *
 * Each creates first and lists after that, so at least one of the two sees both networks. The rule,
 * which all apply alike:
 *
 * | the other network              | then we                                                    |
 * |--------------------------------|------------------------------------------------------------|
 * | has a lower id, or containers  | have lost: the caller removes ours                         |
 * | disappears                     | have won                                                   |
 * | stays, unused                  | wait: its owner gives way, or now starts its router        |
 * | stays for RIVAL_MS             | have lost: its owner may be slow, or was killed            |
 *
 * Invariant: never two winners. Whoever did not see the other's network goes on at once; the other
 * one sees it, and never wins against one that stays. After a kill there may be no winner, and the
 * next run finds one owner.
 */
import type { NetworkInspectInfo } from 'dockerode';
import type { Connection } from '../connection/connection.js';

/** Longer than an undisturbed run takes from its network to its router. */
export const RIVAL_MS = 10_000;

/**
 * @param own undefined when the engine gave the name to another one.
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
