/**
 * Makes sure that the builder container which was asked for runs, and that its daemon can build (first half of stage 9).
 *
 * | found                              | done                                                                          |
 * |------------------------------------|-------------------------------------------------------------------------------|
 * | nothing                            | create in the least privileged way that works, on whatever the volume holds      |
 * | same hashes and name, running      | nothing; made anew when its daemon does not answer                              |
 * | same, but ended                    | start; made anew when that fails                                                |
 * | anything else                      | remove, create anew on the same volume                                          |
 *
 * What must stay true: a container that could not be started, or whose trial failed, is removed again; a container or volume of this name
 * that is not ours is never touched, nor used.
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

/** A daemon that stops ends its builds first. */
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

/** How much a container may do that is as the spec wants it; undefined for any other. */
function asWanted(
  spec: BuilderContainerSpec,
  { name, state, labels }: ObservedContainer,
): BuilderPrivileges | undefined {
  if (name !== spec.name || labels[LABEL.specHash] !== builderSpecHash(spec)) return undefined;
  if (labels[LABEL.reach] !== reachHash(spec.reach)) return undefined;
  if (state !== 'running' && state !== 'exited') return undefined;
  return privilegesOf(labels);
}

/** Which of the ways to run it a container was made in. */
export const privilegesOf = (labels: ObservedContainer['labels']): BuilderPrivileges | undefined =>
  PRIVILEGES.find((one) => one === labels[LABEL.privileges]);

/** Undefined when its daemon does not come up, or runs and does not answer. */
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

/** A volume is taken by its name when a container is made, whoever's it is. */
async function refuseForeignVolume(
  engine: ContainerEngine,
  { volume, labels }: BuilderContainerSpec,
  signal: AbortSignal,
) {
  const found = await engine.volumeLabels(volume, signal);
  if (found === undefined || found[LABEL.project] === labels[LABEL.project]) return;
  throw new SmolfaasError('foreign-object', { kind: 'volume', name: volume, id: volume });
}
