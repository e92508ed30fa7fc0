/**
 * What a container that does not answer tells about itself: how it stands, what it last said, what it listens on.
 *
 * Place in the flow: stage 9, after the deadline or an early exit, before the container is removed. It explains a failure, so
 * each part that cannot be had is left out rather than hiding the others.
 */
import type { Diagnosis } from '@smolfaas/core';
import type { Connection } from '../connection/connection.js';
import { statusOf } from '../connection/failure.js';
import { demux } from '../frames.js';
import { readListening } from './read-sockets.js';

/** Lines of output that are worth showing. */
const LOG_LINES = 20;

/** Inspects a container. One that is gone is described as `gone`. @throws SmolfaasError engine-* */
export async function diagnose(engine: Connection, id: string, signal: AbortSignal): Promise<Diagnosis> {
  try {
    const { State, RestartCount } = await engine.call(`inspect container ${id}`, signal, (docker, abortSignal) =>
      docker.getContainer(id).inspect({ abortSignal }),
    );
    const log = await lastLines(engine, id, LOG_LINES, signal);
    const listening = State.Running ? await readListening(engine, { id, pid: State.Pid }, signal) : undefined;
    return {
      state: State.Status,
      ...(State.Status !== 'running' && { exitCode: State.ExitCode }),
      oomKilled: State.OOMKilled,
      restarts: RestartCount,
      log,
      ...(listening && { listening }),
    };
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    return { state: 'gone', oomKilled: false, restarts: 0, log: [] };
  }
}

/**
 * The last `count` lines of a container's output, both streams together, in the order in which the engine noted them (which is
 * not quite the order of writing: it reads each stream for itself).
 * @throws SmolfaasError engine-*
 */
export async function lastLines(
  engine: Connection,
  id: string,
  count: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const bytes = await engine.call(`read logs of container ${id}`, signal, (docker, abortSignal) =>
    docker.getContainer(id).logs({ stdout: true, stderr: true, tail: count, follow: false, abortSignal }),
  );
  return splitLines(demux(bytes).both.toString('utf8')).slice(-count);
}

/** Lines without their ends; what follows the last end of line counts only if it is something. Pure. */
export function splitLines(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
