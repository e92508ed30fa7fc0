/**
 * Stage 12, retire: ends a container politely and removes it, always by id. Gone already is what was wanted.
 *
 *   POST   /containers/<id>/stop?t=<s>       204 | 304 does not run | 404 gone
 *   DELETE /containers/<id>?force=1&v=1      204 | 404 gone | 409 removal in progress | 500 its file system is still busy
 *
 * `v` removes the anonymous volumes that an image's VOLUME line made; named volumes are never touched by it.
 */
import { isSmolfaasError, SmolfaasError } from '@smolfaas/core';
import { CALL_DEADLINE_MS, type Connection } from '../connection/connection.js';
import { statusOf } from '../connection/failure.js';
import { retryWhile } from '../connection/retry.js';

/** How long cleaning up after a failure may take, in milliseconds, also when the run is being interrupted. */
const DISCARD_MS = 5_000;

/**
 * SIGTERM (or the image's own stop signal), SIGKILL after `graceMs`, then removal. No grace: removed at once.
 * @throws SmolfaasError removal-blocked when the engine does not let go of it within ten seconds, engine-*
 */
export async function removeContainer(
  engine: Connection,
  id: string,
  graceMs: number,
  signal: AbortSignal,
): Promise<void> {
  if (graceMs > 0) await stop(engine, id, Math.ceil(graceMs / 1000), signal);
  const mayPass = (error: unknown) => statusOf(error) === 409 || statusOf(error) === 500;
  try {
    await retryWhile(mayPass, signal, () => forceRemove(engine, id, signal));
  } catch (error) {
    if (!isSmolfaasError(error, 'engine-error')) throw error;
    const facts = { kind: 'container', name: id, blockers: [error.facts.message] } as const;
    throw new SmolfaasError('removal-blocked', facts, { cause: error });
  }
}

/**
 * Removes a container that could not be started, also while the run is being interrupted: it has its own time. Never throws: what
 * made the container useless is the error to tell, so a failure to remove it is returned, to be told along with that.
 */
export async function discardContainer(engine: Connection, id: string): Promise<unknown> {
  try {
    await removeContainer(engine, id, 0, AbortSignal.timeout(DISCARD_MS));
    return undefined;
  } catch (error) {
    return error;
  }
}

async function stop(engine: Connection, id: string, seconds: number, signal: AbortSignal): Promise<void> {
  const deadlineMs = seconds * 1000 + CALL_DEADLINE_MS;
  try {
    await engine.call(
      `stop container ${id}`,
      signal,
      (docker, abortSignal) => docker.getContainer(id).stop({ t: seconds, abortSignal }),
      deadlineMs,
    );
  } catch (error) {
    if (![304, 404, 409].includes(statusOf(error) ?? 0)) throw error;
  }
}

async function forceRemove(engine: Connection, id: string, signal: AbortSignal): Promise<void> {
  try {
    await engine.call(`remove container ${id}`, signal, (docker, abortSignal) =>
      docker.getContainer(id).remove({ force: true, v: true, abortSignal }),
    );
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
  }
}
