/**
 * Stage 12, retire: stops a container gracefully and removes it, always by id. A container that is
 * already gone counts as success.
 *
 *   POST   /containers/<id>/stop?t=<s>       204 | 304 does not run | 404 gone
 *   DELETE /containers/<id>?force=1&v=1      204 | 404 gone | 409 removal in progress
 *                                            500 its file system is still busy
 *
 * `v` removes the anonymous volumes of an image's VOLUME instruction. It never touches named
 * volumes.
 */
import { isSmolfaasError, SmolfaasError } from '@smolfaas/core';
import { CALL_DEADLINE_MS, type Connection } from '../connection/connection.js';
import { statusOf } from '../connection/failure.js';
import { retryWhile } from '../connection/retry.js';

/**
 * How long the cleanup after a failure may take, in milliseconds, even during an abort of the run.
 */
const DISCARD_MS = 5_000;

/**
 * Sends SIGTERM (or the image's own stop signal), then SIGKILL after `graceMs`, then removes it.
 * With no grace, removes it at once.
 * @throws SmolfaasError removal-blocked when the engine does not release it within ten seconds,
 *   engine-*
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
 * Removes a container that could not be started. It has its own deadline, so it works even during
 * an abort. Never throws. The reason why the container is useless is the error to report. So a
 * failed removal is returned, to be reported with it.
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
