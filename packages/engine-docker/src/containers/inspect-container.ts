/**
 * Inspects one container: `GET /containers/<id>/json` returns 200, or 404 if the container is gone.
 */
import type { ContainerInspectInfo } from 'dockerode';
import type { Connection } from '../connection/connection.js';
import { unlessMissing } from '../connection/unless-missing.js';

/** One inspection; undefined when no such container exists. @throws SmolfaasError engine-* */
export function inspectContainer(
  engine: Connection,
  id: string,
  signal: AbortSignal,
): Promise<ContainerInspectInfo | undefined> {
  const asked = engine.call(`inspect container ${id}`, signal, (docker, abortSignal) =>
    docker.getContainer(id).inspect({ abortSignal }),
  );
  return unlessMissing(asked);
}
