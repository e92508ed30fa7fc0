/**
 * Makes sure that the requested builder container runs, and that its daemon can build (first half
 * of stage 9).
 *
 * | found                         | action                                                      |
 * |-------------------------------|-------------------------------------------------------------|
 * | nothing                       | create at the lowest level that works, on the volume if any |
 * | same hashes and name, running | nothing; recreate if its daemon does not respond            |
 * | same, but exited              | start; recreate if that fails                               |
 * | anything else                 | remove, recreate on the same volume                         |
 *
 * Invariants:
 *  1. A container that could not be started, or whose trial failed, is removed again.
 *  2. A foreign container or volume of this name is never changed or used.
 */
import {
  type BuilderContainerSpec,
  type BuilderEvent,
  type BuilderPrivileges,
  LABEL,
  type ObservedContainer,
  SmolfaasError,
} from '@smolfaas/core';
import type { ContainerEngine } from '@smolfaas/core/container-engine.js';
import { builderSpecHash, PRIVILEGES, reachHash } from './create-body.js';
import { createInTurn } from './create-in-turn.js';
import { type RunningDaemon, whenReady } from './when-ready.js';

/** A stopping daemon ends its builds first. */
const STOP_GRACE_MS = 5_000;

/** @throws builder-failed, builder-image-missing, foreign-object, engine-* */
export async function ensureContainer(
  engine: ContainerEngine,
  spec: BuilderContainerSpec,
  observed: ObservedContainer | undefined,
  onEvent: (event: BuilderEvent) => void,
  signal: AbortSignal,
): Promise<RunningDaemon> {
  const privileges = observed && asWanted(spec, observed);
  if (observed !== undefined && privileges !== undefined) {
    const running = await wake(engine, spec, observed, privileges, onEvent, signal);
    if (running !== undefined) return running;
  }
  onEvent({ phase: 'starting', name: spec.name });
  await refuseForeignVolume(engine, spec, signal);
  if (observed !== undefined) await engine.remove(observed.id, STOP_GRACE_MS, signal);
  return createInTurn(engine, spec, onEvent, signal);
}

/** The privilege level of a container that matches the spec; undefined for any other container. */
function asWanted(
  spec: BuilderContainerSpec,
  { name, state, labels }: ObservedContainer,
): BuilderPrivileges | undefined {
  if (name !== spec.name || labels[LABEL.specHash] !== builderSpecHash(spec)) return undefined;
  if (labels[LABEL.reach] !== reachHash(spec.reach)) return undefined;
  if (state !== 'running' && state !== 'exited') return undefined;
  return privilegesOf(labels);
}

/** The privilege level that a container was created with. */
export const privilegesOf = (labels: ObservedContainer['labels']): BuilderPrivileges | undefined =>
  PRIVILEGES.find((one) => one === labels[LABEL.privileges]);

/** Undefined when its daemon does not start, or runs and does not respond. */
async function wake(
  engine: ContainerEngine,
  spec: BuilderContainerSpec,
  { id, state }: ObservedContainer,
  privileges: BuilderPrivileges,
  onEvent: (event: BuilderEvent) => void,
  signal: AbortSignal,
): Promise<RunningDaemon | undefined> {
  const { name } = spec;
  try {
    if (state === 'exited') {
      onEvent({ phase: 'starting', name });
      await engine.start(id, signal);
    }
    const running = await whenReady(engine, { id, name, privileges }, signal);
    if (state === 'exited') onEvent({ phase: 'started', name, privileges });
    return running;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof SmolfaasError) || !WORTH_A_NEW_ONE.has(error.code)) throw error;
    return undefined;
  }
}

const WORTH_A_NEW_ONE: ReadonlySet<string> = new Set(['builder-failed', 'engine-error']);

/** Creating a container mounts any existing volume of that name, even another project's. */
async function refuseForeignVolume(
  engine: ContainerEngine,
  { volume, labels }: BuilderContainerSpec,
  signal: AbortSignal,
) {
  const found = await engine.volumeLabels(volume, signal);
  if (found === undefined || found[LABEL.project] === labels[LABEL.project]) return;
  throw new SmolfaasError('foreign-object', { kind: 'volume', name: volume, id: volume });
}
