/**
 * Describes a container that does not respond: its state, its last output, and the ports it listens
 * on.
 *
 * Place in the flow: stage 10, after the deadline or an early exit, before the container is
 * removed. It explains a failure, so a part that is unavailable is left out and never hides the
 * others.
 */
import { type Diagnosis, isSmolfaasError } from '@smolfaas/core';
import type { Connection } from '../../connection/connection.js';
import { crashes } from '../crashes.js';
import { statusOf } from '../../connection/failure.js';
import { demux } from '../../connection/frames.js';
import { readListening } from './read-sockets.js';

/** Lines of output that are kept; displays may show fewer. */
const LOG_LINES = 60;

/** Lines searched for a span of a container's life. */
const SPAN_LINES = 10_000;

/**
 * Inspects a container. One that does not exist is described as `gone`. @throws SmolfaasError
 * engine-*
 */
export async function diagnose(engine: Connection, id: string, signal: AbortSignal): Promise<Diagnosis> {
  try {
    const { State, RestartCount, HostConfig } = await engine.call(
      `inspect container ${id}`,
      signal,
      (docker, abortSignal) => docker.getContainer(id).inspect({ abortSignal }),
    );
    const ended = State.Status === 'running' ? undefined : { exitCode: State.ExitCode, oomKilled: State.OOMKilled };
    const last = RestartCount > 0 ? await lastEnd(engine, id, signal) : undefined;
    const [log, listening] = await Promise.all([
      lastLines(engine, id, LOG_LINES, signal, last),
      State.Running ? readListening(engine, { id, pid: State.Pid }, signal) : undefined,
    ]);
    const { exitCode, oomKilled = State.OOMKilled } = { ...last, ...ended };
    return {
      state: State.Status,
      ...(exitCode !== undefined && { exitCode }),
      oomKilled,
      restarts: RestartCount,
      ...(HostConfig.Memory && { memoryBytes: HostConfig.Memory }),
      log,
      ...(listening && { listening }),
    };
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    return { state: 'gone', oomKilled: false, restarts: 0, log: [] };
  }
}

/** A part of a container's life, in milliseconds since 1970. */
interface Span {
  readonly sinceMs: number;
  readonly untilMs: number;
}

/**
 * Exit of the last process that the engine has replaced, and the span of its life. Undefined if its
 * events are gone, or if the engine reports none (Podman without an events logger).
 */
async function lastEnd(engine: Connection, id: string, signal: AbortSignal) {
  const found = (await knownCrashes(engine, id, signal)).filter(({ ended }) => ended);
  const [last, before] = found.toReversed();
  if (last === undefined) return undefined;
  const { exitCode, oomKilled, at } = last;
  // The process before it ended no later than this one began. Its last output may be recorded a
  // moment later.
  return { exitCode, oomKilled, sinceMs: (before?.at ?? 0) + NOTED_MS, untilMs: at + NOTED_MS };
}

async function knownCrashes(engine: Connection, id: string, signal: AbortSignal) {
  try {
    return await crashes(engine, [id], 0, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (isSmolfaasError(error, 'engine-error') || isSmolfaasError(error, 'engine-hangs')) return [];
    throw error;
  }
}

/** How much later than the end of its process the engine may record output, in milliseconds. */
const NOTED_MS = 20;

/**
 * The last `count` lines of a container's output, of a span of its life or of all of it. Both
 * streams together, in the order in which the engine recorded them. That is not quite the order of
 * writing: the engine reads each stream separately.
 *
 * Gotcha: the engine takes the last lines first and filters by time afterwards, so a span needs
 * many more lines.
 * @throws SmolfaasError engine-*
 */
export async function lastLines(
  engine: Connection,
  id: string,
  count: number,
  signal: AbortSignal,
  span?: Span,
): Promise<readonly string[]> {
  const range = span && { since: span.sinceMs / 1000, until: span.untilMs / 1000 };
  const options = {
    stdout: true,
    stderr: true,
    tail: span === undefined ? count : SPAN_LINES,
    follow: false as const,
    ...range,
  };
  const bytes = await engine.call(`read logs of container ${id}`, signal, (docker, abortSignal) =>
    docker.getContainer(id).logs(Object.assign(options, { abortSignal })),
  );
  return splitLines(demux(bytes).both.toString('utf8')).slice(-count);
}

/**
 * Lines without their line ends. Text after the last line end counts only if it is not empty. Pure.
 */
export function splitLines(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
