/**
 * Streams a container's output, line by line, as it is written.
 *
 *   GET /containers/<id>/logs?stdout=1&stderr=1&timestamps=1&follow=…&tail=…&since=…
 *     200  frames (connection/frames.ts); each line begins with the time at which the engine
 *          received it, and a blank
 *     404  no such container
 *
 * Gotcha: a frame is not a line. One frame may hold many lines, and a long line is split over
 * several, even in the middle of a character. So each stream's bytes are kept until its line ends.
 */
import { addAbortSignal, Readable } from 'node:stream';
import type { LogLine, LogRequest } from '@smolfaas/core';
import type { Container } from 'dockerode';
import { answerStream } from '../connection/answer-stream.js';
import type { Connection } from '../connection/connection.js';
import { failureOf } from '../connection/failure.js';
import { frameReader } from '../connection/frames.js';

const STREAMS: Readonly<Record<number, LogLine['stream']>> = { 1: 'stdout', 2: 'stderr' };
const LINE_END = 0x0a;

/** The lines of one container. @throws SmolfaasError engine-*; the signal's reason */
export async function* logs(
  engine: Connection,
  id: string,
  request: LogRequest,
  signal: AbortSignal,
): AsyncGenerator<LogLine, void, undefined> {
  const call = `read logs of container ${id}`;
  const body = await engine.call(call, signal, (docker, abortSignal) =>
    read(docker.getContainer(id), request, abortSignal),
  );
  const lines: LogLine[] = [];
  const take = lineReader((line) => lines.push(line));
  try {
    for await (const chunk of addAbortSignal(signal, body)) {
      take(Buffer.from(chunk));
      yield* lines.splice(0);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw failureOf(error, { endpoint: engine.endpoint.label, call });
  }
}

/** The library returns a stream only with `follow`, otherwise the whole response at once. */
async function read(
  container: Container,
  { follow, tail, sinceMs }: LogRequest,
  abortSignal: AbortSignal,
): Promise<Readable> {
  const wanted = { stdout: true, stderr: true, timestamps: true, abortSignal, ...(tail !== undefined && { tail }) };
  const options = { ...wanted, ...(sinceMs !== undefined && { since: sinceMs / 1000 }) };
  if (follow) return answerStream(await container.logs({ ...options, follow }));
  return Readable.from([await container.logs({ ...options, follow })]);
}

/** Parses chunks of frames and calls `onLine` for each complete line. */
export function lineReader(onLine: (line: LogLine) => void): (chunk: Buffer) => void {
  const kept = new Map<LogLine['stream'], Buffer>();
  return frameReader((number, payload) => {
    const stream = STREAMS[number] ?? 'stdout';
    let rest = Buffer.concat([kept.get(stream) ?? Buffer.alloc(0), payload]);
    for (let end = rest.indexOf(LINE_END); end >= 0; end = rest.indexOf(LINE_END)) {
      onLine(lineOf(stream, rest.subarray(0, end).toString('utf8')));
      rest = rest.subarray(end + 1);
    }
    kept.set(stream, rest);
  });
}

function lineOf(stream: LogLine['stream'], line: string): LogLine {
  const [, time = '', text = line] = /^(\S+) (.*?)\r?$/s.exec(line) ?? [];
  return { stream, time, text };
}
