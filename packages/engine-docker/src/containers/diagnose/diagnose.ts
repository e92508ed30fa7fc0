/**
 * What a container that does not answer tells about itself: how it stands, what it last said, what it listens on.
 *
 * Place in the flow: stage 10, after the deadline or an early exit, before the container is removed. It explains a failure, so
 * each part that cannot be had is left out rather than hiding the others.
 */
import { type Diagnosis, isSmolfaasError } from '@smolfaas/core';
import type { Connection } from '../../connection/connection.js';
import { crashes } from '../crashes.js';
import { statusOf } from '../../connection/failure.js';
import { demux } from '../../connection/frames.js';
import { readListening } from './read-sockets.js';

/** Lines of output that are kept; whoever shows them leaves some out. */
const LOG_LINES = 60;

/** Lines in which a span of a container's life is looked for. */
const SPAN_LINES = 10_000;

/** Inspects a container. One that is gone is described as `gone`. @throws SmolfaasError engine-* */
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
 * How the last process ended that the engine has replaced, and the span of its life; undefined where its events are gone, or
 * the engine reports none (Podman without an events logger).
 */
async function lastEnd(engine: Connection, id: string, signal: AbortSignal) {
  const found = (await knownCrashes(engine, id, signal)).filter(({ ended }) => ended);
  const [last, before] = found.toReversed();
  if (last === undefined) return undefined;
  const { exitCode, oomKilled, at } = last;
  // The process before it ended at the latest when this one began; its last words may be noted a moment later.
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

/** By so much the engine may note output later than the end of its process. */
const NOTED_MS = 20;

/**
 * The last `count` lines of a container's output, of a span of its life or of all of it, both streams together, in the order
 * in which the engine noted them (which is not quite the order of writing: it reads each stream for itself).
 * Gotcha: the engine takes the last lines first and looks at their times afterwards, so a span needs many more lines.
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

/** Lines without their ends; what follows the last end of line counts only if it is something. Pure. */
export function splitLines(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
