/**
 * Stage 9, start: creates a function's container and starts it; nothing half-made stays behind.
 *
 * Which error is whose: an engine that refuses this container (no such image, a command that is not there) is a failure of the
 * function, so the others go on. An engine that does not answer, or has no disk left, concerns the whole run.
 *
 *   POST /containers/create?name=…   201 id | 404 no such image | 409 the name is taken
 *   POST /containers/<id>/start      204    | 400, 404, 500 the process could not be started
 */
import { type ContainerSpec, isSmolfaasError, SmolfaasError } from '@smolfaas/core';
import type { Connection } from './connection/connection.js';
import { createContainer } from './create-container.js';
import { createBody } from './create-body.js';
import { discardContainer } from './remove-container.js';

/**
 * Creates and starts; returns the id.
 * @throws SmolfaasError container-failed when this container is refused, foreign-object when its name is somebody else's, engine-*
 */
export async function startFunction(
  engine: Connection,
  spec: ContainerSpec,
  signal: AbortSignal,
): Promise<{ readonly id: string }> {
  try {
    const id = await createContainer(engine, spec.name, createBody(spec), signal);
    await startCreated(engine, id, spec.name, signal);
    return { id };
  } catch (error) {
    if (!isSmolfaasError(error, 'engine-error')) throw error;
    const message = error.facts.message;
    throw new SmolfaasError('container-failed', { function: spec.function, message }, { cause: error });
  }
}

async function startCreated(engine: Connection, id: string, name: string, signal: AbortSignal): Promise<void> {
  try {
    await engine.call(`start container ${name}`, signal, (docker, abortSignal) =>
      docker.getContainer(id).start({ abortSignal }),
    );
  } catch (error) {
    await discardContainer(engine, id, error);
    throw error;
  }
}
