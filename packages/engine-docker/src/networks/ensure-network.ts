/**
 * Provides the network that router and functions share: exactly one, however many runs and projects
 * request its name at the same moment.
 *
 * Before Engine 25, network names are not unique: two creators at once get two networks of one
 * name. So:
 *  1. SmolFaaS looks for the network by label, and uses it only by id, never by name;
 *  2. after creating, it reads the list again, and all runs of one project choose the same network:
 *     the lowest id;
 *  3. duplicates of this project that are empty are removed (a duplicate in use cannot be, and does
 *     no harm);
 *  4. if another project has created one too, settle-rivals.ts decides which of them keeps the
 *     name.
 */
import { LABEL, type Labels, notOurs, pause, SmolfaasError } from '@smolfaas/core';
import type { NetworkInspectInfo } from 'dockerode';
import type { Connection } from '../connection/connection.js';
import { statusOf } from '../connection/failure.js';
import { hasLost, RIVAL_MS } from './settle-rivals.js';

const POLL_MS = 100;

/**
 * How long removing this run's network may take after giving it up, even during an abort. In
 * milliseconds.
 */
const DISCARD_MS = 5_000;

/**
 * Makes sure that a bridge network of this name with these labels exists; returns its id.
 * @throws SmolfaasError project-conflict and foreign-object when another project has the name, or a
 *   network without SmolFaaS labels; then nothing is left behind. engine-error with the engine's
 *   words when no address range is left for one more network
 */
export async function ensureNetwork(
  engine: Connection,
  name: string,
  labels: Labels,
  signal: AbortSignal,
): Promise<string> {
  const { own, others } = await list(engine, name, labels, signal);
  const [present, ...twins] = own;
  if (present !== undefined) {
    await removeTwins(engine, twins, signal);
    return present.Id;
  }
  refuse(others[0], labels);
  await create(engine, name, labels, signal);
  return await claim(engine, name, labels, signal);
}

/** Repeats until the created network is the only one with the name, or another project has it. */
async function claim(engine: Connection, name: string, labels: Labels, signal: AbortSignal): Promise<string> {
  const deadline = performance.now() + RIVAL_MS;
  let created: readonly NetworkInspectInfo[] = [];
  try {
    for (;;) {
      const { own, others } = await list(engine, name, labels, signal);
      created = own;
      const [chosen, ...twins] = own;
      if (chosen !== undefined && others.length === 0) {
        await removeTwins(engine, twins, signal);
        return chosen.Id;
      }
      const isLate = performance.now() > deadline;
      if (isLate || (await hasLost(engine, chosen, others, signal))) refuse(others[0], labels);
      if (isLate) throw unlisted(name);
      await pause(POLL_MS, signal);
      if (chosen === undefined) await create(engine, name, labels, signal);
    }
  } catch (error) {
    await discard(engine, created);
    throw error;
  }
}

interface Named {
  /** Of this project, lowest id first. */
  readonly own: readonly NetworkInspectInfo[];
  /** Of others, lowest id first. */
  readonly others: readonly NetworkInspectInfo[];
}

/** Networks with exactly this name. */
async function list(engine: Connection, name: string, labels: Labels, signal: AbortSignal): Promise<Named> {
  const all = await engine.call('list networks', signal, (docker, abortSignal) => docker.listNetworks({ abortSignal }));
  const named = all.filter((network) => network.Name === name).sort((a, b) => (a.Id < b.Id ? -1 : 1));
  const isOwn = (network: NetworkInspectInfo) => network.Labels?.[LABEL.project] === labels[LABEL.project];
  return { own: named.filter(isOwn), others: named.filter((network) => !isOwn(network)) };
}

/** @throws project-conflict, foreign-object when such a network exists */
function refuse(other: NetworkInspectInfo | undefined, labels: Labels): void {
  if (other === undefined) return;
  const holder = { kind: 'network', name: other.Name, id: other.Id, labels: other.Labels ?? {} } as const;
  throw notOurs(holder, labels[LABEL.functionsDir]);
}

function unlisted(name: string): SmolfaasError {
  const message = `the network "${name}" was created and is not listed`;
  return new SmolfaasError('engine-error', { call: `create network ${name}`, status: 200, message });
}

/** 409 means that another run was faster. The next list shows its network. */
async function create(engine: Connection, name: string, labels: Labels, signal: AbortSignal): Promise<void> {
  try {
    await engine.call(`create network ${name}`, signal, (docker, abortSignal) =>
      docker.createNetwork({ Name: name, Driver: 'bridge', CheckDuplicate: true, Labels: { ...labels }, abortSignal }),
    );
  } catch (error) {
    if (statusOf(error) !== 409) throw error;
  }
}

async function removeTwins(
  engine: Connection,
  twins: readonly NetworkInspectInfo[],
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(twins.map((twin) => removeUnused(engine, twin.Id, signal)));
}

/**
 * Removes a network that was created in vain. A failure to remove it is not reported, because the
 * reason for giving it up is. `down --force` finds it.
 */
async function discard(engine: Connection, created: readonly NetworkInspectInfo[]): Promise<void> {
  await removeTwins(engine, created, AbortSignal.timeout(DISCARD_MS)).catch(() => undefined);
}

/** 403 and 409: it is in use. 404: another run has removed it. */
async function removeUnused(engine: Connection, id: string, signal: AbortSignal): Promise<void> {
  try {
    await engine.call(`remove network ${id}`, signal, (docker, abortSignal) =>
      docker.getNetwork(id).remove({ abortSignal }),
    );
  } catch (error) {
    if (![403, 404, 409].includes(statusOf(error) ?? 0)) throw error;
  }
}
