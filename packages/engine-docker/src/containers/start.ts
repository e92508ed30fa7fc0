/**
 * Stage 10, deploy: creates a function's container and starts it. On failure it leaves nothing
 * behind.
 *
 * Who is at fault: a container that the engine refuses (no such image, no such command) is a
 * failure of the function. The others continue. An engine that does not respond, or has no disk
 * space left, concerns the whole run.
 *
 * An abort takes effect only after each of the two calls. After the creation, so that the
 * container's id is known and it can be removed again. After the start, because an engine whose
 * container is removed in the middle of a start may keep a network endpoint without a container.
 *
 *   POST /containers/create?name=…   201 id | 404 no such image | 409 the name is taken
 *   PUT  /containers/<id>/archive    200    certificates, secrets
 *   POST /networks/<name>/connect    200    | 404 no such network; further networks, one by one:
 *                                    before API 1.44 a creation takes only one
 *   POST /containers/<id>/start      204    | 400, 404, 500 the process could not be started
 */
import { type ContainerSpec, isSmolfaasError, SmolfaasError } from '@smolfaas/core';
import type { Connection } from '../connection/connection.js';
import { createContainer } from './create-container.js';
import { createBody } from './create-body.js';
import { outlast } from '../connection/outlast.js';
import { putCertificates } from './put-certificates.js';
import { putSecrets } from './put-secrets.js';
import { joinNetwork } from '../networks/join-network.js';
import { discardContainer } from './remove-container.js';

/**
 * What an engine reports as missing when a container should run under its init and that is not
 * installed: Docker's and Podman's words.
 */
const INIT_PROGRAM = /docker-init|container-init binary/;

/**
 * A runtime's message about a weight when its user may not control the CPU. This happens rootless,
 * where systemd delegates only memory and processes.
 */
const NO_WEIGHTS = /cgroup controller `?cpu`? is not available|`?cpu\.(?:weight|shares)`?/;

/**
 * Creates and starts a container; returns its id. If the engine's init is not installed, the
 * container runs without it, and stopping is slower. If no weight can be set, it runs without one.
 * @throws SmolfaasError container-failed when this container is refused, foreign-object when
 *   another project or program holds its name, engine-*
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
    if (spec.secrets) await putSecrets(engine, id, spec.secrets, signal);
    for (const network of spec.networks ?? []) await joinNetwork(engine, id, network, signal);
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

/**
 * The same error, plus the fact that the container still exists. The next run finds it by its
 * label.
 */
function withLeftover(error: unknown, id: string, leftover: unknown): unknown {
  if (!isSmolfaasError(error, 'engine-error')) return error;
  const why = leftover instanceof Error ? leftover.message : String(leftover);
  const message = `${error.facts.message}; its container ${id.slice(0, 12)} could not be removed: ${why}`;
  return new SmolfaasError('engine-error', { ...error.facts, message }, { cause: error });
}
