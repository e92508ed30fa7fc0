/**
 * Streams the changes of a project's containers from the engine's events, as they happen.
 *
 *   GET /events?since=…&filters={"type":["container"],"label":["dev.smolfaas.project=…"],…}
 *     200  one event per line (engine-events.ts); it does not end
 *
 * Gotcha: an engine may send the head of its response only with the first event. So this call has
 * no deadline, only the caller's signal.
 */
import { addAbortSignal } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { type ContainerChange, LABEL } from '@smolfaas/core';
import { answerStream } from '../connection/answer-stream.js';
import type { Connection } from '../connection/connection.js';
import { failureOf } from '../connection/failure.js';
import { KILL_MS } from './crashes.js';
import { type EngineEvent, eventIn } from './engine-events.js';

const ACTIONS = ['start', 'kill', 'die', 'died', 'oom', 'destroy', 'remove'];

/** The longest time that a timer of Node.js can wait, in milliseconds. */
export const NO_DEADLINE = 2 ** 31 - 1;

/** @throws SmolfaasError engine-*; the signal's reason */
export async function* changes(
  engine: Connection,
  project: string,
  lookBackMs: number,
  signal: AbortSignal,
): AsyncGenerator<ContainerChange, void, undefined> {
  const call = 'follow events';
  const filters = JSON.stringify({ type: ['container'], label: [`${LABEL.project}=${project}`], event: ACTIONS });
  const since = (engine.now() - lookBackMs) / 1000;
  const body = await engine.call(
    call,
    signal,
    async (docker, abortSignal) =>
      answerStream(await docker.getEvents(Object.assign({ since, filters }, { abortSignal }))),
    NO_DEADLINE,
  );
  const decoder = new StringDecoder('utf8');
  const changeIn = changeReader();
  let rest = '';
  try {
    for await (const chunk of addAbortSignal(signal, body)) {
      const lines = (rest + decoder.write(Buffer.from(chunk))).split('\n');
      rest = lines.pop() ?? '';
      yield* lines.flatMap(eventIn).flatMap(changeIn);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw failureOf(error, { endpoint: engine.endpoint.label, call });
  }
}

/** Pure but for its memory of kills. Expects the events in the order in which they happened. */
export function changeReader(): (event: EngineEvent) => readonly ContainerChange[] {
  const killed = new Map<string, number>();
  const starved = new Set<string>();
  return ({ action, id: containerId, labels = {}, at, exitCode }) => {
    const change = (kind: ContainerChange['change']) => ({ containerId, labels, change: kind, at });
    switch (action) {
      case 'kill':
        killed.set(containerId, at);
        return [];
      case 'oom':
        starved.add(containerId);
        return [];
      case 'start':
        killed.delete(containerId);
        starved.delete(containerId);
        return [change('started')];
      case 'die':
      case 'died': {
        const requested = at - (killed.get(containerId) ?? -Infinity) < KILL_MS;
        const oomKilled = starved.has(containerId);
        return [{ ...change('ended'), requested, oomKilled, ...(exitCode !== undefined && { exitCode }) }];
      }
      default:
        killed.delete(containerId);
        starved.delete(containerId);
        return [change('removed')];
    }
  };
}
