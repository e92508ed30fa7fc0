/**
 * Stage 10, deploy: creates a function's container and starts it; nothing half-made stays behind.
 *
 * Which error is whose: an engine that refuses this container (no such image, a command that is not there) is a failure of the
 * function, so the others go on. An engine that does not answer, or has no disk left, concerns the whole run.
 * A wish to stop is heard after each of the two calls: after the creation, so that the container is known and can be removed again; after
 * the start, because an engine whose container is removed in the middle of it may keep the network endpoint of nobody.
 *
 *   POST /containers/create?name=…   201 id | 404 no such image | 409 the name is taken
 *   POST /containers/<id>/start      204    | 400, 404, 500 the process could not be started
 */
import { type ContainerSpec, isSmolfaasError, SmolfaasError } from '@smolfaas/core';
import type { Connection } from '../connection/connection.js';
import { createContainer } from './create-container.js';
import { createBody } from './create-body.js';
import { outlast } from '../connection/outlast.js';
import { putCertificates } from './put-certificates.js';
import { discardContainer } from './remove-container.js';

/** What an engine says that it looked for when a container shall run under its init, and that is not installed: Docker's and Podman's words. */
const INIT_PROGRAM = /docker-init|container-init binary/;

/**
 * What a runtime says about a weight where its user may not count the processor, as without root
 * where systemd delegates memory and processes only.
 */
const NO_WEIGHTS = /cgroup controller `?cpu`? is not available|`?cpu\.(?:weight|shares)`?/;

/**
 * Creates and starts; returns the id. Without the engine's init where that is not installed:
 * stopping is slower then. Without a weight where none can be given.
 * @throws SmolfaasError container-failed when this container is refused, foreign-object when its name is somebody else's, engine-*
 */
export async function startFunction(
  engine: Connection,
  spec: ContainerSpec,
  signal: AbortSignal,
): Promise<{ readonly id: string }> {
  try {
    const create = (late: AbortSignal) => createContainer(engine, spec.name, createBody(spec), late);
    const id = await outlast(signal, create);
    await startCreated(engine, id, spec, signal);
    return { id };
  } catch (error) {
    if (!isSmolfaasError(error, 'engine-error')) throw error;
    const message = error.facts.message;
    if (spec.init && INIT_PROGRAM.test(message)) return startFunction(engine, { ...spec, init: false }, signal);
    if (spec.cpuShares > 0 && NO_WEIGHTS.test(message)) return startFunction(engine, { ...spec, cpuShares: 0 }, signal);
    throw new SmolfaasError('container-failed', { function: spec.function, message }, { cause: error });
  }
}

async function startCreated(engine: Connection, id: string, spec: ContainerSpec, signal: AbortSignal): Promise<void> {
  try {
    if (spec.certificates) await putCertificates(engine, id, spec.certificates, signal);
    await outlast(signal, (late) =>
      engine.call(`start container ${spec.name}`, late, (docker, abortSignal) =>
        docker.getContainer(id).start({ abortSignal }),
      ),
    );
    signal.throwIfAborted();
  } catch (error) {
    const leftover = await discardContainer(engine, id);
    throw leftover === undefined ? error : withLeftover(error, id, leftover);
  }
}

/** The same error, which also says that the container is still there; the next run finds it by its label. */
function withLeftover(error: unknown, id: string, leftover: unknown): unknown {
  if (!isSmolfaasError(error, 'engine-error')) return error;
  const why = leftover instanceof Error ? leftover.message : String(leftover);
  const message = `${error.facts.message}; its container ${id.slice(0, 12)} could not be removed: ${why}`;
  return new SmolfaasError('engine-error', { ...error.facts, message }, { cause: error });
}
