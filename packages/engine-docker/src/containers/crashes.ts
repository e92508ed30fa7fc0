/**
 * Reads crashes from the engine's event log: exits of containers that were not stopped. An
 * inspection knows only the current process. Once the engine has restarted a container, it no
 * longer shows how the last process ended.
 *
 *   GET /events?since=…&until=…&filters={"type":["container"],"container":[…],"event":[…]}
 *     {"Action":"die","Actor":{"ID":"…","Attributes":{"exitCode":"3"}},"timeNano":…}   one per line
 *     {"Action":"oom", …}      before the "die" of a process that the kernel killed for its memory;
 *                              alone when it was another process of the container
 *     {"Action":"kill", …}     before the "die" that a stop, a restart or a manual kill requested
 *
 * Gotchas:
 *  - An engine keeps the last 256 events, and none across its own restart. So this file explains
 *    what an inspection has counted, and never counts itself.
 *  - The response ends when `until` has passed by the engine's clock. Without events, it does not
 *    begin before that (20.10). So `until` uses the engine's clock, and the wait has its own limit.
 */
import { addAbortSignal } from 'node:stream';
import type { ContainerCrash } from '@smolfaas/core';
import { answerStream } from '../connection/answer-stream.js';
import type { Connection } from '../connection/connection.js';
import { type EngineEvent, eventIn } from './engine-events.js';

/**
 * How long reading past events may take, in milliseconds. They arrive at once; anything later is in
 * the engine's future.
 */
const READ_MS = 1_000;

/** A "die" counts as requested when a "kill" came at most this long before it, in milliseconds. */
export const KILL_MS = 60_000;

/** Podman calls `die` `died`. */
const EVENTS = ['kill', 'die', 'died', 'oom'];

/**
 * Crashes of these containers since `sinceMs` (since 1970, by the engine's clock), oldest first.
 * @throws SmolfaasError engine-*
 */
export async function crashes(
  engine: Connection,
  containerIds: readonly string[],
  sinceMs: number,
  signal: AbortSignal,
): Promise<readonly ContainerCrash[]> {
  if (containerIds.length === 0) return [];
  const filters = JSON.stringify({ type: ['container'], container: containerIds, event: EVENTS });
  // An engine refuses an `until` before `since`; equal times are an empty span.
  const options = { since: sinceMs / 1000, until: Math.max(sinceMs, engine.now()) / 1000, filters };
  const body = await engine.call('list events', signal, (docker, abortSignal) => {
    const enough = AbortSignal.any([AbortSignal.timeout(READ_MS), abortSignal]);
    return readUntil(enough, docker.getEvents(Object.assign(options, { abortSignal: enough })));
  });
  return crashesIn(body.split('\n').slice(0, -1).flatMap(eventIn));
}

/**
 * The text of a response up to its end, or up to `enough`. Its last line may then be incomplete.
 */
async function readUntil(enough: AbortSignal, answer: Promise<NodeJS.ReadableStream>): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of addAbortSignal(enough, answerStream(await answer))) chunks.push(Buffer.from(chunk));
  } catch (error) {
    if (!enough.aborted) throw error;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Pure. Expects the events in the order in which they happened. */
export function crashesIn(events: readonly EngineEvent[]): readonly ContainerCrash[] {
  const found: ContainerCrash[] = [];
  const killed = new Map<string, number>();
  const starved = new Map<string, number>();
  for (const { action, id: containerId, at, exitCode } of events) {
    if (action === 'kill') killed.set(containerId, at);
    if (action === 'oom') {
      lonely(containerId);
      starved.set(containerId, at);
    }
    if (action !== 'die' && action !== 'died') continue;
    const isAsked = at - (killed.get(containerId) ?? -Infinity) < KILL_MS;
    if (!isAsked) found.push({ containerId, at, ended: true, oomKilled: starved.has(containerId), exitCode });
    killed.delete(containerId);
    starved.delete(containerId);
  }
  for (const containerId of starved.keys()) lonely(containerId);
  return found.toSorted((a, b) => a.at - b.at);

  function lonely(containerId: string): void {
    const at = starved.get(containerId);
    if (at !== undefined) found.push({ containerId, at, ended: false, oomKilled: true, exitCode: undefined });
  }
}
