/**
 * Creates one container under one name, which a container in removal may still hold.
 *
 * The engine frees a name only at the end of a removal, so 409 may pass by itself. SmolFaaS
 * therefore queries the holder of the name. It refuses a foreign holder, or one of another project,
 * and names it at once. For a container of this project it waits ten seconds, then rethrows the
 * engine's error.
 */
import { LABEL, type Labels, notOurs } from '@smolfaas/core';
import type { Connection } from '../connection/connection.js';
import { statusOf } from '../connection/failure.js';
import { podmanBody } from '../connection/podman-body.js';
import { retryWhile } from '../connection/retry.js';

/** The part of a body that is read here. */
interface CreateBody {
  readonly Labels?: Labels | undefined;
  readonly HostConfig?: object | undefined;
}

/**
 * Returns the new container's id.
 * @throws SmolfaasError foreign-object, project-conflict, engine-*
 */
export function createContainer(
  engine: Connection,
  name: string,
  body: CreateBody,
  signal: AbortSignal,
): Promise<string> {
  const told = engine.isPodman ? podmanBody(body) : body;
  const create = async () => {
    const container = await engine.call(`create container ${name}`, signal, (docker, abortSignal) =>
      docker.createContainer(request(name, told, abortSignal)),
    );
    return container.id;
  };
  return retryWhile((error) => mayBeFreed(engine, name, error, signal, body.Labels), signal, create);
}

/**
 * Whether to retry after 409: not when the name belongs to a foreign container. One created by
 * SmolFaaS may be in removal, and looks alive until it is gone.
 * @param labels of the new holder; if omitted, a holder of any SmolFaaS project counts as own
 * @throws SmolfaasError foreign-object, project-conflict
 */
export async function mayBeFreed(
  engine: Connection,
  name: string,
  error: unknown,
  signal: AbortSignal,
  labels: Labels = {},
): Promise<boolean> {
  if (statusOf(error) !== 409) return false;
  try {
    const holder = await engine.call(`inspect container ${name}`, signal, (docker, abortSignal) =>
      docker.getContainer(name).inspect({ abortSignal }),
    );
    const theirs = holder.Config.Labels ?? {};
    const project = labels[LABEL.project];
    if (theirs[LABEL.project] !== undefined && (project === undefined || theirs[LABEL.project] === project))
      return true;
    throw notOurs({ kind: 'container', name, id: holder.Id, labels: theirs }, labels[LABEL.functionsDir]);
  } catch (failure) {
    if (statusOf(failure) === 404) return true;
    throw failure;
  }
}

/**
 * Passes name and body separately. From one object, the library would repeat the whole body in the
 * URL, whose length is limited.
 */
function request(name: string, body: object, abortSignal: AbortSignal) {
  return { _query: { name }, _body: body, abortSignal };
}
