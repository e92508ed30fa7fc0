/**
 * The network that router and functions share: exactly one, however many runs wanted it at the same moment.
 *
 * Names of networks are not unique on engines before 25: two creators at once get two networks of one name. So:
 *  1. whether there is one is asked by label, and it is used by id only, never by name;
 *  2. after creating, the list is read again, and everyone chooses the same one: the lowest id;
 *  3. the twins, if they are ours and empty, are removed (a twin that is in use cannot be, and does no harm).
 */
import { LABEL, type Labels, SmolfaasError } from '@smolfaas/core';
import type { NetworkInspectInfo } from 'dockerode';
import type { Connection } from './connection/connection.js';
import { statusOf } from './connection/failure.js';

/**
 * Makes sure that a bridge network of this name with these labels exists; returns its id.
 * @throws SmolfaasError foreign-object when the name is taken by a network without our project label; engine-error with the
 *   engine's words when no address range is left for one more network
 */
export async function ensureNetwork(
  engine: Connection,
  name: string,
  labels: Labels,
  signal: AbortSignal,
): Promise<string> {
  const before = await ours(engine, name, labels, signal);
  if (before.length === 0) await create(engine, name, labels, signal);
  const [chosen, ...twins] = before.length > 0 ? before : await ours(engine, name, labels, signal);
  if (!chosen) {
    const message = `the network "${name}" was created and is not listed`;
    throw new SmolfaasError('engine-error', { call: `create network ${name}`, status: 200, message });
  }
  await Promise.all(twins.map((twin) => removeTwin(engine, twin.Id, signal)));
  return chosen.Id;
}

/** Networks with exactly this name and our project, lowest id first. @throws SmolfaasError foreign-object when only others have it */
async function ours(
  engine: Connection,
  name: string,
  labels: Labels,
  signal: AbortSignal,
): Promise<readonly NetworkInspectInfo[]> {
  const all = await engine.call('list networks', signal, (docker, abortSignal) => docker.listNetworks({ abortSignal }));
  const named = all.filter((network) => network.Name === name);
  const mine = named.filter((network) => network.Labels?.[LABEL.project] === labels[LABEL.project]);
  const foreign = named[0];
  if (mine.length === 0 && foreign)
    throw new SmolfaasError('foreign-object', { kind: 'network', name, id: foreign.Id });
  return mine.sort((a, b) => (a.Id < b.Id ? -1 : 1));
}

/** 409 means that somebody else was quicker, which the list after it will show. */
async function create(engine: Connection, name: string, labels: Labels, signal: AbortSignal): Promise<void> {
  try {
    await engine.call(`create network ${name}`, signal, (docker, abortSignal) =>
      docker.createNetwork({ Name: name, Driver: 'bridge', CheckDuplicate: true, Labels: { ...labels }, abortSignal }),
    );
  } catch (error) {
    if (statusOf(error) !== 409) throw error;
  }
}

/** 403 and 409: somebody uses it. 404: somebody else removed it. */
async function removeTwin(engine: Connection, id: string, signal: AbortSignal): Promise<void> {
  try {
    await engine.call(`remove network ${id}`, signal, (docker, abortSignal) =>
      docker.getNetwork(id).remove({ abortSignal }),
    );
  } catch (error) {
    if (![403, 404, 409].includes(statusOf(error) ?? 0)) throw error;
  }
}
