/**
 * Streams a container's output, line by line, as it is written.
 *
 *   GET /containers/<id>/logs?stdout=1&stderr=1&timestamps=1&follow=…&tail=…&since=…
 *     200  frames (connection/frames.ts), read by line-reader.ts
 *     404  no such container
 *
 * Invariant: a reader that is slow makes the engine wait. The response is never collected, so memory
 * does not depend on the size of the log.
 */
import { addAbortSignal, Readable } from 'node:stream';
import type { LogLine, LogRequest } from '@smolfaas/core';
import type Docker from 'dockerode';
import type { Connection } from '../connection/connection.js';
import { failureOf } from '../connection/failure.js';
import { NO_DEADLINE } from './changes.js';
import { lineReader } from './line-reader.js';

/** The lines of one container. @throws SmolfaasError engine-*; the signal's reason */
export async function* logs(
  engine: Connection,
  id: string,
  request: LogRequest,
  signal: AbortSignal,
): AsyncGenerator<LogLine, void, undefined> {
  const call = `read logs of container ${id}`;
  const open = (docker: Docker, abortSignal: AbortSignal) => openLog(docker, id, request, abortSignal);
  const body = await engine.call(call, signal, open, request.follow ? NO_DEADLINE : undefined);
  const lines: LogLine[] = [];
  const reader = lineReader((line) => lines.push(line));
  try {
    for await (const chunk of addAbortSignal(signal, body)) {
      reader.take(Buffer.from(chunk));
      yield* lines.splice(0);
    }
    reader.end();
    yield* lines;
  } catch (error) {
    signal.throwIfAborted();
    throw failureOf(error, { endpoint: engine.endpoint.label, call });
  }
}

/**
 * The response as a stream. The library's own call returns one only with `follow`; otherwise it
 * collects the whole log.
 */
function openLog(docker: Docker, id: string, request: LogRequest, abortSignal: AbortSignal): Promise<Readable> {
  const { follow, tail } = request;
  const since = sinceOf(request);
  const options = {
    stdout: true,
    stderr: true,
    timestamps: true,
    follow,
    ...(tail !== undefined && { tail }),
    ...(since !== undefined && { since }),
  };
  const statusCodes = { 200: true, 404: 'no such container', 500: 'server error' };
  const dialled = { path: `/containers/${id}/logs?`, method: 'GET', isStream: true, statusCodes, options, abortSignal };
  return new Promise((resolve, reject) => {
    docker.modem.dial(dialled, (error: unknown, answer: unknown) => {
      if (answer instanceof Readable) resolve(answer);
      else reject(error ?? new TypeError('the engine’s answer is no readable stream'));
    });
  });
}

/** Seconds since 1970, with nine decimals if they are known. */
export function sinceOf({ since, sinceMs }: Pick<LogRequest, 'since' | 'sinceMs'>): string | undefined {
  if (since === undefined) return sinceMs === undefined ? undefined : String(sinceMs / 1000);
  const [, fraction = ''] = /\.(\d+)/.exec(since) ?? [];
  return `${Math.floor(Date.parse(since) / 1000)}.${fraction.padEnd(9, '0')}`;
}
